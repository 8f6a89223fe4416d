"""What tests of digests begin with, and a digest's content as they read it."""

from domain.delivery.records import ENOUGH_CYCLES
from domain.digest.facts import DigestFacts
from domain.digest.records import Digest, Section
from domain.team.digests import CeremonyName
from domain.work_item import WorkItem
from tests.builders_digest import a_board, a_delivery, an_item, of, some_facts

TIMES = of([1, 2, 2, 3, 3, 4, 5, 6, 9, 12])  # half within 3 days, 85 % within 9, all within 12
TEN = of([10] * 6, ENOUGH_CYCLES)
READY = tuple(an_item(number) for number in range(20, 32))


def before(
    ceremony: CeremonyName = "planning", *, items: tuple[WorkItem, ...] = (), **delivery: object
) -> DigestFacts:
    """A ceremony of these cards on the board, with ten finished in each past cycle."""
    base: dict[str, object] = {"cycle_time": TIMES, "throughput": TEN}
    return some_facts(ceremony, board=a_board(items), delivery=a_delivery(**(base | delivery)))


def section(digest: Digest, key: str) -> Section:
    """The section of a key."""
    return next(one for one in digest.sections if one.key == key)


def lines(digest: Digest, key: str) -> list[str]:
    """``label: reason`` of each line of a section; the title where there is no label."""
    return [
        f"{line.label or line.title}: {line.reason}"
        for group in section(digest, key).groups
        for line in group.lines
    ]


def grouped(digest: Digest, key: str) -> dict[str, list[str]]:
    """The same by the heading of the group."""
    return {
        group.title: [f"{line.label or line.title}: {line.reason}" for line in group.lines]
        for group in section(digest, key).groups
    }


def mentioned(digest: Digest) -> list[str]:
    """Slack ids of the people who are notified."""
    groups = [group for one in digest.sections for group in one.groups]
    return [line.mention for group in groups for line in group.lines if line.mention]
