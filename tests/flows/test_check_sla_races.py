"""What happens while a run reads or dies is never talked over, and nothing is said twice."""

import pytest

from flows import check_sla
from standins.control import StandIns
from tasks.ledger.schema import outbox
from tests.flows.requests_scenario import (
    ALWAYS,
    ASK,
    REPO,
    check,
    check_twice,
    everything,
    meanwhile,
    nothing_more,
    pings,
    posts,
    said,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles, rows_of

pytestmark = SQLITE
ASKED = "Mon 09:00 hana: How do I rotate a token?"
READ = "flows.check_sla.fetch_told"  # runs after everything was read, before it is decided


@pytest.mark.parametrize(
    "happens",
    [
        "Mon 11:10 ben: With `goalie token rotate`.",
        "Mon 11:10 ben :eyes:",
        "Mon 11:10 hana :white_check_mark:",
        "Mon 11:10 hana deletes",
        "Mon 11:10 hana edits: Thanks, all good",
    ],
)
async def test_who_acts_just_before_is_not_reminded(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    done: list[str] = []
    meanwhile(
        monkeypatch,
        READ,
        lambda: done or done.append(tell(world, happens, root=root)),
        after=False,
    )
    report = await check_twice(world, "Mon 11:10")
    assert done
    assert (report.exit_status, report.messages["repo-management"]) == (0, ())
    assert await rows_of(outbox) == []
    assert "U0GOALIE" not in str(world.messages(REPO))


async def test_a_root_deleted_under_its_replies_is_not_spoken_of(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays as a tombstone; of two requests the other is told."""
    write_team(teams)
    other = tell(world, "Mon 09:00 ivan: Where is the log?")
    gone = tell(world, ASKED, "Mon 09:30 ivan: Me, too.")
    meanwhile(monkeypatch, READ, lambda: world.delete_message(REPO, gone), after=False)
    await check(world, "Mon 11:10")
    assert (said(world, gone), len(said(world, other)), said(world)) == ([], 1, [])


async def test_an_issue_linked_just_before_is_not_taken_for_seen(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    line = "Mon 11:10 hana: https://github.com/sourcegraph/customer/issues/1201"
    linked: list[str] = []
    meanwhile(
        monkeypatch,
        READ,
        lambda: linked or linked.append(tell(world, line, root=root)),
        after=False,
    )
    report = await check(world, "Mon 11:10")
    assert report.exit_status == 1
    assert "1 thing could not be seen" in report.sentence
    report = await check(world, "Mon 11:20")
    assert "could not be seen" not in report.sentence


@pytest.mark.parametrize("kind", ["html_500", "429", "error", "changed_shape"])
async def test_a_thread_that_cannot_be_read_again_is_not_spoken_in(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    write_team(teams)
    unread = tell(world, ASKED)
    details = {"retry_after": 0} if kind == "429" else {}
    meanwhile(
        monkeypatch,
        READ,
        lambda: world.add_fault("slack", "conversations.replies", kind, times=ALWAYS, **details),
        after=False,
    )
    report = await check(world, "Mon 11:10")
    assert (report.exit_status, said(world, unread)) == (1, [])
    assert "1 thing could not be seen" in report.sentence
    monkeypatch.undo()


async def test_one_thread_that_cannot_be_read_again_stops_no_other(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team(teams)
    roots = [tell(world, ASKED), tell(world, "Mon 09:01 ivan: Where is the log?")]
    fault = ("slack", "conversations.replies", "error")
    meanwhile(monkeypatch, READ, lambda: world.add_fault(*fault), after=False)
    report = await check(world, "Mon 11:10")
    assert (report.exit_status, [len(said(world, root)) for root in roots]) == (1, [0, 1])
    world.clear_faults()
    meanwhile(monkeypatch, READ, world.clear_faults, after=True)
    await check(world, "Mon 11:20")
    assert [len(said(world, root)) for root in roots] == [1, 1]


async def test_a_lost_answer_is_adopted(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    world.add_fault("slack", "chat.postMessage", "cut_after")
    report = await check(world, "Mon 11:10")
    assert (report.exit_status, len(said(world, root))) == (1, 1)
    assert "may or may not be in C0REPO; the next run looks for it" in report.sentence
    world.clear_requests()
    report = await check(world, "Mon 11:20")
    assert (report.exit_status, [d.outcome for d in report.deliveries]) == (0, ["adopted"])
    assert (len(said(world, root)), posts(world)) == (1, [])
    await nothing_more(world, check_sla.check_sla, "Mon 11:21")


async def test_what_never_arrived_is_said_by_the_next_run(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    world.add_fault("slack", "chat.postMessage", "cut_before")
    await check(world, "Mon 11:10")
    assert said(world, root) == []
    await check_twice(world, "Mon 11:20")
    assert len(said(world, root)) == 1


@pytest.mark.parametrize("kind", ["cut_before", "429", "error"])
async def test_what_could_not_be_posted_is_not_said_once_it_is_untrue(
    world: StandIns, teams: TeamFiles, kind: str
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    details = {"retry_after": 0, "times": 20} if kind == "429" else {}
    world.add_fault("slack", "chat.postMessage", kind, **details)
    report = await check(world, "Mon 11:10")
    assert (report.exit_status, said(world, root)) == (1, [])
    world.clear_faults()
    tell(world, "Mon 11:15 ben: With `goalie token rotate`.", root=root)
    await check_twice(world, "Mon 11:20")
    assert said(world, root) == []


async def test_a_reminder_that_came_too_late_is_told_anew(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    root = tell(world, ASKED)
    world.add_fault("slack", "chat.postMessage", "cut_before")
    await check(world, "Mon 11:10")
    await check(world, "Mon 12:30")
    await check_twice(world, "Mon 12:40")
    assert len(said(world, root)) == 1


async def test_a_dry_run_writes_nothing_anywhere(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams)
    root = tell(world, "Mon 09:00 hana: p1 see https://github.com/sourcegraph/customer/issues/1203")
    before = everything(world)
    report = await check_twice(world, "Mon 11:10", apply=False)
    (thread, leads) = report.messages["repo-management"]
    assert (pings(thread.text), pings(leads.text)) == (["U0BEN"], ["U0FRIDA", "U0GUS"])
    assert report.sentence.startswith("Dry run: Repo Management, Mon 9 Nov 11:10 CET: 1 open")
    assert everything(world) == before
    assert world.requests("slack", write=True) == []
    assert await rows_of(outbox) == []
    assert said(world, root) == []


async def test_a_text_of_somebody_pings_nobody(world: StandIns, teams: TeamFiles) -> None:
    watched = [{"channel": ASK, "messages": "all"}]
    write_team(teams, watched_channels=watched)
    text = "p1 <!channel> <@U0EVA> <!subteam^S0SUPPORT> &lt;!here&gt; `<!everyone>` who knows?"
    root = tell(world, f"Mon 09:00 ivan: {text}", channel=ASK)
    await check_twice(world, "Mon 11:10")
    assert [pings(one) for one in (*said(world, root, ASK), *said(world))] == [
        ["U0BEN"],
        ["U0FRIDA", "U0GUS"],
    ]
