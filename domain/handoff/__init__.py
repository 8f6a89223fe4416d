"""A handoff is one shift that ends and another person's that begins, told once and warmly."""

from domain.handoff.find import Adoption, find_handoff
from domain.handoff.moves import Move, find_moves
from domain.handoff.records import Asked, Gap, Handoff, Last, Memory, Spell
from domain.handoff.spells import ahead, read_spells

__all__ = [
    "Adoption",
    "Asked",
    "Gap",
    "Handoff",
    "Last",
    "Memory",
    "Move",
    "Spell",
    "ahead",
    "find_handoff",
    "find_moves",
    "read_spells",
]
