"""What the ledger keeps, in both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from domain.message import Message
from tasks.ledger import (
    JSON,
    Ledger,
    MembershipIntent,
    MembershipRecord,
    Outcome,
    ProblemRecord,
    Settlement,
    open_ledger,
)

NOW = datetime(2026, 11, 9, 7, 55, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
JOB = "sync-rotation"


def intent(**changes: object) -> MembershipIntent:
    support = MembershipIntent(
        team="repo-management",
        rotation="support",
        user_group_id="S0SUPPORT",
        handle="repo-management-support",
        action="set",
        before=("U0ADA",),
        after=("U0BEN",),
        reasons=("Ben is on call until Monday.",),
    )
    return replace(support, **changes)


def record(change_id: int, intent: MembershipIntent, **changes: object) -> MembershipRecord:
    values = {name: getattr(intent, name) for name in MembershipIntent.__slots__}
    unsettled = MembershipRecord(
        id=change_id, intended_at=NOW, settled_at=None, outcome=None, detail="", **values
    )
    return replace(unsettled, **changes)


def problem(fingerprint: str = "support/gap/", **changes: object) -> ProblemRecord:
    nobody = ProblemRecord(
        team="repo-management",
        fingerprint=fingerprint,
        sentence="Nobody is on call.",
        first_seen=NOW,
    )
    return replace(nobody, **changes)


def message(subject: str = "1", **changes: object) -> Message:
    hello = Message(
        team="repo-management",
        kind="membership",
        subject=subject,
        channel="#repo-management",
        text="Ben takes over.",
    )
    return replace(hello, **changes)


class TestLookups:
    @pytest.mark.parametrize(
        "value",
        [
            None,
            True,
            0,
            1.5,
            "U0ADA",
            "Zoë \u0000 😀",
            ["U0ADA", None],
            {"id": "U0ADA", "guest": False, "nested": {"a": [1]}},
        ],
    )
    async def test_what_was_remembered_is_recalled(self, ledger: Ledger, value: JSON) -> None:
        await ledger.remember({"email/ada": value}, now=NOW, lifetime=HOUR)
        assert await ledger.recall(["email/ada", "email/ben"], NOW) == {"email/ada": value}

    async def test_it_is_forgotten_when_its_lifetime_is_over(self, ledger: Ledger) -> None:
        await ledger.remember({"a": 1}, now=NOW, lifetime=HOUR)
        assert await ledger.recall(["a"], NOW + HOUR - timedelta(microseconds=1)) == {"a": 1}
        assert await ledger.recall(["a"], NOW + HOUR) == {}

    async def test_what_is_learned_later_takes_its_place(self, ledger: Ledger) -> None:
        await ledger.remember({"a": 1, "b": 1}, now=NOW, lifetime=HOUR)
        await ledger.remember({"b": 2, "c": 2}, now=NOW + HOUR, lifetime=HOUR)
        assert await ledger.recall("abc", NOW + HOUR) == {"b": 2, "c": 2}

    async def test_it_can_be_dropped(self, ledger: Ledger) -> None:
        await ledger.remember({"a": 1, "b": 2}, now=NOW, lifetime=HOUR)
        await ledger.forget(["a", "unknown"])
        assert await ledger.recall("ab", NOW) == {"b": 2}

    async def test_thousands_of_keys_are_as_good_as_one(self, ledger: Ledger) -> None:
        people = {f"email/{number}@acme.example": f"U{number}" for number in range(35_000)}
        await ledger.remember(people, now=NOW, lifetime=HOUR)
        assert await ledger.recall(people.keys(), NOW) == people
        await ledger.forget(people.keys())
        assert await ledger.recall(people.keys(), NOW) == {}

    async def test_nothing_asked_is_nothing_answered(self, ledger: Ledger) -> None:
        await ledger.remember({}, now=NOW, lifetime=HOUR)
        await ledger.forget([])
        assert await ledger.recall([], NOW) == {}


class TestMembershipChanges:
    async def test_an_intent_is_unsettled_until_its_outcome_is_known(self, ledger: Ledger) -> None:
        first, second = intent(), intent(user_group_id="S0OTHER", action="disable", after=())
        ids = await ledger.intend_changes([first, second], NOW)
        unsettled = await ledger.unsettled_changes(["repo-management"])
        assert unsettled == [record(ids[0], first), record(ids[1], second)]
        await ledger.settle_changes(
            JOB, [Settlement(change_id=ids[0], outcome="applied")], [], NOW + MINUTE
        )
        unsettled = await ledger.unsettled_changes(["repo-management"])
        assert unsettled == [record(ids[1], second)]

    async def test_intents_have_their_ids_in_order(self, ledger: Ledger) -> None:
        intents = [intent(rotation=f"{number}") for number in range(100)]
        ids = await ledger.intend_changes(intents, NOW)
        by_id = {r.id: r.rotation for r in await ledger.unsettled_changes(["repo-management"])}
        assert [by_id[change_id] for change_id in ids] == [i.rotation for i in intents]

    async def test_each_team_has_its_own(self, ledger: Ledger) -> None:
        await ledger.intend_changes([intent(), intent(team="platform")], NOW)
        assert [r.team for r in await ledger.unsettled_changes(["platform", "x"])] == ["platform"]
        assert await ledger.unsettled_changes([]) == []

    async def test_the_first_outcome_stays(self, ledger: Ledger) -> None:
        ids = await ledger.intend_changes([intent()], NOW)
        applied = Settlement(change_id=ids[0], outcome="applied")
        failed = Settlement(change_id=ids[0], outcome="failed", detail="Too late.")
        await ledger.settle_changes(JOB, [applied], [], NOW + MINUTE)
        await ledger.settle_changes(JOB, [failed], [], NOW + HOUR)
        latest = await ledger.latest_changes(["S0SUPPORT"])
        assert latest["S0SUPPORT"] == record(
            ids[0], intent(), outcome="applied", settled_at=NOW + MINUTE
        )

    async def test_outcomes_and_announcements_come_together(self, ledger: Ledger) -> None:
        ids = await ledger.intend_changes([intent()], NOW)
        done = [Settlement(change_id=ids[0], outcome="applied")]
        broken = message(expires_at=datetime(2026, 11, 9, tzinfo=UTC), blocks=({"x": object()},))
        with pytest.raises(StatementError):
            await ledger.settle_changes(JOB, done, [broken], NOW)
        assert len(await ledger.unsettled_changes(["repo-management"])) == 1
        await ledger.settle_changes(JOB, done, [message()], NOW)
        await ledger.settle_changes(JOB, done, [message()], NOW)
        assert await ledger.unsettled_changes(["repo-management"]) == []
        assert len(await ledger.pending_messages(JOB, "repo-management")) == 1

    @pytest.mark.parametrize(
        ("outcomes", "latest"),
        [
            (["applied"], 0),
            (["adopted"], 0),
            (["adopted", "applied"], 1),
            (["applied", "failed"], 0),
            (["applied", "superseded"], 0),
            (["applied", None], 0),
            (["failed"], None),
            ([None], None),
        ],
    )
    async def test_the_latest_change_is_the_last_that_took_effect(
        self, ledger: Ledger, outcomes: list[Outcome | None], latest: int | None
    ) -> None:
        ids = await ledger.intend_changes([intent() for _ in outcomes], NOW)
        done = [
            Settlement(change_id=change_id, outcome=outcome)
            for change_id, outcome in zip(ids, outcomes, strict=True)
            if outcome
        ]
        await ledger.settle_changes(JOB, done, [], NOW)
        found = await ledger.latest_changes(["S0SUPPORT", "S0UNKNOWN"])
        assert [r.id for r in found.values()] == ([] if latest is None else [ids[latest]])
        actions = await ledger.latest_actions(["S0SUPPORT", "S0UNKNOWN"])
        assert actions == {group: record.action for group, record in found.items()}

    async def test_a_group_found_right_is_adopted(self, ledger: Ledger) -> None:
        right = intent(action="adopt", before=("U0BEN",))
        await ledger.record_adoptions([right], NOW)
        assert await ledger.unsettled_changes(["repo-management"]) == []
        latest = (await ledger.latest_changes(["S0SUPPORT"]))["S0SUPPORT"]
        assert latest == record(latest.id, right, outcome="adopted", settled_at=NOW)

    async def test_nothing_to_write_writes_nothing(self, ledger: Ledger) -> None:
        assert await ledger.intend_changes([], NOW) == []
        await ledger.record_adoptions([], NOW)
        await ledger.settle_changes(JOB, [], [], NOW)
        assert await ledger.latest_changes([]) == {}


class TestProblems:
    async def record(self, ledger: Ledger, now: datetime = NOW, **parts: object) -> None:
        nothing: dict[str, object] = {"opened": [], "told": [], "recovered": [], "messages": []}
        await ledger.record_problems(JOB, now=now, **{**nothing, **parts})

    async def open(self, ledger: Ledger, *teams: str) -> list[ProblemRecord]:
        return await ledger.open_problems(JOB, teams or ["repo-management"])

    async def test_a_problem_opens_is_told_and_recovers(self, ledger: Ledger) -> None:
        gap = problem()
        await self.record(ledger, opened=[gap])
        assert await self.open(ledger) == [gap]
        await self.record(ledger, told=[gap.key], now=NOW + MINUTE)
        assert await self.open(ledger) == [replace(gap, told_at=NOW + MINUTE)]
        await self.record(ledger, recovered=[gap.key], now=NOW + HOUR)
        assert await self.open(ledger) == []

    async def test_it_opens_and_is_told_at_once(self, ledger: Ledger) -> None:
        gap = problem()
        await self.record(ledger, opened=[gap], told=[gap.key], messages=[message()])
        assert await self.open(ledger) == [replace(gap, told_at=NOW)]
        assert len(await ledger.pending_messages(JOB, "repo-management")) == 1

    async def test_while_it_is_open_it_does_not_open_again(self, ledger: Ledger) -> None:
        await self.record(ledger, opened=[problem()])
        await self.record(ledger, opened=[problem(first_seen=NOW + HOUR)])
        assert await self.open(ledger) == [problem()]

    async def test_when_it_comes_back_it_is_a_new_one(self, ledger: Ledger) -> None:
        again = problem(first_seen=NOW + HOUR)
        await self.record(ledger, opened=[problem()], told=[problem().key])
        await self.record(ledger, recovered=[problem().key], now=NOW + MINUTE)
        await self.record(ledger, opened=[again])
        assert await self.open(ledger) == [again]
        await self.record(ledger, recovered=[again.key])
        assert await self.open(ledger) == []

    async def test_only_the_named_problem_of_that_team_and_job_changes(
        self, ledger: Ledger
    ) -> None:
        gap, other, elsewhere = problem(), problem("support/unknown/"), problem(team="platform")
        await self.record(ledger, opened=[gap, other, elsewhere])
        await ledger.record_problems(
            "check-sla", opened=[gap], told=[], recovered=[gap.key], messages=[], now=NOW
        )
        await self.record(ledger, recovered=[gap.key])
        assert await self.open(ledger, "repo-management", "platform") == [other, elsewhere]
        assert await ledger.open_problems("check-sla", ["repo-management"]) == [gap]


async def test_what_is_written_outlives_the_ledger(database_url: str) -> None:
    async with open_ledger(database_url) as ledger:
        await ledger.remember({"a": 1}, now=NOW, lifetime=HOUR)
    async with open_ledger(database_url) as ledger:
        assert await ledger.recall(["a"], NOW) == {"a": 1}
