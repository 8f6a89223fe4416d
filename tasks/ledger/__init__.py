"""The ledger holds what the services cannot give back; each of its methods is one transaction."""

from tasks.ledger.errors import LedgerUnavailableError, LockHeldError, LockLostError
from tasks.ledger.ledger import Ledger, open_ledger, read_state
from tasks.ledger.records import (
    JSON,
    Action,
    LedgerState,
    MembershipIntent,
    MembershipRecord,
    OutboxEntry,
    Outcome,
    ProblemKey,
    ProblemRecord,
    Settlement,
)

__all__ = [
    "JSON",
    "Action",
    "Ledger",
    "LedgerState",
    "LedgerUnavailableError",
    "LockHeldError",
    "LockLostError",
    "MembershipIntent",
    "MembershipRecord",
    "OutboxEntry",
    "Outcome",
    "ProblemKey",
    "ProblemRecord",
    "Settlement",
    "open_ledger",
    "read_state",
]
