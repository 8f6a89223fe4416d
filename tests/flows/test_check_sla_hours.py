"""Nobody is reminded outside the team's hours unless policy says so, nor before their ETA."""

import pytest

from standins.control import StandIns
from tests.flows.requests_scenario import (
    P1,
    POLICY,
    check_twice,
    only,
    pings,
    said,
    tell,
    write_team,
)
from tests.flows.scenario import SQLITE, TeamFiles

pytestmark = SQLITE
ALWAYS_P1 = POLICY["sla"] | {"p1": P1 | {"around_the_clock": True}}
NOT_URGENT: dict[str, object] = {"urgent": []}


@pytest.mark.parametrize(
    ("asked", "closed", "open_again", "policy"),
    [
        # Due on Monday at 16:00, and still at night.
        ("Mon 14:00 hana: How?", ["Mon 17:00", "Mon 23:50", "Tue 08:59"], "Tue 09:00", {}),
        # Due on Friday at 16:00; then comes a weekend.
        ("Fri 14:00 hana: How?", ["Fri 17:10", "Sat 12:00", "Sun 16:00"], "+Mon 09:00", {}),
        # Due on Tuesday, which is a holiday, so on Wednesday at 10:00.
        ("Mon 16:00 hana: How?", ["Mon 16:50", "Tue 12:00", "Wed 09:50"], "Wed 10:10", {}),
        (
            "Mon 16:10 hana: p1 down",
            ["Mon 17:00", "Mon 20:00", "Tue 10:00"],
            "Wed 09:00",
            NOT_URGENT,
        ),
    ],
)
async def test_reminders_wait_for_the_teams_hours(
    world: StandIns,
    teams: TeamFiles,
    asked: str,
    closed: list[str],
    open_again: str,
    policy: dict[str, object],
) -> None:
    write_team(teams, holidays={"dates": ["2026-11-10"] if "Wed" in open_again else []}, **policy)
    root = tell(world, asked)
    for when in closed:
        report = await check_twice(world, when)
        assert (said(world, root), report.exit_status) == ([], 0), when
    await check_twice(world, open_again)
    assert len(said(world, root)) == 1


@pytest.mark.parametrize(
    ("sla", "asked", "told_at"),
    [
        # Its clock runs in working time, but once it is due it is told at any hour.
        (POLICY["sla"], "Fri 16:45 hana: p1 all is down", "+Mon 09:16"),
        (ALWAYS_P1, "Fri 16:45 hana: p1 all is down", "Fri 17:16"),
        (ALWAYS_P1, "Sat 23:00 hana: p1 all is down", "Sat 23:31"),
    ],
)
async def test_a_p1_around_the_clock_is_told_at_once(
    world: StandIns, teams: TeamFiles, sla: dict[str, object], asked: str, told_at: str
) -> None:
    write_team(teams, sla=sla)
    root = tell(world, asked)
    await check_twice(world, told_at)
    (told,) = said(world, root)
    assert "still waits for a first sign from us" in told


async def test_a_p1_around_the_clock_climbs_at_night(world: StandIns, teams: TeamFiles) -> None:
    write_team(teams, sla=ALWAYS_P1)
    root = tell(world, "Sat 23:00 hana: p1 all is down")
    for when in ("Sat 23:25", "Sat 23:31", "Sun 00:01", "Sun 00:31", "Sun 00:41"):
        await check_twice(world, when)
    assert len(said(world, root)) == 2
    assert [pings(text) for text in said(world)] == [["U0BEN"], ["U0FRIDA", "U0GUS"]]


async def test_urgent_means_told_at_any_hour(world: StandIns, teams: TeamFiles) -> None:
    """Overdue at 16:59 by working time, first seen at 17:10."""
    for urgent, told in (([], 0), (["p1"], 1)):
        write_team(teams, urgent=urgent)
        root = tell(world, "Mon 16:29 hana: p1 all is down")
        await check_twice(world, "Mon 17:10")
        assert len(said(world, root)) == told
        world.delete_message("#repo-management", root)


class TestEta:
    """Ada promises a time; Ben is on rotation."""

    PROMISED = (
        "Mon 09:00 hana: How do I rotate a token?",
        "Mon 10:00 ada: Looking into it, ETA Tue 14:00",
    )

    async def test_one_that_is_kept_stays_silent(self, world: StandIns, teams: TeamFiles) -> None:
        write_team(teams)
        root = tell(world, *self.PROMISED)
        await check_twice(world, "Mon 16:50")
        await check_twice(world, "Tue 13:50")  # its answer would have been due on Monday
        tell(world, "Tue 13:55 ada: With `goalie token rotate`.", root=root)
        await check_twice(world, "Tue 14:10")
        await check_twice(world, "Wed 14:10")
        assert (said(world, root), said(world)) == ([], [])

    async def test_one_that_lapses_reminds_its_author_first(
        self, world: StandIns, teams: TeamFiles
    ) -> None:
        write_team(teams)
        root = tell(world, *self.PROMISED)
        await check_twice(world, "Tue 14:10")
        (told,) = said(world, root)
        assert (pings(told), "“ETA Tue 14:00”" in told) == (["U0ADA"], True)
        assert said(world) == []
        await check_twice(world, "Tue 16:10")
        await check_twice(world, "Wed 10:10")
        assert len(said(world)) == 2
        assert pings(said(world)[-1]) == ["U0FRIDA", "U0GUS"]
        assert said(world, root) == [told]

    async def test_a_new_one_is_the_next_due_instant(
        self, world: StandIns, teams: TeamFiles
    ) -> None:
        write_team(teams)
        root = tell(world, *self.PROMISED)
        await check_twice(world, "Tue 14:10")
        tell(world, "Tue 14:30 ada: Sorry, ETA Wed 11:00", root=root)
        await check_twice(world, "Tue 16:50")
        await check_twice(world, "Wed 10:50")
        assert len(said(world, root)) == 1
        await check_twice(world, "Wed 11:10")
        assert [pings(text) for text in said(world, root)] == [["U0ADA"], ["U0ADA"]]
        assert "“ETA Wed 11:00”" in said(world, root)[1]

    async def test_it_is_understood_in_the_zone_of_who_gave_it(
        self, world: StandIns, teams: TeamFiles
    ) -> None:
        write_team(teams)
        root = tell(
            world, "Mon 09:00 hana: How?", "Mon 10:00 ben: Looking into it, ETA today 12:00"
        )
        await check_twice(world, "Mon 12:50")  # 11:50 in London, where Ben is
        assert said(world, root) == []
        await check_twice(world, "Mon 13:10")
        assert [pings(text) for text in said(world, root)] == [["U0BEN"]]

    async def test_who_takes_a_request_is_asked_for_one(
        self, world: StandIns, teams: TeamFiles
    ) -> None:
        write_team(teams, checks=only("missing_eta", after="1h"))
        root = tell(world, "Mon 09:00 hana: p2 clones fail", "Mon 09:10 ada: On it.")
        await check_twice(world, "Mon 10:00")
        await check_twice(world, "Mon 10:20")
        (asked,) = said(world, root)
        assert (pings(asked), "ETA" in asked) == (["U0ADA"], True)
