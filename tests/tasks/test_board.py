"""A board is read with its order, its history, what blocks a card, and what cards are part of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.issue import IssueEvent
from domain.issue_link import IssueRef
from standins.control import StandIns
from tests.boards import a_question, card, forget, numbers, put, read, read_live, with_columns

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def ref(number: int, repository: str = "sourcegraph") -> IssueRef:
    return IssueRef(owner="sourcegraph", repository=repository, number=number)


def said(event: IssueEvent) -> str:
    return f"{event.at:%m-%d} {event.kind} {event.subject}".strip()


# --- cards ---


async def test_a_card_is_read_with_what_it_shows(standins: StandIns) -> None:
    board = await read(standins)

    item = card(board, 1201)
    assert (item.type, item.rank, item.column) == ("issue", 0, "Support Issues")
    assert (item.priority, item.stream) == ("p1", "Support")
    assert (item.entered_at, item.archived) == (at("11-05T10:02"), False)
    assert (item.ref, item.is_private) == (ref(1201, "customer"), True)
    assert item.title == "Clones of large monorepos time out at Initech"
    assert item.url == "https://github.com/sourcegraph/customer/issues/1201"
    assert (item.state, item.state_reason, item.closed_at) == ("OPEN", "", None)
    assert (item.labels, item.assignees) == (("team/repo-management", "priority/p1"), ("ada",))
    assert (item.created_at, item.updated_at) == (at("11-05T09:12"), at("11-05T13:40"))
    assert (board.owner, board.number, board.read_at) == ("sourcegraph", 209, standins.now())
    assert board.columns == ("Support Issues", "Backlog", "In Progress", "Blocked?", "Done")
    assert (board.is_whole, board.redacted, board.gaps) == (True, 0, ())


async def test_they_come_in_queue_order_archived_ones_last(standins: StandIns) -> None:
    standins.board().rank("sourcegraph#301")
    standins.board().archive("customer#1202")

    items = (await read(standins)).items

    assert numbers(items) == [301, 1201, 1202, 1204]
    assert [one.rank for one in items] == [0, 1, 2, 3]
    assert [one.archived for one in items] == [False, False, True, True]


async def test_every_kind_of_card_is_told_apart(standins: StandIns) -> None:
    standins.board().add_draft("Think about quotas", "Backlog")
    standins.board().add_pull_request("sourcegraph", "Retry clones", "In Progress")
    standins.board().add_redacted("customer", "Backlog")

    board = await read(standins)

    draft, pull_request, redacted = [one for one in board.items if one.type != "issue"]
    assert (draft.type, draft.title, draft.column) == ("draft", "Think about quotas", "Backlog")
    assert (draft.ref, draft.state, draft.url) == (None, "", "")
    assert (pull_request.type, pull_request.state) == ("pull_request", "OPEN")
    assert pull_request.url.endswith(f"/pull/{pull_request.ref and pull_request.ref.number}")
    assert (redacted.type, redacted.column, redacted.title) == ("redacted", "Backlog", "")
    assert (board.redacted, board.gaps) == (1, ())


async def test_what_a_token_may_not_see_is_counted(standins: StandIns) -> None:
    board = await read(standins, token="standin-github-public")

    assert [(one.type, one.column) for one in board.items] == [
        ("redacted", "Support Issues"),
        ("redacted", "Support Issues"),
        ("issue", "In Progress"),
        ("redacted", "Done"),
    ]
    assert board.redacted == 3


async def test_an_archived_card_closed_long_ago_is_left_out(standins: StandIns) -> None:
    standins.set_clock(at("11-09T08:00") + 200 * DAY)

    board = await read(standins)

    assert numbers(board.items) == [1201, 1202, 301]


async def test_an_empty_board_is_empty(standins: StandIns) -> None:
    for issue in ("customer#1201", "customer#1202", "sourcegraph#301", "customer#1204"):
        standins.board().remove(issue)

    board = await read(standins)

    assert (board.items, board.gaps) == ((), ())


# --- histories ---


async def test_a_history_tells_of_this_board_with_names_of_today(standins: StandIns) -> None:
    happened = (
        "10-01 opened, 10-02 Backlog, 10-05 In Progress, 10-06 blocked by sourcegraph#301,"
        " 10-07 labeled blocked, 10-08 unblocked by sourcegraph#301, 10-09 assigned ben, 10-12 Done"
    )
    put(standins, 900, happened, author="ada")
    standins.board(300).play({"title": "Other", "fields": {"Status": ["Shipped"]}})
    standins.board(300).move("sourcegraph#900", "Shipped")
    standins.rename_on_board(209, "Status", "Waiting", option="Backlog")

    columns = with_columns(queue=["Waiting"], aliases={"Backlog": "Waiting"})
    board = await read(standins, a_question(standins, **columns))

    assert [said(one) for one in card(board, 900).events] == [
        "10-02 card_added",
        "10-02 card_moved Waiting",
        "10-05 card_moved In Progress",
        "10-06 blocked_by_added sourcegraph/sourcegraph#301",
        "10-07 label_added blocked",
        "10-08 blocked_by_removed sourcegraph/sourcegraph#301",
        "10-09 assigned ben",
        "10-12 card_moved Done",
        "10-12 closed COMPLETED",
    ]


async def test_a_long_history_is_read_to_its_end(standins: StandIns) -> None:
    deeds = [f"10-{2 + n // 12:02} {'un' * (n % 2)}labeled x" for n in range(230)]
    put(standins, 900, ", ".join(["10-01 opened", "10-01 Backlog", *deeds]))

    board = await read(standins)

    assert len(card(board, 900).events) == 232
    assert board.gaps == ()


async def test_only_what_changed_is_asked_for_again(standins: StandIns) -> None:
    before = await read(standins)
    again = await read(standins, remembered=before.items)
    assert again == replace(before, requests=2, points=again.points)

    standins.advance(HOUR)
    standins.board().move("customer#1202", "In Progress")
    standins.change_issue("sourcegraph#301", labels=["blocked"])
    later = await read(standins, remembered=before.items)

    assert later.requests == 3
    assert [len(a.events) - len(b.events) for a, b in zip(later.items, before.items, strict=True)]
    assert said(card(later, 1202).events[-1]) == "11-09 card_moved In Progress"
    assert said(card(later, 301).events[-1]) == "11-09 label_added blocked"


async def test_two_changes_within_a_second_are_both_seen(standins: StandIns) -> None:
    standins.board().move("customer#1202", "Backlog")
    before = await read(standins)
    standins.board().move("customer#1202", "In Progress")

    later = await read(standins, remembered=before.items)

    assert card(later, 1202).updated_at == card(before, 1202).updated_at
    assert said(card(later, 1202).events[-1]) == "11-09 card_moved In Progress"


# --- blocked ---


async def test_open_issues_that_block_a_card_are_named(standins: StandIns) -> None:
    standins.board().block("customer#1202", "sourcegraph#301", "customer#1204")
    board = await read(standins)
    assert card(board, 1202).blocked_by == (ref(301),)

    standins.change_issue("sourcegraph#301", state="CLOSED", reason="completed")
    later = await read(standins, remembered=board.items)
    assert card(later, 1202).blocked_by == ()


async def test_what_blocks_a_card_unseen_is_a_gap(standins: StandIns) -> None:
    standins.board().block("sourcegraph#301", "customer#1201", "customer#1202")

    board = await read(standins, token="standin-github-public")

    assert card(board, 301).blocked_by == ()
    assert board.gaps == (
        "The token cannot see all that blocks 1 card: less may look blocked than is.",
    )


# --- tracking issues and retro actions ---


async def test_tracking_issues_are_counted_by_their_leaves(standins: StandIns) -> None:
    put(standins, 800, "10-01 opened", title="Above", labels=["Tracking"])
    for number, parent, then in [
        (801, 800, "10-02 assigned ben"),
        (802, 801, "10-02 assigned ben"),
        (810, 800, "10-03 Backlog"),  # the only card among them
        (811, 800, "10-03 closed"),
        (812, 801, "10-04 closed not planned"),
        (813, 801, "10-04 closed duplicate"),
        (814, 802, "10-05 closed"),
        (815, 802, "10-05 assigned ben"),
    ]:
        put(standins, number, f"10-02 opened, {then}", parent=f"sourcegraph#{parent}")

    (tracking,) = (await read(standins)).tracking

    assert (tracking.ref, tracking.title, tracking.is_private) == (ref(800), "Above", False)
    assert (tracking.done, tracking.total) == (2, 4)
    assert tracking.open_leaves == (ref(810), ref(815))
    assert [f"{one:%m-%d}" for one in tracking.done_at] == ["10-03", "10-05"]


async def test_a_tracking_issue_is_found_by_its_card_its_parts_or_the_teams_label(
    standins: StandIns,
) -> None:
    tracking, ours = ["tracking"], ["tracking", "team/repo-management"]
    opened, on_board = "10-01 opened", "10-01 opened, 10-02 Backlog"
    put(standins, 800, on_board, labels=tracking)
    put(standins, 801, opened, labels=ours)
    put(standins, 802, opened, labels=tracking)
    put(standins, 803, on_board, parent="sourcegraph#802")
    put(standins, 804, opened, labels=tracking)  # another team's
    put(standins, 805, f"{opened}, 10-05 closed", labels=ours)
    put(standins, 806, opened)  # no tracking issue
    put(standins, 807, on_board, parent="sourcegraph#806")

    board = await read(standins)

    assert [one.ref.number for one in board.tracking] == [800, 801, 802]


async def test_sub_issues_that_cannot_be_seen_are_a_gap(standins: StandIns) -> None:
    put(standins, 800, "10-01 opened, 10-02 Backlog", labels=["tracking"])
    for child in ("customer#1201", "customer#1202", "sourcegraph#301"):
        standins.board().add_sub_issue("sourcegraph#800", child)

    board = await read(standins, token="standin-github-public")

    assert [(one.done, one.total) for one in board.tracking] == [(0, 1)]
    (gap,) = board.gaps
    assert gap.startswith("Of sourcegraph/sourcegraph#800 the token cannot see 2 sub-issues:")


async def test_retro_actions_are_open_or_closed_lately(standins: StandIns) -> None:
    for number, happened in [
        (820, "06-01 opened"),
        (821, "10-01 opened, 10-20 closed"),
        (822, "06-01 opened, 06-20 closed"),
        (823, "10-01 opened, 10-02 Backlog"),
    ]:
        put(standins, number, happened, labels=["retro-action"])

    actions = (await read(standins)).retro_actions

    assert {one.ref and one.ref.number: (one.state, one.column) for one in actions} == {
        820: ("OPEN", ""),
        821: ("CLOSED", ""),
        823: ("OPEN", "Backlog"),
    }


# --- live reads ---


async def test_a_live_read_remembers_what_it_does_not_ask_for(standins: StandIns) -> None:
    put(standins, 900, "10-01 opened, 10-02 Done")
    before = await read(standins)

    board = await read_live(standins, before)

    assert not board.is_whole
    assert {one.id: replace(one, rank=0) for one in board.items} == {
        one.id: replace(one, rank=0) for one in before.items
    }
    assert board.requests == 3  # the fields, the live cards, and those finished lately


async def test_what_was_finished_since_is_seen_even_if_it_was_never_live(
    standins: StandIns,
) -> None:
    before = forget(await read(standins), 1202)
    standins.advance(DAY)
    for issue in ("customer#1201", "customer#1202"):
        standins.board().move(issue, "Done")

    board = await read_live(standins, before)

    assert [card(board, number).column for number in (1201, 1202)] == ["Done", "Done"]
    assert said(card(board, 1202).events[-1]) == "11-10 card_moved Done"
    assert board.requests == 4


async def test_a_card_that_left_the_live_columns_is_read_again(standins: StandIns) -> None:
    for number in (900, 901, 902):
        put(standins, number, "10-01 opened, 10-02 Backlog")
    before = await read(standins)
    standins.advance(DAY)
    standins.board().archive("sourcegraph#900")
    standins.board().remove("sourcegraph#901")
    standins.board().move("sourcegraph#902", None, Status=None)

    board = await read_live(standins, before)

    assert card(board, 900).archived
    assert card(board, 902).column == ""
    assert 901 not in numbers(board.items)
    assert board.gaps == ()


async def test_nothing_remembered_means_reading_it_all(standins: StandIns) -> None:
    board = await read(standins, a_question(standins, whole=False))

    assert board.is_whole
    assert len(board.items) == 4
