"""The story of the demo: what happens at Acme over nine days, and which job then runs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from standins.control import StandIns

SCHEDULE = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
GROUP = "S0SUPPORT"
OUR_CHANNEL, EVERYBODYS_CHANNEL = "C0REPO", "C0ASK"
ON_CALLS = "GET /v2/schedules/on-calls"
ISSUES = "https://github.com/sourcegraph/customer/issues"
NEW_ALIASES = "email_domain_aliases: {acme-corp.example: [acme.example]}"
EDITS = {
    "\nmembers: []": """
members:
  - {email: ada@acme.example, github: ada}
  - {email: ben@acme.example, github: ben}
  - {email: chidi@acme.example, github: chidi}
  - {email: dana@acme.example, github: dana}
  - {email: eva@acme.example, github: eva}
  - {email: frida@acme.example, role: em}
  - {email: gus@acme.example, role: pm}""",
    "  dates: []": '  dates: ["2026-11-12"]  # the team is away together on Thursday',
    "missing_label: {enabled: true, fix: false}": "missing_label: {enabled: true, fix: true}",
}
"""What Acme wrote into its copy of the shipped team file."""


Happening = Callable[[StandIns, Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One instant: what happened before it, and the job that runs then.

    ``happens`` gets the stand-ins and the folder of the team files.
    """

    at: str
    story: str
    job: str = "sync-rotation"
    happens: Happening = lambda _standins, _teams: None


def _override(user: str | None, start: str, end: str) -> Happening:
    """Make an override through OpsGenie's own API, as a person would in its pages."""

    def happens(standins: StandIns, _teams: Path) -> None:
        who = {"type": "user", "username": user} if user else {"type": "none"}
        httpx.post(
            f"{standins.opsgenie_url}/v2/schedules/{SCHEDULE}/overrides",
            headers={"Authorization": "GenieKey standin-opsgenie-key"},
            json={"user": who, "startDate": start, "endDate": end},
            trust_env=False,
        ).raise_for_status()

    return happens


def _write(user: str, text: str, channel: str = OUR_CHANNEL) -> Happening:
    def happens(standins: StandIns, _teams: Path) -> None:
        standins.write_message(channel, user, text)

    return happens


def _reply(user: str, text: str, to: str, channel: str = OUR_CHANNEL) -> Happening:
    """Answer in the thread whose first message has these words in it."""

    def happens(standins: StandIns, _teams: Path) -> None:
        root = _find(standins, channel, to)
        standins.write_message(channel, user, text, thread_ts=root)

    return happens


def _react(user: str, emoji: str, to: str) -> Happening:
    return lambda standins, _teams: standins.react(
        OUR_CHANNEL, _find(standins, OUR_CHANNEL, to), user, emoji
    )


def _report_p1(standins: StandIns, _teams: Path) -> None:
    standins.open_issue(
        "customer",
        "Clones fail at Initech",
        "hana",
        number=P1_NUMBER,
        labels=["team/repo-management", "priority/p1"],
        body=P1_BODY,
    )
    standins.write_message(OUR_CHANNEL, "U0HANA", f"{P1} {ISSUES}/{P1_NUMBER}")


def _close_p1(standins: StandIns, _teams: Path) -> None:
    standins.change_issue(f"customer#{P1_NUMBER}", state="CLOSED", reason="COMPLETED", by="ben")


def _all(*steps: Happening) -> Happening:
    """Several things happen, in this order."""

    def happens(standins: StandIns, teams: Path) -> None:
        for step in steps:
            step(standins, teams)

    return happens


def _find(standins: StandIns, channel: str, words: str) -> str:
    found = [m["ts"] for m in standins.messages(channel) if words in m["text"]]
    return str(found[0])


def _add_aliases(_standins: StandIns, teams: Path) -> None:
    file = teams / "repo-management.yaml"
    file.write_text(file.read_text().replace("email_domain_aliases: {}", NEW_ALIASES))


P1 = "Customer p1: clones fail at Initech since this morning."
P1_NUMBER = 1206
P1_BODY = """### Description
Every clone stops after ten minutes.

### Background
Since this morning's upgrade of their proxy.

### Impact
300 developers search stale code."""
QUESTION = "How do I rotate the token of the code host?"
TRIAL = "<!subteam^S0SUPPORT> does the trial include permissions syncing?"
UPGRADE = f"Which code host version does Globex need? {ISSUES}/1203"

SCENES = (
    Scene(at="2026-11-09T08:55+01:00", story="Ada's week ends in five minutes."),
    Scene(at="2026-11-09T09:05+01:00", story="The handoff: Ben's week has begun."),
    Scene(
        at="2026-11-09T09:10+01:00",
        story="Five minutes later nothing is new for the group. Hana reports a p1.",
        happens=_report_p1,
    ),
    Scene(
        at="2026-11-09T09:34+01:00",
        story="24 of 30 minutes are over, and nobody has taken the p1.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-09T10:15+01:00",
        story="Still nobody: half an hour past due.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-09T10:20+01:00",
        story="Ben replies: “On it, ETA 14:00.” Ivan asks how to rotate a token.",
        job="check-sla",
        happens=_all(_reply("U0BEN", "On it, ETA 14:00.", P1), _write("U0IVAN", QUESTION)),
    ),
    Scene(
        at="2026-11-09T12:50+01:00",
        story="Ben keeps his ETA: he explains the fix. Ivan's question gets a ✅ from Dana.",
        job="check-sla",
        happens=_all(
            _reply("U0BEN", "The proxy dropped idle clones; a new limit is live.", P1),
            _react("U0DANA", "white_check_mark", QUESTION),
        ),
    ),
    Scene(
        at="2026-11-10T10:00+01:00",
        story="Ben closes the issue and tells Hana. Jo asks the team in #ask-engineering.",
        job="check-sla",
        happens=_all(
            _close_p1,
            _reply("U0BEN", "Fixed and verified with them; I closed the issue.", P1),
            _write("U0JO", TRIAL, EVERYBODYS_CHANNEL),
        ),
    ),
    Scene(
        at="2026-11-10T14:00+01:00",
        story="OpsGenie breaks: every request is answered with an error page.",
        happens=lambda s, _: s.add_fault("opsgenie", ON_CALLS, "html_500", times=-1),
    ),
    Scene(
        at="2026-11-10T14:05+01:00",
        story="OpsGenie is back.",
        happens=lambda s, _: s.clear_faults(),
    ),
    Scene(
        at="2026-11-10T15:00+01:00",
        story="Ivan links an issue without label and card; Dana: “I'll look, ETA Friday.”",
        job="check-sla",
        happens=_all(
            _write("U0IVAN", UPGRADE),
            _reply("U0DANA", "I'll look into it, ETA Friday.", "Globex"),
        ),
    ),
    Scene(
        at="2026-11-10T16:00+01:00",
        story="Jo writes “bump?” below his own question. That is no answer.",
        job="check-sla",
        happens=_reply("U0JO", "bump?", "trial include", EVERYBODYS_CHANNEL),
    ),
    Scene(
        at="2026-11-11T10:10+01:00",
        story="A working day is over, and Jo still waits.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-11T12:00+01:00",
        story="Ben sees a doctor: Dana takes his afternoon with an override.",
        happens=_override("dana@acme.example", "2026-11-11T11:00:00Z", "2026-11-11T17:00:00Z"),
    ),
    Scene(at="2026-11-11T18:05+01:00", story="The override is over."),
    Scene(
        at="2026-11-12T10:00+01:00",
        story="A holiday of the team: the daily sweep is silent.",
        job="sweep-questions",
    ),
    Scene(
        at="2026-11-12T10:05+01:00",
        story="Somebody adds Gus to the group by hand, in Slack.",
        happens=lambda s, _: s.change_user_group(GROUP, members=["U0BEN", "U0GUS"]),
    ),
    Scene(
        at="2026-11-13T09:30+01:00",
        story="Friday's sweep: the missing label is added; the rest is for people.",
        job="sweep-questions",
    ),
    Scene(
        at="2026-11-13T22:00+01:00",
        story="Nobody covers this night: an override to nobody.",
        happens=_override(None, "2026-11-13T21:00:00Z", "2026-11-14T07:00:00Z"),
    ),
    Scene(at="2026-11-14T08:05+01:00", story="The night is over."),
    Scene(
        at="2026-11-14T11:00+01:00",
        story="Saturday: Dana's ETA has passed, but nobody is told at the weekend.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-16T09:05+01:00",
        story="Chidi's week begins. OpsGenie knows him by an address that Slack does not.",
    ),
    Scene(
        at="2026-11-16T09:06+01:00",
        story="Monday: Dana, who promised Friday, is told first.",
        job="check-sla",
    ),
    Scene(
        at="2026-11-16T09:10+01:00",
        story=f"The team adds to its file: {NEW_ALIASES}",
        happens=_add_aliases,
    ),
)
