"""The three digests as a channel, its thread and the artifact show them."""

from collections.abc import Callable

import pytest

from domain.digest.facts import DigestFacts
from domain.digest.planning import make_planning
from domain.digest.records import Digest
from domain.digest.retro import make_retro
from domain.digest.sync import make_sync
from domain.digest_text import digest_markdown, render_digest
from domain.team.digests import CeremonyName
from tests.digest_outline import whole
from tests.domain.digest_facts import SECRET, empty, rich
from tests.golden_files import Golden

MAKE: dict[CeremonyName, Callable[[DigestFacts], Digest]] = {
    "planning": make_planning,
    "sync": make_sync,
    "retro": make_retro,
}


@pytest.mark.parametrize("ceremony", MAKE)
@pytest.mark.parametrize("facts", [rich, empty])
def test_the_digest_before_a_ceremony(
    ceremony: CeremonyName, facts: Callable[[CeremonyName], DigestFacts], golden: Golden
) -> None:
    known = facts(ceremony)
    digest = MAKE[ceremony](known)
    messages = render_digest(digest, channel="#repo-management", now=known.now)
    name = f"digest_{ceremony}_{facts.__name__}"
    golden(f"{name}.txt", whole(messages))
    golden(f"{name}.md", digest_markdown(digest))
    said = "".join(message.text for message in messages) + digest_markdown(digest)
    assert SECRET not in said
