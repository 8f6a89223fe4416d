"""Priority is a course over time: the most urgent that is named, else the default."""

from collections.abc import Iterable, Sequence

from domain.request.records import Event, Urgency
from domain.request.rules import Rules

_DECIDES = frozenset({"issue_linked", "priority_named", "label_added", "label_removed"})


def urgencies_of(opened: Event, events: Iterable[Event], rules: Rules) -> tuple[Urgency, ...]:
    """Follow the priority of a request through its events.

    Args:
        opened: The event that opened it; what is known by then counts from the start.
        events: All its events, in order of time.
        rules: The team's.
    """
    default = _default(rules.policy.question_priority, linked=False)
    named: dict[tuple[object, str], str] = {}
    course = [Urgency(priority=default[0], since=opened.at, because=default[1])]
    for event in events:
        if event.kind not in _DECIDES:
            continue
        if event.kind == "issue_linked":
            default = _default(rules.policy.default_priority, linked=True)
        else:
            _name(named, event, rules)
        priority, because = _in_force(named, rules) or default
        _append(course, Urgency(priority=priority, since=max(opened.at, event.at), because=because))
    return tuple(course)


def _default(priority: str, *, linked: bool) -> tuple[str, str]:
    what = "a request with an issue" if linked else "a question"
    return priority, f"the default of {what}"


def _name(named: dict[tuple[object, str], str], event: Event, rules: Rules) -> None:
    """Note what an event names, or does not name any more."""
    word = event.note.casefold()
    if event.kind == "priority_named":
        named.setdefault((None, word), rules.word_priority[word])
    elif event.kind == "label_removed":
        named.pop((event.issue, word), None)
    elif word in rules.label_priority:
        named[event.issue, word] = rules.label_priority[word]


def _in_force(named: dict[tuple[object, str], str], rules: Rules) -> tuple[str, str] | None:
    if not named:
        return None
    (issue, word), priority = min(named.items(), key=lambda item: rules.ranks[item[1]])
    return priority, f"the {'word' if issue is None else 'label'} {word}"


def _append(course: list[Urgency], urgency: Urgency) -> None:
    """Add a change; one at the same instant takes the place of what was there."""
    if course[-1].since == urgency.since:
        course.pop()
    if not course or course[-1].priority != urgency.priority:
        course.append(urgency)


def raised_by_labels(priority: str, rules: Rules) -> Sequence[str]:
    """List the more urgent priorities that the labels of an issue could give."""
    rank = rules.ranks[priority]
    reachable = sorted({rules.ranks[p] for p in rules.label_priority.values()})
    names = list(rules.ranks)
    return [names[other] for other in reachable if other < rank]
