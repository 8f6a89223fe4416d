"""Each ceremony has a digest of its own."""

from collections.abc import Callable, Mapping

from domain.digest.facts import DigestFacts
from domain.digest.planning import make_planning
from domain.digest.records import Digest
from domain.digest.retro import make_retro
from domain.digest.sync import make_sync
from domain.team.digests import CeremonyName

MAKERS: Mapping[CeremonyName, Callable[[DigestFacts], Digest]] = {
    "planning": make_planning,
    "sync": make_sync,
    "retro": make_retro,
}


def make_digest(facts: DigestFacts) -> Digest:
    """Write the digest of the occasion that the facts are about."""
    return MAKERS[facts.occasion.ceremony](facts)
