"""The retro's one question comes from the figure that changed most, and takes no side."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from domain.delivery.kinds import AD_HOC
from domain.delivery.records import ENOUGH, Delivery
from domain.digest.phrases import number
from domain.words import count_words

STANDS_OUT = 0.25
"""A figure that changed by less than this part of what is usual is as usual."""
NEAR_PAST = 3
ASK = "What was behind it, and do we want it to stay?"
NOTHING = "No figure stands out from what is usual. What do we want to look at?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure of this cycle beside what is usual.

    Attributes:
        sentence: What changed, plain and without judgement.
        now: The figure.
        usual: What it is in half of the past cycles.
    """

    sentence: str
    now: float
    usual: float

    @property
    def size(self) -> float:
        """By what part of the usual it changed; of nothing, by what part of one."""
        return abs(self.now - self.usual) / max(self.usual, 1.0)


def neutral_question(delivery: Delivery) -> str:
    """Ask about the biggest change of this cycle; empty where the past is too short to compare.

    The first of equal changes counts, in the order: finished, cycle time, in progress, arrived,
    ad hoc.
    """
    changes = list(_changes(delivery))
    if not changes:
        return ""
    biggest = max(changes, key=lambda change: change.size)
    return NOTHING if biggest.size < STANDS_OUT else f"{biggest.sentence} {ASK}"


def _changes(delivery: Delivery) -> Iterator[Change]:
    now = delivery.current
    if (usual := delivery.throughput.p50) is not None:
        said = f"We finished {count_words(now.finished, 'card')}; usual is {number(usual)}."
        yield Change(sentence=said, now=now.finished, usual=usual)
    before = [c.cycle_time.p85 for c in delivery.past[-NEAR_PAST:] if c.cycle_time.p85 is not None]
    if now.cycle_time.p85 is not None and before:
        taken, usual = now.cycle_time.p85, median(before)
        said = f"85 % of cards took at most {number(taken)} days; before it was {number(usual)}."
        yield Change(sentence=said, now=taken, usual=usual)
    ends = [cycle.wip for cycle in delivery.past[-NEAR_PAST:]]
    if ends and sum(cycle.finished for cycle in delivery.past) >= ENOUGH:
        wip, usual = len(delivery.wip), median(ends)
        said = f"{count_words(wip, 'card')} in progress; cycles before ended with {number(usual)}."
        yield Change(sentence=said, now=wip, usual=usual)
    if (usual := delivery.arrivals.p50) is not None:
        said = f"{count_words(now.arrived, 'new card')} came; usual is {number(usual)}."
        yield Change(sentence=said, now=now.arrived, usual=usual)
    if (usual := delivery.ad_hoc.p50) is not None:
        came = now.arrived_by_kind.get(AD_HOC, 0)
        said = f"{count_words(came, 'ad hoc card')} came; usual is {number(usual)}."
        yield Change(sentence=said, now=came, usual=usual)
