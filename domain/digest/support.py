"""Support is said in requests, never in people: what came, what waits, what was promised."""

from collections.abc import Iterator
from datetime import timedelta

from domain.digest.draft import Draft, DraftGroup
from domain.digest.facts import DigestFacts
from domain.digest.lines import plain_entry
from domain.digest.phrases import TOO_SMALL, percent, say_counts, say_day, say_quantile
from domain.digest.rotation import on_support_now
from domain.request_text.phrases import say_age, title
from domain.standing import Context, Standing
from domain.support_figures import SupportFigures
from domain.words import DAY, count_words

OTHERS = "others"


def support_draft(facts: DigestFacts) -> Draft:
    """The sync's section: opened, closed, oldest waiting, who is on."""
    figures = facts.support
    said = () if figures is None else tuple(_flow(figures, facts))
    on_now = on_support_now(facts)
    return Draft(
        key="support",
        question="How is support going?",
        action="Answer what waits longest.",
        figures=(*(said or _unknown(facts)), *((on_now,) if on_now else ())),
        groups=(_waiting(facts),),
        empty="support requests",
    )


def retro_support_draft(facts: DigestFacts) -> Draft:
    """The retro's section: requests, promises kept, time to the first response, who asked."""
    figures = facts.support
    said = () if figures is None else (*_flow(figures, facts), *_kept(figures, facts))
    return Draft(
        key="support",
        question="How was support?",
        action="Agree on what would have helped.",
        figures=(*(said or _unknown(facts)), *_load(facts)),
        empty="support requests",
    )


def _unknown(facts: DigestFacts) -> tuple[str, ...]:
    if facts.support is not None:
        return ()
    return (f"Not known: {facts.support_unknown or 'requests were not read.'}",)


def _flow(figures: SupportFigures, facts: DigestFacts) -> Iterator[str]:
    waiting = len(figures.waiting)
    if figures.opened or figures.closed or waiting:
        since = say_day(figures.since.astimezone(facts.zone))
        verb = "waits" if waiting == 1 else "wait"
        yield (
            f"{count_words(figures.opened, 'request')} opened and {figures.closed} closed since"
            f" {since}; {waiting} {verb} on us."
        )
    yield from figures.gaps


def _kept(figures: SupportFigures, facts: DigestFacts) -> Iterator[str]:
    if not figures.judged:
        return
    share = TOO_SMALL if figures.share_met is None else percent(figures.share_met)
    yield f"SLA met: {figures.met} of {figures.judged} ({share}), open ones counted."
    if figures.first_response is None:
        yield f"First response: {TOO_SMALL} to say."
    else:
        day = _working_day(facts.support_context)
        yield (
            f"First response in working time: half {say_quantile(figures.first_response, day)},"
            f" 90 % {say_quantile(figures.first_response_p90, day)}."
        )
    known = {name or OTHERS: count for name, count in figures.by_organisation.items()}
    if set(known) - {OTHERS}:
        yield f"Asked by: {say_counts({OTHERS: 0} | known, _others_last(known))}."


def _others_last(known: dict[str, int]) -> list[str]:
    named = sorted((n for n in known if n != OTHERS), key=lambda name: (-known[name], name))
    return [*named, OTHERS]


def _load(facts: DigestFacts) -> Iterator[str]:
    """Ad hoc work among what was finished, against its target."""
    current = facts.delivery.current
    target = facts.policy.kinds.target.get("ad hoc")
    ad_hoc = current.finished_by_kind.get("ad hoc", 0)
    if not ad_hoc or not current.finished:
        return
    aim = "" if target is None else f"; the target is {target} %"
    of = f"{count_words(current.finished, 'finished card')} ({percent(ad_hoc / current.finished)})"
    yield f"Ad hoc: {ad_hoc} of {of}{aim}."


def _waiting(facts: DigestFacts) -> DraftGroup:
    """Requests that wait on the team, the one that waits longest first."""
    context = facts.support_context
    if facts.support is None or context is None:
        return DraftGroup()
    entries = [
        plain_entry(
            _waits(one, context),
            subject=one.key,
            title=" ".join(title(one, context).split()),
            url=one.request.permalink,
        )
        for one in facts.support.waiting
    ]
    return DraftGroup(entries=tuple(entries))


def _waits(standing: Standing, context: Context) -> str:
    pressing = standing.pressing
    since = pressing.started_at if pressing else standing.request.opened_at
    age = say_age(since, standing.request.priority, context)
    return f"{standing.request.priority}, waits for {age}"


def _working_day(context: Context | None) -> timedelta:
    return DAY if context is None else context.working_day
