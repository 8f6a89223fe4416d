"""The ledger holds what the services cannot give back; each of its methods is one transaction."""

from tasks.ledger.errors import LedgerUnavailableError, LockHeldError, LockLostError
from tasks.ledger.ledger import Ledger
from tasks.ledger.opening import open_ledger, read_state
from tasks.ledger.records import (
    JSON,
    Action,
    LedgerState,
    MembershipIntent,
    MembershipRecord,
    MessageState,
    OpenRequest,
    OutboxEntry,
    Outcome,
    ProblemKey,
    ProblemRecord,
    RememberedThread,
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
    "MessageState",
    "OpenRequest",
    "OutboxEntry",
    "Outcome",
    "ProblemKey",
    "ProblemRecord",
    "RememberedThread",
    "Settlement",
    "open_ledger",
    "read_state",
]
