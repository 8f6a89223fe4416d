"""goalie why says of one thread what counted, what is due, and what would clear it."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from cli.why import explain_request
from domain.errors import BadInputError
from standins.control import StandIns
from tasks.request_history import NotFoundError
from tests.builders_requests import at, ts_of
from tests.cli.requests_world import Past, a_past, link_to
from tests.cli.typed import typed
from tests.golden_files import Golden

ISSUE = "<https://github.com/sourcegraph/customer/issues/1203>"
STORY = (
    f"Mon 16:00 hana: Why does [bold]cloning[/] of {ISSUE} <!channel> fail? It is a p1.",
    "Mon 16:10 ivan: Same here!",
    "Mon 16:20 ben: Looking, ETA tomorrow 10:00.",
    "Mon 16:30 hana: bump?",
    "Tue 09:30 ben: Which version do they run?",
    "Tue 11:00 hana: 6.1, on their own machines.",
    "ada :tada:",
)
QUESTION = ("Mon 09:00 hana: How do I rotate a token?", "Mon 09:30 ben: On it.")


@pytest.fixture
def past(standins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    return a_past(standins, tmp_path, monkeypatch)


def asked(link: str, when: str = "Tue 12:00", team: str | None = None) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=100)
    status = explain_request(link, team=team, at=at(when), as_json=False, console=console)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return status, text


def test_it_looks_like_this(past: Past, golden: Golden) -> None:
    status, text = asked(link_to(past.tell(*STORY)))
    assert status == 0
    golden("why.txt", text)


def test_foreign_text_is_never_markup(past: Past) -> None:
    foreign = "[red]Ops[/red] [/] :warning:"
    _, text = asked(link_to(past.tell(f"Mon 09:00 hana: {foreign}")))
    assert " ".join(text.split()).count(foreign) == 2


def test_json_says_the_same_for_a_machine(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    link = link_to(past.tell(*STORY))
    status = explain_request(
        link, team=None, at=at("Tue 12:00"), as_json=True, console=Console(file=io.StringIO())
    )
    said = json.loads(capsys.readouterr().out)
    assert status == 0
    assert said["permalink"] == link
    assert said["status"] == "waiting_on_us"
    clocks = {clock["kind"]: clock for clock in said["clocks"]}
    assert clocks["eta"]["state"] == "breached"
    assert clocks["eta"]["due"] == at("Tue 11:00").isoformat()  # Ben's clock hangs in London
    assert clocks["acknowledgement"]["used"] == 20 * 60
    assert [event["counted"] for event in said["events"] if event["kind"] == "replied"] == [
        *(False, True, False, True, True)
    ]
    assert {one["check"] for one in said["findings"]} >= {"missing_label", "missing_sections"}
    assert said["clears"]


@pytest.mark.parametrize("nth", [0, 1])
@pytest.mark.parametrize("knows_its_thread", [True, False])
def test_any_message_of_the_thread_will_do(past: Past, nth: int, *, knows_its_thread: bool) -> None:
    root = past.tell(*QUESTION)
    ts = ts_of(at("Mon 09:30")) if nth else root
    _, text = asked(link_to(ts, root if knows_its_thread else ""))
    assert text.startswith("How do I rotate a token?\n")
    assert "wrote “On it.”" in text


def test_another_instant_is_judged_by_what_had_happened(past: Past) -> None:
    link = link_to(past.tell(*QUESTION))
    assert "acknowledgement: running" in asked(link, "Mon 09:10")[1]
    assert "later than the instant" in asked(link, "Mon 09:10")[1]
    assert "acknowledgement: met in time" in asked(link, "Mon 10:00")[1]


def test_it_writes_nothing_and_asks_only_for_the_thread(past: Past) -> None:
    link = link_to(past.tell(*STORY))
    past.standins.clear_requests()
    asked(link)
    made = [one["method"] for one in past.standins.requests("slack")]
    assert made.count("conversations.replies") == 2
    assert "conversations.history" not in made
    assert past.standins.requests(write=True) == []


def test_a_deleted_request_is_told_as_it_is_remembered(past: Past) -> None:
    root = past.tell("Mon 09:00 hana: Is it down?")
    asked(link_to(root))
    past.standins.delete_message("C0REPO", root)
    status, text = asked(link_to(root))
    assert status == 0
    assert "it is cancelled" in text
    assert "deleted “Is it down?”" in text


def test_an_issue_that_cannot_be_seen_is_not_known(past: Past) -> None:
    link = link_to(past.tell("Mon 09:00 hana: See sourcegraph/customer#4711 please."))
    status, text = asked(link)
    assert status == 1
    assert "sourcegraph/customer#4711 cannot be seen" in " ".join(text.split())


@pytest.mark.parametrize(
    ("lines", "channel", "why"),
    [
        (["Mon 09:00 ada: We deploy at noon."], "C0REPO", "a responder wrote it"),
        (["Mon 09:00 hana: Thanks!"], "C0REPO", "it only says thanks"),
        (["Mon 09:00 U0DEPLOY: Deployed."], "C0REPO", "an app wrote it"),
        (
            ["Mon 09:00 hana: Who knows Rust?"],
            "C0ASK",
            "neither it nor a reply mentions the team, its user group or a keyword",
        ),
    ],
)
def test_a_thread_that_is_no_request_is_so_for_a_reason(
    past: Past, lines: list[str], channel: str, why: str
) -> None:
    link = link_to(past.tell(*lines, channel=channel), channel=channel)
    with pytest.raises(
        NotFoundError, match=r"^The thread is no request of Repo Management: "
    ) as no:
        asked(link)
    assert why in str(no.value)


LINK = link_to(ts_of(at("Mon 09:00")))


@pytest.mark.parametrize(
    ("link", "error", "says"),
    [
        ("", BadInputError, "is no permalink of a Slack message: copy it in Slack"),
        ("tomorrow", BadInputError, "is no permalink"),
        ("https://acme.slack.com/archives/C0REPO", BadInputError, "is no permalink"),
        ("https://acme.example/archives/C0REPO/p1794236400000000", BadInputError, "no permalink"),
        ("hello", BadInputError, "A group is written as @handle"),
        (LINK, NotFoundError, "There is no such message: it was deleted"),
        (LINK.replace("acme", "globex").replace("C0REPO", "C0ELSE"), NotFoundError, "globex.slack"),
        (
            LINK.replace("C0REPO", "C0ELSE"),
            NotFoundError,
            "repo-management watches no such channel",
        ),
    ],
)
def test_a_link_that_leads_nowhere_gets_one_sentence(
    past: Past, link: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as caught:
        asked(link)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_channel_of_two_teams_needs_one_named(past: Past) -> None:
    past.team("other", name="Other")
    link = link_to(past.tell(*QUESTION))
    with pytest.raises(BadInputError, match="--team"):
        asked(link)
    assert "to Other." in asked(link, team="other")[1]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["two words"], 2, "A group is written as @handle"),
        (["@ada"], 1, "No team file names a user group @ada"),
        ([LINK], 1, "There is no such message"),
        ([LINK, "--at", "tomorrow"], 2, "is no instant with a zone"),
    ],
)
def test_the_command_ends_with_a_sentence_and_a_status(
    past: Past,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    says: str,
) -> None:
    ended, out, err = typed(monkeypatch, capsys)("why", *arguments)
    assert (ended, out) == (status, "")
    assert says in " ".join(err.replace("│", " ").split())
