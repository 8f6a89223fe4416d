"""Once a day the team reads all that waits on it, oldest first and by what to do about it."""

import re
from datetime import timedelta

import pytest

from cli.prefect_server import PrefectServer
from standins.control import StandIns
from tasks.ledger.schema import outbox
from tests.builders_requests import at
from tests.flows.requests_scenario import (
    ALWAYS,
    ASK,
    CUSTOMER,
    P1,
    POLICY,
    REPO,
    check,
    everything,
    latest_artifact,
    meanwhile,
    only,
    pings,
    said,
    sweep,
    sweep_twice,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles, rows_of

OPS = "repo-management-ops"


async def test_what_waits_is_told_once_a_day_grouped_by_what_to_do(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    write_team(teams)
    tell(world, "Mon 10:00 ivan: Where is the log?", "Mon 10:05 ben :eyes:")
    tell(world, "Mon 11:00 hana: How do I rotate a token?")
    tell(world, "Mon 12:00 jo: Which version?")
    tell(world, "Mon 13:00 jo: Is it done?", "Mon 13:05 ben: Yes, with the release of today.")
    report = await sweep_twice(world, "Tue 09:31")
    (text,) = said(world)
    links = re.compile(r"<https://acme\.slack\.com/archives/C0REPO/p\d{16}\|([^>]+)>")
    assert links.sub(r"\1", text) == (
        "*3 requests wait on us* (Tue 10 Nov 09:31 CET)\n"
        "*Acknowledge, best with an ETA*\n"
        "• How do I rotate a token? (question): Hana Sato waits 6 h 30 min; a first sign from us"
        " was due Mon 9 Nov 13:00 CET, 4 h 30 min of working time over\n"
        "• Which version? (question): Jo Brandt waits 5 h 30 min; a first sign from us"
        " was due Mon 9 Nov 14:00 CET, 3 h 30 min of working time over\n"
        "*Answer*\n"
        "• Where is the log? (question): Ivan Petrov waits 7 h 30 min; an answer"
        " is due Tue 10 Nov 10:00 CET, 29 min of working time left"
    )
    assert (pings(text), report.exit_status) == ([], 0)
    published = latest_artifact(prefect_server, "sweep-questions-repo-management")
    row = "| Where is the log? | question | Ivan Petrov | 7 h 30 min | an answer |"
    assert row in published["data"]
    await sweep_twice(world, "Tue 16:50")
    assert said(world) == [text]
    await sweep_twice(world, "Wed 09:40")
    assert len(said(world)) == 2


@SQLITE
async def test_it_is_told_on_working_days_from_sweep_at_on(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams, sweep_at="10:15", holidays={"dates": ["2026-11-16"]})
    tell(world, "Fri 09:00 hana: How do I rotate a token?")
    told = {}
    for when in ("Fri 10:14", "Fri 10:15", "Sat 10:30", "+Mon 10:30", "+Tue 10:10", "+Tue 10:20"):
        world.clear_requests()
        await sweep_twice(world, when)
        told[when] = len(said(world))
    assert list(told.values()) == [0, 1, 1, 1, 1, 2]


@SQLITE
async def test_a_tick_at_which_nobody_is_told_reads_nothing(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    tell(world, "Mon 09:00 hana: How do I rotate a token?")
    for when in ("Mon 09:20", "Mon 09:40", "Mon 09:50"):
        world.clear_requests()
        report = await sweep(world, when)
        assert (len(world.requests()) == 0) == (when != "Mon 09:40"), when
    assert report.sentence == "No team is to be told now."


@SQLITE
async def test_where_nothing_waits_only_the_heartbeat_says_so(
    world: StandIns, teams: TeamFiles, prefect_server: PrefectServer
) -> None:
    write_team(teams)
    tell(world, "Mon 09:00 hana: How?", "Mon 09:01 ben: So.")
    report = await sweep_twice(world, "Mon 09:30")
    assert (said(world), report.exit_status) == ([], 0)
    published = latest_artifact(prefect_server, "sweep-questions-repo-management")
    assert published["description"] == (
        "Repo Management, Mon 9 Nov 09:30 CET: 1 open request, 0 overdue, 0 at risk,"
        " 0 reminders due."
    )


@SQLITE
async def test_a_dry_run_shows_it_and_writes_nothing(world: StandIns, teams: TeamFiles) -> None:
    fixing = only("missing_label", fix=True)
    write_team(teams, checks=fixing)
    tell(world, f"Mon 09:00 hana: {CUSTOMER}/1203")
    before = everything(world)
    report = await sweep_twice(world, "Mon 09:30", apply=False)
    assert "*1 request waits on us*" in report.messages["repo-management"][0].text
    assert (everything(world), await rows_of(outbox)) == (before, [])


@SQLITE
async def test_who_answers_while_it_reads_is_left_out(
    world: StandIns, teams: TeamFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_team(teams)
    answered = tell(world, "Mon 09:00 hana: How do I rotate a token?")
    deleted = tell(world, "Mon 09:01 ivan: Where is the log?")
    tell(world, "Mon 09:02 jo: Which version?")

    def act() -> None:
        tell(world, "Mon 09:30 ben: With `goalie token rotate`.", root=answered)
        tell(world, "Mon 09:30 ivan deletes", root=deleted)

    meanwhile(monkeypatch, "flows.sweep_questions.fetch_requests", act, after=True)
    await sweep(world, "Mon 09:30")
    (text,) = said(world)
    assert ("*1 request waits on us*" in text, "Which version?" in text) == (True, True)


EVERY = [f"{number:02}" for number in range(60)]


class TestALongOne:
    """Sixty requests wait."""

    @pytest.fixture
    def sixty(self, world: StandIns, teams: TeamFiles) -> StandIns:
        write_team(teams)
        world.set_clock(at("Mon 08:00"))
        start = at("Mon 07:00")
        world.write_messages(
            [
                {
                    "channel": REPO,
                    "user": "hana",
                    "text": f"How do I rotate token number {number:02}?",
                    "ts": f"{int((start + timedelta(seconds=number)).timestamp())}.000100",
                }
                for number in range(60)
            ]
        )
        return world

    @SQLITE
    async def test_goes_on_in_its_thread(self, sixty: StandIns) -> None:
        await sweep_twice(sixty, "Mon 09:30")
        assert numbers_in(sixty) == EVERY
        (text,) = said(sixty)
        assert (len(text) < 3600, text.split("\n")[-1]) == (True, "_The rest is in the thread._")

    @SQLITE
    @pytest.mark.parametrize(
        ("nth", "kind"),
        [(0, "cut_after"), (0, "error"), (1, "cut_before"), (1, "error"), (2, "cut_after")],
    )
    async def test_is_told_once_and_whole_whatever_post_fails(
        self, sixty: StandIns, nth: int, kind: str
    ) -> None:
        sixty.add_fault("slack", "chat.postMessage", kind, after=nth)
        report = await sweep(sixty, "Mon 09:30")
        assert report.exit_status == 1
        await sweep(sixty, "Mon 09:40")
        await sweep_twice(sixty, "Mon 09:50")
        assert sorted(numbers_in(sixty)) == EVERY  # a page that failed comes last

    @SQLITE
    @pytest.mark.parametrize(
        "step",
        [
            "flows.sweep_questions.enqueue_messages",
            "tasks.outbox._post",
            "flows.sweep_questions.deliver_messages",
        ],
    )
    async def test_is_told_once_and_whole_after_a_crash(
        self, sixty: StandIns, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        """Although what waits is not the same any more when the next run comes."""
        crashes = iter([KilledError()])

        def crash() -> None:
            for error in crashes:
                raise error

        meanwhile(monkeypatch, step, crash, after=True)
        with pytest.raises(KilledError):
            await sweep(sixty, "Mon 09:30")
        tell(sixty, "Mon 09:35 ben: As the others.", root=sixty.messages(REPO)[0]["ts"])
        await sweep_twice(sixty, "Mon 09:40")
        assert numbers_in(sixty) == EVERY


def numbers_in(world: StandIns) -> list[str]:
    """The requests in the order told: the message, then its thread."""
    (parent,) = [one for one in world.messages(REPO) if one["user"] == "U0GOALIE"]
    told = "\n".join([parent["text"], *(one["text"] for one in parent["replies"])])
    return re.findall(r"token number (\d\d)", told)


class KilledError(BaseException):
    """The process ends here."""


@SQLITE
async def test_what_could_not_be_seen_is_said_and_fails_the_run(
    world: StandIns, teams: TeamFiles
) -> None:
    watched = [*POLICY["watched_channels"], {"channel": "#sales", "messages": "all"}]
    write_team(teams, watched_channels=watched)
    tell(world, "Mon 09:00 hana: How do I rotate a token?")
    tell(world, f"Mon 09:01 hana: {CUSTOMER}/9999")
    report = await sweep_twice(world, "Mon 09:30")
    (text,) = said(world)
    assert report.exit_status == 1
    assert text.startswith("*2 requests wait on us* (Mon 9 Nov 09:30 CET; 2 things could not be")
    unseen = text.partition("*Goalie could not see this, so it may or may not wait*\n")[2]
    first, second = unseen.split("\n")
    assert first.startswith("• Channel #sales: ")
    assert "sourcegraph/customer#9999 cannot be seen" in second


@SQLITE
async def test_where_nothing_could_be_seen_it_says_so_and_not_that_all_is_well(
    world: StandIns, teams: TeamFiles
) -> None:
    write_team(teams)
    tell(world, "Mon 09:00 hana: How do I rotate a token?")
    world.add_fault("slack", "conversations.history", "html_500", times=ALWAYS)
    await sweep_twice(world, "Mon 09:30")
    (text,) = said(world)
    assert text.startswith("*No request that Goalie can see waits on us* (")
    assert "Channel #repo-management: " in text


@SQLITE
async def test_what_is_private_is_not_repeated_in_the_teams_channel(
    world: StandIns, teams: TeamFiles
) -> None:
    """Neither words from a channel that others cannot read, nor the title of a private issue."""
    watched = [*POLICY["watched_channels"], {"channel": f"#{OPS}", "messages": "all"}]
    write_team(teams, watched_channels=watched, sla=POLICY["sla"] | {"p1": P1})
    tell(world, "Mon 09:00 hana: p1 the secret word", channel=f"#{OPS}")
    tell(world, f"Mon 09:01 hana: {CUSTOMER}/1201")
    await sweep_twice(world, "Mon 12:00")
    await check(world, "Mon 12:00")
    told = "\n".join(str(one) for one in world.messages(REPO))
    assert "A question by Hana Sato" in told
    assert "sourcegraph/customer#1201" in told
    for secret in ("secret word", "Clones of large", "Initech"):
        assert secret not in told


@SQLITE
async def test_foreign_text_pings_nobody(world: StandIns, teams: TeamFiles) -> None:
    watched = [{"channel": ASK, "messages": "all"}]
    write_team(teams, watched_channels=watched, checks=only("missing_sections", "missing_label"))
    text = "<!channel> <@U0EVA> <!subteam^S0SUPPORT> &lt;!here&gt; `<!everyone>` who knows?"
    tell(world, f"Mon 09:00 ivan: {text}", channel=ASK)
    number = world.open_issue("sourcegraph/sourcegraph", "<!channel> <@U0EVA> is down", "ivan")
    link = f"https://github.com/sourcegraph/sourcegraph/issues/{number}"
    tell(world, f"Mon 09:01 ivan: {link}", channel=ASK)
    await sweep_twice(world, "Mon 09:30")
    (told,) = said(world)
    assert ("&lt;!channel&gt;" in told, pings(told)) == (True, [])
