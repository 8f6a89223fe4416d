"""How a team's requests look, how soon it answers each, and whom Goalie tells when it does not."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.team.shapes import (
    Budget,
    Channel,
    Duration,
    Email,
    Emoji,
    Label,
    Part,
    Repository,
    SlackAppId,
)

Clock = Literal["acknowledgement", "answer", "next_response", "update"]


class WatchedChannel(Part):
    """A channel in which people ask the team for help."""

    channel: Channel = Field(description='The channel: "#name" or its id.')
    messages: Literal["all", "ours"] = Field(
        description="all: every message is for the team. ours: only those that mention it."
    )
    keywords: tuple[str, ...] = Field(
        default=(),
        description="With messages: ours, words that make a message the team's, whatever case.",
    )

    @model_validator(mode="after")
    def _keywords_have_a_purpose(self) -> Self:
        if self.messages == "all" and self.keywords:
            raise ValueError("`keywords` does nothing with `messages: all`")
        return self


class Board(Part):
    """The team's Kanban board on GitHub Projects."""

    owner: str = Field(min_length=1, description="The organisation that owns the board.")
    number: int = Field(ge=1, description="The number in the board's web address.")
    status_field: str = Field(
        default="Status", min_length=1, description="The field whose options are the columns."
    )
    support_list: str = Field(
        min_length=1, description="The column that holds the cards of support issues."
    )


class Emojis(Part):
    """What a responder's emoji under a message means; names without colons."""

    acknowledged: tuple[Emoji, ...] = Field(
        default=("eyes",), description="Somebody took it: stops the acknowledgement clock."
    )
    answered: tuple[Emoji, ...] = Field(
        default=("white_check_mark", "heavy_check_mark"),
        description="It is done: closes the request; the requester may set it too.",
    )


class SlaTarget(Part):
    """How soon requests of one priority are taken, answered and kept up to date.

    Budgets are working time: 30m, 8h, 1d (one working day), 2d4h.
    """

    labels: tuple[Label, ...] = Field(
        default=(), description="Labels of the issue that give a request this priority."
    )
    words: tuple[str, ...] = Field(
        default=(), description="Words in the message that give it, such as p1; whole words."
    )
    acknowledgement: Budget = Field(
        description="From the request to the first sign of a responder."
    )
    answer: Budget = Field(description="From the request to the first answer with substance.")
    next_response: Budget | None = Field(
        default=None, description="From the requester's oldest open message to a reply."
    )
    update: Budget | None = Field(
        default=None, description="Between two updates to the requester while it is open."
    )
    around_the_clock: bool = Field(
        default=False, description="Clocks run, and reminders go out, at any hour."
    )
    escalate_after: Budget = Field(
        description="Working time past due after which EM and PM are told."
    )


class Check(Part):
    """A check of the team's guidelines."""

    enabled: bool = Field(default=True, description="Whether to look for it at all.")


class FixableCheck(Check):
    """A check that can mend what it finds."""

    fix: bool = Field(
        default=False, description="Mend it, and say so in the thread; otherwise only tell."
    )


class TimedCheck(Check):
    """A check that allows some time first."""

    after: Budget = Field(description="Working time allowed before it is told.")


class CardCheck(TimedCheck, FixableCheck):
    """Acknowledged, but no card in the support list."""


class TriageCheck(Check):
    """Not trivial, and neither EM nor PM brought in."""

    priorities: tuple[str, ...] = Field(
        default=("p0", "p1"), description="Requests of these priorities are never trivial."
    )
    labels: tuple[Label, ...] = Field(
        default=(), description="Issues with one of these labels are never trivial."
    )
    age: Budget = Field(default=Duration(days=5), description="Older than this is never trivial.")


class Sections(Part):
    """Headings under which an issue says what the guidelines ask for; any of the words will do."""

    description: tuple[str, ...] = ("description", "summary", "ask", "problem")
    background: tuple[str, ...] = ("background", "context", "details")
    impact: tuple[str, ...] = ("impact", "severity", "urgency")


class Checks(Part):
    """The guidelines that Goalie looks after, each with the time it allows."""

    missing_link: Check = Check()
    missing_label: FixableCheck = FixableCheck()
    missing_sections: Check = Check()
    missing_card: CardCheck = CardCheck(after=Duration(days=1))
    card_without_owner: TimedCheck = TimedCheck(after=Duration(days=1))
    missing_eta: TimedCheck = TimedCheck(after=Duration(hours=4))
    missing_triage: TriageCheck = TriageCheck()
    silent_owner: TimedCheck = TimedCheck(after=Duration(days=3))
    closed_but_waiting: Check = Check()
    two_threads: Check = Check()


class Requests(Part):
    """Where the team's requests arrive, what they look like and how soon they are answered."""

    watched_channels: tuple[WatchedChannel, ...] = Field(
        min_length=1, description="The channels in which people ask for help."
    )
    label: Label = Field(description="The label an issue carries to reach the team.")
    issue_repository: Repository = Field(description="Where requesters open issues: owner/name.")
    board: Board = Field(description="The board on which the team plans its work.")
    form_bots: tuple[SlackAppId, ...] = Field(
        default=(), description="Apps whose posts are requests of the person they mention first."
    )
    answers_by_others_count: bool = Field(
        default=False, description="Whether somebody outside the team can answer a question."
    )
    emojis: Emojis = Emojis()
    look_back_days: int = Field(
        default=30, ge=1, le=365, description="How far back new requests are looked for."
    )
    at_risk_percent: int = Field(
        default=75, ge=1, le=99, description="A clock is at risk once this much is used."
    )
    sla: dict[str, SlaTarget] = Field(
        min_length=1, description="Priority → its targets, the most urgent first."
    )
    default_priority: str = Field(description="The priority of a request that names none.")
    question_priority: str = Field(description="The priority of a question without an issue.")
    urgent: tuple[str, ...] = Field(
        default=("p0", "p1"),
        description="Priorities told at once and while at risk; the rest in working hours.",
    )
    sections: Sections = Sections()
    checks: Checks = Checks()
    sweep_at: str = Field(
        default="09:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Local time of the daily sweep of open questions.",
    )

    @model_validator(mode="after")
    def _priorities_exist(self) -> Self:
        named = {
            "default_priority": (self.default_priority,),
            "question_priority": (self.question_priority,),
            "urgent": self.urgent,
            "checks.missing_triage.priorities": self.checks.missing_triage.priorities,
        }
        for key, priorities in named.items():
            for priority in priorities:
                if priority not in self.sla:
                    raise ValueError(
                        f"`{key}` names {priority!r}, which `sla` does not have:"
                        f" {', '.join(self.sla)}"
                    )
        return self


class Member(Part):
    """Somebody of the team; replies of members are responses."""

    email: Email = Field(description="The person's address in Slack.")
    github: str = Field(default="", description="GitHub login, to know the owner of a card.")
    role: Literal["engineer", "em", "pm"] = Field(default="engineer", description="Their role.")
    since: date | None = Field(
        default=None, description="First day in the team, such as 2026-10-05."
    )
    until: date | None = Field(
        default=None, description="Last day in the team, such as 2026-11-30."
    )

    @model_validator(mode="after")
    def _leaves_after_joining(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"`until` ({self.until}) is before `since` ({self.since})")
        return self
