"""What happens at Acme between two runs: people write, answer, swap shifts, and break things."""

from collections.abc import Callable
from pathlib import Path

import httpx

from standins.control import StandIns

SCHEDULE = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
GROUP = "S0SUPPORT"
OUR_CHANNEL, EVERYBODYS_CHANNEL = "C0REPO", "C0ASK"
ON_CALLS = "GET /v2/schedules/on-calls"
ISSUES = "https://github.com/sourcegraph/customer/issues"
NEW_ALIASES = "email_domain_aliases: {acme-corp.example: [acme.example]}"
Happening = Callable[[StandIns, Path], None]


def override(user: str | None, start: str, end: str) -> Happening:
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


def write(user: str, text: str, channel: str = OUR_CHANNEL) -> Happening:
    """Somebody writes in a channel."""

    def happens(standins: StandIns, _teams: Path) -> None:
        standins.write_message(channel, user, text)

    return happens


def reply(user: str, text: str, to: str, channel: str = OUR_CHANNEL) -> Happening:
    """Answer in the thread whose first message has these words in it."""

    def happens(standins: StandIns, _teams: Path) -> None:
        root = find(standins, channel, to)
        standins.write_message(channel, user, text, thread_ts=root)

    return happens


def react(user: str, emoji: str, to: str) -> Happening:
    """Somebody puts an emoji under the message with these words in it."""
    return lambda standins, _teams: standins.react(
        OUR_CHANNEL, find(standins, OUR_CHANNEL, to), user, emoji
    )


def report_p1(standins: StandIns, _teams: Path) -> None:
    """Hana opens a customer issue and tells the team."""
    standins.open_issue(
        "customer",
        "Clones fail at Initech",
        "hana",
        number=P1_NUMBER,
        labels=["team/repo-management", "priority/p1"],
        body=P1_BODY,
    )
    standins.write_message(OUR_CHANNEL, "U0HANA", f"{P1} {ISSUES}/{P1_NUMBER}")


def close_p1(standins: StandIns, _teams: Path) -> None:
    """Ben closes it."""
    standins.change_issue(f"customer#{P1_NUMBER}", state="CLOSED", reason="COMPLETED", by="ben")


def together(*steps: Happening) -> Happening:
    """Several things happen, in this order."""

    def happens(standins: StandIns, teams: Path) -> None:
        for step in steps:
            step(standins, teams)

    return happens


def find(standins: StandIns, channel: str, words: str) -> str:
    """The ``ts`` of the first message with these words in it."""
    found = [m["ts"] for m in standins.messages(channel) if words in m["text"]]
    return str(found[0])


def add_aliases(_standins: StandIns, teams: Path) -> None:
    """The team says in its file which mail domains mean the same people."""
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
