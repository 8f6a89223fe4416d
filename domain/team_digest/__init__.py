"""All that was read for one team's digests, and what follows from it for one ceremony."""

from domain.team_digest.reads import DigestReads, parts_of, team_calendar
from domain.team_digest.tick import how_to_read, is_last_call, is_whole_needed, next_digest
from domain.team_digest.write import write_blind_digest, write_digest

__all__ = [
    "DigestReads",
    "how_to_read",
    "is_last_call",
    "is_whole_needed",
    "next_digest",
    "parts_of",
    "team_calendar",
    "write_blind_digest",
    "write_digest",
]
