"""Why people are in a user group, who is missing, and who changed it last."""

from domain.group_why.explain import explain_group
from domain.group_why.records import (
    Claim,
    Explanation,
    GroupFacts,
    LedgerRead,
    Person,
    State,
    Turn,
    Unknown,
    UnknownLedger,
)
from domain.group_why.reference import read_reference

__all__ = [
    "Claim",
    "Explanation",
    "GroupFacts",
    "LedgerRead",
    "Person",
    "State",
    "Turn",
    "Unknown",
    "UnknownLedger",
    "explain_group",
    "read_reference",
]
