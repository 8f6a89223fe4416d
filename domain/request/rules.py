"""A team's rules for telling requests apart, made ready once for thousands of messages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.request.meaning import readable
from domain.request.people import TeamPeople
from domain.request.records import Says
from domain.team import Team
from domain.team.requests import Requests
from domain.working_time import WorkingTime

_NOT_A_WORD = "(?!)"  # matches nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides whether a message is a request of the team, and what it is.

    Attributes:
        team: Name of the team's file.
        zone: The team's zone.
        policy: The team's part about requests.
        people: Who is who.
        working_time: The team's open hours, to understand "EOD".
        emojis: Emoji → what it says.
        ranks: Priority → 0 for the most urgent, and so on.
        label_priority: Label in lower case → priority.
        word_priority: Word in lower case → priority.
        priority_word: Finds these words.
        our_name: Finds the team's name, its group's handle, or a keyword of a channel.
    """

    team: str
    zone: str
    policy: Requests
    people: TeamPeople
    working_time: WorkingTime
    emojis: Mapping[str, Says]
    ranks: Mapping[str, int]
    label_priority: Mapping[str, str]
    word_priority: Mapping[str, str]
    priority_word: re.Pattern[str]
    our_name: Mapping[str, re.Pattern[str]]

    def mentions_us(self, markup: str, channel: str) -> bool:
        """Tell whether a message of a channel calls for the team: group, name, or keyword.

        Args:
            markup: As Slack gives it.
            channel: The channel as configured.
        """
        if any(f"<!subteam^{group}" in markup for group in self.people.user_groups):
            return True
        return self.our_name[channel].search(readable(markup)) is not None

    def named_priorities(self, markup: str) -> tuple[str, ...]:
        """List the words of a message that name a priority; not those in addresses and code."""
        plain = markup.casefold()
        if not any(word in plain for word in self.word_priority):
            return ()
        return tuple(self.priority_word.findall(readable(markup)))


def prepare_rules(name: str, team: Team, people: TeamPeople, working_time: WorkingTime) -> Rules:
    """Make a team's rules ready.

    Args:
        name: Name of the team's file.
        team: A team with ``requests``.
        people: Who is who.
        working_time: The team's open hours.

    Raises:
        ValueError: The team file has no ``requests``.
    """
    policy = team.requests
    if policy is None:
        raise ValueError(f"{name} watches no requests: its file has no `requests`")
    handles = [r.user_group for r in team.rotations if r.user_group.startswith("@")]
    words = {w.casefold(): p for p, t in reversed(policy.sla.items()) for w in t.words}
    return Rules(
        team=name,
        zone=team.zone,
        policy=policy,
        people=people,
        working_time=working_time,
        emojis=_emojis(policy),
        ranks={priority: rank for rank, priority in enumerate(policy.sla)},
        label_priority={
            label.casefold(): p for p, t in reversed(policy.sla.items()) for label in t.labels
        },
        word_priority=words,
        priority_word=_whole_words(words, before=r"(?<!\bnot )(?<!\bnot a )(?<!n't )(?<!n't a )"),
        our_name={
            channel.channel: _whole_words([team.name, *handles, *channel.keywords])
            for channel in policy.watched_channels
        },
    )


def _emojis(policy: Requests) -> Mapping[str, Says]:
    meanings: dict[str, Says] = dict.fromkeys(policy.emojis.acknowledged, "acknowledgement")
    for name in policy.emojis.answered:
        meanings[name] = "done"
    return meanings


def _whole_words(words: Iterable[str], before: str = "") -> re.Pattern[str]:
    spelled = sorted((re.escape(" ".join(w.casefold().split())) for w in words), reverse=True)
    if not spelled:
        return re.compile(_NOT_A_WORD)
    return re.compile(rf"{before}(?<![\w-])(?:{'|'.join(spelled)})(?![\w])")
