"""What can be wrong with the ledger itself, as sentences."""

from domain.errors import GoalieError


class LedgerUnavailableError(GoalieError):
    """The database could not be reached or used just now; the same call may succeed later."""


class LockHeldError(GoalieError):
    """Another run of the same job for the same team is going on."""


class LockLostError(GoalieError):
    """The database ended the session that held this run's lock; the run must stop."""
