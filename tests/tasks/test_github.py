"""GitHub's traps: what a read, a lost write and a limit come to, over HTTP with PyGithub."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import stamina
from pydantic import SecretStr

from domain.errors import GoalieError
from domain.issue import (
    Card,
    Issue,
    IssueEvent,
    NoSuchColumnError,
    UnknownBoard,
    UnreadableIssue,
    UnseenIssue,
)
from domain.issue_link import IssueRef
from standins.control import StandIns
from tasks.clients.github import (
    BATCH,
    GithubClient,
    GithubLimitError,
    GithubRefusedError,
    NoSuchFieldError,
    NoSuchLabelError,
    Pace,
    open_github,
)
from tasks.clients.http import ServiceError, UnknownShapeError, UnreachableError
from tasks.github import fetch_board, fetch_issues, set_card, set_label
from tasks.settings import GithubAccess

QUERY = "graphql query"
POST_LABELS = "POST /api/v3/repos/{owner}/{repo}/issues/{issue_number}/labels"
ADD, MOVE = "graphql addProjectV2ItemById", "graphql updateProjectV2ItemFieldValue"
AT_ONCE = Pace(between_reads=0, between_writes=0, before_read_back=0)
SUPPORT = "Support Issues"
TEAM = "team/repo-management"


def ref(number: int, repository: str = "customer") -> IssueRef:
    return IssueRef(owner="sourcegraph", repository=repository, number=number)


FIRST = ref(1201)
BARE = ref(1203)  # no label, no card


def access(standins: StandIns, token: str = "standin-github-token") -> GithubAccess:  # noqa: S107
    return GithubAccess(url=standins.github_url, token=SecretStr(token))


@pytest.fixture
async def github(standins: StandIns) -> AsyncIterator[GithubClient]:
    async with open_github(access(standins), AT_ONCE) as client:
        yield client


@pytest.fixture
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


@pytest.fixture
def raw_server() -> Iterator[Callable[[bytes], str]]:
    """A server that answers 200 with the given bytes, which no stand-in would ever send."""
    servers: list[ThreadingHTTPServer] = []

    def serve(body: bytes) -> str:
        class Raw(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Raw))
        Thread(target=servers[-1].serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/api/v3"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def environment(standins: StandIns, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    monkeypatch.setenv("GITHUB_API_URL", standins.github_url)
    monkeypatch.setenv("GITHUB_TOKEN", "standin-github-token")
    return standins


async def get(github: GithubClient, *refs: IssueRef) -> list[Any]:
    found = await github.get_issues(refs, "Status")
    return [found[one] for one in refs]


def labels_of(standins: StandIns, issue: IssueRef) -> list[str]:
    name = f"{issue.owner}/{issue.repository}#{issue.number}"
    (found,) = [one for one in standins.github()["issues"] if one["issue"] == name]
    labels: list[str] = found["labels"]
    return labels


def cards_of(standins: StandIns, issue: IssueRef) -> list[str]:
    name = f"{issue.owner}/{issue.repository}#{issue.number}"
    found = [one for one in standins.github()["cards"] if one["issue"] == name]
    return [one["values"].get("Status", "") for one in found]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00").replace(tzinfo=UTC)


# --- reading ---


async def test_an_issue_is_read_whole(github: GithubClient) -> None:
    (issue,) = await get(github, FIRST)

    assert isinstance(issue, Issue)
    assert issue.body.startswith("### Description")
    assert (issue.state, issue.state_reason, issue.closed_at) == ("OPEN", "", None)
    assert (issue.author, issue.assignees, issue.is_private) == ("hana", ("ada",), True)
    assert issue.labels == (TEAM, "priority/p1")
    assert (issue.created_at, issue.updated_at) == (at("05T09:12"), at("05T13:40"))
    assert [(one.author, one.at) for one in issue.comments] == [("ada", at("05T13:40"))]
    assert [(one.board_owner, one.board_number, one.column) for one in issue.cards] == [
        ("sourcegraph", 209, SUPPORT)
    ]
    assert (issue.cards[0].entered_at, issue.cards[0].archived) == (at("05T10:02"), False)


async def test_an_issue_tells_its_history(standins: StandIns, github: GithubClient) -> None:
    standins.change_issue("customer#1203", labels=[TEAM], assignees=["ben"], by="ada")
    standins.change_issue("customer#1203", labels=[], assignees=[])
    standins.move_card("customer#1203", 209, "Backlog", by="ada")
    standins.change_issue("customer#1203", state="CLOSED", reason="NOT_PLANNED")
    standins.change_issue("customer#1203", state="OPEN")

    (issue,) = await get(github, BARE)

    now, ivan = at("09T07:55"), "ivan"
    assert issue.events == (
        IssueEvent(kind="label_added", at=now, actor="ada", subject=TEAM),
        IssueEvent(kind="assigned", at=now, actor="ada", subject="ben"),
        IssueEvent(kind="label_removed", at=now, actor=ivan, subject=TEAM),
        IssueEvent(kind="unassigned", at=now, actor=ivan, subject="ben"),
        IssueEvent(kind="card_added", at=now, actor="ada", board=209),
        IssueEvent(kind="card_moved", at=now, actor="ada", subject="Backlog", board=209),
        IssueEvent(kind="closed", at=now, actor=ivan, subject="NOT_PLANNED"),
        IssueEvent(kind="reopened", at=now, actor=ivan),
    )
    assert (issue.state, issue.state_reason) == ("OPEN", "REOPENED")


async def test_an_archived_card_and_one_without_a_column_are_seen(
    standins: StandIns, github: GithubClient
) -> None:
    standins.move_card("customer#1203", 209)

    archived, bare = await get(github, ref(1204), BARE)

    assert [(one.column, one.archived) for one in archived.cards] == [("Done", True)]
    assert [(one.column, one.entered_at) for one in bare.cards] == [("", None)]


async def test_what_the_token_cannot_see_is_said(standins: StandIns, github: GithubClient) -> None:
    standins.change_issue("customer#1202", hidden=True)
    unseen = [ref(1202), ref(7), ref(1, "nope")]

    found = await get(github, FIRST, *unseen, ref(301, "sourcegraph"))

    assert [type(one) for one in found] == [Issue, *[UnseenIssue] * 3, Issue]
    assert len(standins.requests("github")) == 1


async def test_a_token_for_public_repositories_does_not_see_private_issues(
    standins: StandIns,
) -> None:
    async with open_github(access(standins, "standin-github-public"), AT_ONCE) as github:
        found = await get(github, FIRST, ref(301, "sourcegraph"))

    assert [type(one) for one in found] == [UnseenIssue, Issue]


async def test_of_a_partial_answer_the_good_half_is_used(
    standins: StandIns, github: GithubClient
) -> None:
    standins.add_fault("github", QUERY, "partial")

    found = await get(github, *[ref(n) for n in range(1201, 1206)])

    assert [type(one) for one in found] == [
        Issue,
        GithubRefusedError,
        Issue,
        GithubRefusedError,
        Issue,
    ]
    assert "sourcegraph/customer#1202: Something went wrong" in str(found[1])


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        (
            {"projectItems": None},
            [{"message": "Timeout.", "path": ["r0", "i1201", "projectItems", "nodes"]}],
        ),
        ({"projectItems": None}, [{"message": "Timeout."}]),
        ({"projectItems": None}, []),
        ({"labels": {"nodes": [None], "pageInfo": {"hasNextPage": False}}}, []),
        ({"labels": {"nodes": [], "pageInfo": {"hasNextPage": True}}}, []),
        ({"labels": {"items": []}}, []),
        ({"state": "PAUSED"}, []),
        ({"createdAt": "yesterday"}, []),
        ({"createdAt": "2026-11-05T09:12:00"}, []),
        ({"id": None}, []),
    ],
)
async def test_an_issue_without_one_of_its_parts_is_not_read_as_empty(
    standins: StandIns, github: GithubClient, change: dict[str, Any], errors: list[Any]
) -> None:
    body = {"data": {"r0": {"isPrivate": True, "i1201": an_answer() | change}}, "errors": errors}
    standins.add_fault("github", QUERY, "error", status=200, body=body)

    (found,) = await get(github, FIRST)

    assert isinstance(found, GithubRefusedError | UnknownShapeError)
    assert "sourcegraph/customer#1201" in str(found)


def an_answer() -> dict[str, Any]:
    """What the query gives of an issue on which nothing happened yet."""
    whole = {"nodes": [], "pageInfo": {"hasNextPage": False}}
    instants = dict.fromkeys(("createdAt", "updatedAt"), "2026-11-05T09:12:00Z")
    texts = {"id": "I_1", "title": "T", "body": "", "state": "OPEN", "stateReason": None}
    lists = dict.fromkeys(
        ("labels", "assignees", "comments", "projectItems", "timelineItems"), whole
    )
    return {"number": 1201, "author": None, "closedAt": None, **instants, **texts, **lists}


async def test_a_deleted_account_leaves_no_name(standins: StandIns, github: GithubClient) -> None:
    body = {"data": {"r0": {"isPrivate": True, "i1201": an_answer()}}}
    standins.add_fault("github", QUERY, "error", status=200, body=body)

    (found,) = await get(github, FIRST)

    assert isinstance(found, Issue)
    assert found.author == ""


async def test_a_short_page_is_not_all_there_is(standins: StandIns, github: GithubClient) -> None:
    standins.change_issue("customer#1201", labels=[f"label {n}" for n in range(60)])
    standins.add_fault("github", QUERY, "short_page")

    (found,) = await get(github, FIRST)

    assert isinstance(found, UnknownShapeError)


@pytest.mark.parametrize("kind", ["bad_gateway", "html_500", "cut_before", "cut_after"])
async def test_a_read_is_tried_again(
    standins: StandIns, github: GithubClient, without_waiting: None, kind: str
) -> None:
    standins.add_fault("github", QUERY, kind)

    (found,) = await get(github, FIRST)

    assert isinstance(found, Issue)
    assert len(standins.requests("github")) == 2


@pytest.mark.parametrize("kind", ["secondary_limit", "429", "primary_limit"])
async def test_a_short_limit_is_waited_out(
    standins: StandIns, github: GithubClient, kind: str
) -> None:
    standins.add_fault("github", QUERY, kind, retry_after=1)
    start = time.monotonic()

    (found,) = await get(github, FIRST)

    assert isinstance(found, Issue)
    assert time.monotonic() - start >= 1


SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try"
OLD_LIMIT = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "details", "wait"),
    [
        ("primary_limit", {"retry_after": 3600}, HOUR),  # 200, told by the reset's header
        ("secondary_limit", {"retry_after": 3600}, HOUR),  # 403
        ("429", {"retry_after": 3600}, HOUR),
        ("error", {"status": 200, "body": {"errors": [OLD_LIMIT]}}, timedelta(minutes=1)),
        ("error", {"status": 200, "body": {"message": SECONDARY}}, timedelta(minutes=1)),
        ("error", {"status": 403, "body": {"message": SECONDARY}}, timedelta(minutes=1)),
    ],
)
async def test_a_limit_is_its_own_error_with_its_wait(
    standins: StandIns, without_waiting: None, kind: str, details: dict[str, Any], wait: timedelta
) -> None:
    standins.add_fault("github", QUERY, kind, times=-1, **details)

    async with open_github(access(standins), AT_ONCE) as github:
        with pytest.raises(GithubLimitError) as caught:
            await get(github, FIRST)

    assert caught.value.wait == wait
    # A wait of an hour is for the next run.
    assert len(standins.requests("github")) == (1 if wait == HOUR else 4)


@pytest.mark.parametrize(
    ("kind", "details", "error", "requests"),
    [
        ("bad_gateway", {}, ServiceError, 4),
        ("cut_before", {}, UnreachableError, 4),
        ("html_200", {}, UnknownShapeError, 1),
        ("changed_shape", {}, UnknownShapeError, 1),
        ("error", {"status": 200, "body": {"data": None}}, UnknownShapeError, 1),
        ("error", {"status": 200, "body": {"items": []}}, UnknownShapeError, 1),
        ("error", {"status": 200, "body": {"errors": ["x"]}}, UnknownShapeError, 1),
        ("error", {"status": 200, "body": {"errors": None}}, UnknownShapeError, 1),
        ("error", {"status": 200, "body": {"errors": []}}, UnknownShapeError, 1),
        ("error", {"status": 200, "body": {"errors": [{"message": "No."}]}}, GithubRefusedError, 1),
        ("error", {"status": 403, "body": {"message": "Forbidden"}}, ServiceError, 1),
        ("error", {"status": 404, "body": {"message": "Not Found"}}, ServiceError, 1),
    ],
)
async def test_a_read_that_cannot_succeed_fails_as_one_of_our_errors(
    standins: StandIns,
    without_waiting: None,
    kind: str,
    details: dict[str, Any],
    error: type[GoalieError],
    requests: int,
) -> None:
    standins.add_fault("github", QUERY, kind, times=-1, **details)

    async with open_github(access(standins), AT_ONCE) as github:
        with pytest.raises(error) as caught:
            await get(github, FIRST)

    assert "<" not in str(caught.value)  # no page of HTML
    assert len(standins.requests("github")) == requests


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'{"data": {',
        b'{"data": {"r0": {"i1201": null}}}',
        b'{"data": {"r0": {"i1201": null}}, "errors": []}',
    ],
)
async def test_a_body_that_pygithub_stumbles_over_is_of_unknown_shape(
    raw_server: Callable[[bytes], str], body: bytes
) -> None:
    place = GithubAccess(url=raw_server(body), token=SecretStr("x"))
    async with open_github(place, AT_ONCE) as github:
        try:
            (found,) = await get(github, FIRST)
        except UnknownShapeError as error:
            found = error

    assert isinstance(found, UnknownShapeError)


async def test_a_host_that_does_not_answer_is_unreachable(without_waiting: None) -> None:
    nowhere = GithubAccess(url="http://127.0.0.1:9/api/v3", token=SecretStr("x"))
    async with open_github(nowhere, AT_ONCE) as github:
        with pytest.raises(UnreachableError, match="GitHub did not answer"):
            await get(github, FIRST)


async def test_every_query_asks_what_it_costs(github: GithubClient) -> None:
    await get(github, FIRST)
    await github.get_board("sourcegraph", 209, "Status")

    assert [one["remaining"] for one in github.spent] == [4999, 4998]


# --- the board ---


async def test_a_board_has_its_columns(github: GithubClient) -> None:
    board = await github.get_board("sourcegraph", 209, "Status")

    assert (board.title, board.number, board.status_field) == ("Repo Management", 209, "Status")
    names = [column.name for column in board.columns]
    assert names == [SUPPORT, "Backlog", "In Progress", "Blocked?", "Done"]
    assert board.column("Done") == board.columns[-1]


@pytest.mark.parametrize(
    ("field", "renamed", "says"),
    [
        ("Status", "Stage", "no single-select field 'Status': correct the team file, its fields"),
        ("Title", "Status", "no single-select field 'Title'"),  # a field of text
    ],
)
async def test_a_renamed_field_is_told_with_those_there_are(
    standins: StandIns, github: GithubClient, field: str, renamed: str, says: str
) -> None:
    standins.rename_on_board(209, "Status", renamed)

    with pytest.raises(NoSuchFieldError) as caught:
        await github.get_board("sourcegraph", 209, field)

    assert says in str(caught.value)
    assert f'"{renamed}", "Priority", "Stream"' in str(caught.value)


async def test_a_renamed_column_is_told_with_those_there_are(
    standins: StandIns, github: GithubClient
) -> None:
    standins.rename_on_board(209, "Status", "Support", option=SUPPORT)
    board = await github.get_board("sourcegraph", 209, "Status")

    with pytest.raises(NoSuchColumnError, match=r'"Support", "Backlog", "In Progress"'):
        await github.add_card(board, "I_customer_1203", SUPPORT)

    assert cards_of(standins, BARE) == []


# --- writing ---


async def test_a_label_is_added_once(standins: StandIns, github: GithubClient) -> None:
    assert await github.add_label(BARE, TEAM.upper())
    assert not await github.add_label(BARE, TEAM)

    assert labels_of(standins, BARE) == [TEAM]
    assert len(standins.requests("github", POST_LABELS)) == 1


async def test_a_label_that_does_not_exist_is_not_made(
    standins: StandIns, github: GithubClient
) -> None:
    with pytest.raises(NoSuchLabelError, match="no label 'team/repo-managment': create it there"):
        await github.add_label(BARE, "team/repo-managment")

    assert labels_of(standins, BARE) == []


async def test_a_label_for_an_issue_out_of_sight_is_refused(github: GithubClient) -> None:
    with pytest.raises(GithubRefusedError, match="Could not resolve to an Issue"):
        await github.add_label(ref(7), TEAM)


LOST = [
    ("cut_before", {}, 2),
    ("cut_after", {}, 1),
    ("bad_gateway", {}, 2),
    ("html_500", {}, 2),
    ("html_200", {}, 2),
    ("secondary_limit", {"retry_after": 1}, 2),
    ("error", {"effect": True, "status": 502, "body": {"message": "Server Error"}}, 1),
]


@pytest.mark.parametrize(("kind", "details", "posts"), LOST)
async def test_a_label_is_looked_for_before_it_is_sent_again(
    standins: StandIns, github: GithubClient, kind: str, details: dict[str, Any], posts: int
) -> None:
    standins.add_fault("github", POST_LABELS, kind, **details)

    assert await github.add_label(BARE, TEAM)

    assert labels_of(standins, BARE) == [TEAM]
    assert len(standins.requests("github", POST_LABELS)) == posts


async def test_a_card_is_added_once(standins: StandIns, github: GithubClient) -> None:
    board = await github.get_board("sourcegraph", 209, "Status")

    card, changed = await github.add_card(board, "I_customer_1203", SUPPORT)
    again, changed_again = await github.add_card(board, "I_customer_1203", SUPPORT)

    assert (card.column, card.entered_at, changed) == (SUPPORT, at("09T07:55"), True)
    assert (again, changed_again) == (card, False)
    assert cards_of(standins, BARE) == [SUPPORT]
    assert len(standins.requests("github", write=True)) == 2


@pytest.mark.parametrize("mutation", [ADD, MOVE])
@pytest.mark.parametrize(("kind", "details", "posts"), LOST)
async def test_a_card_is_looked_for_before_it_is_sent_again(
    standins: StandIns,
    github: GithubClient,
    mutation: str,
    kind: str,
    details: dict[str, Any],
    posts: int,
) -> None:
    board = await github.get_board("sourcegraph", 209, "Status")
    standins.add_fault("github", mutation, kind, **details)

    card, changed = await github.add_card(board, "I_customer_1203", SUPPORT)

    assert (card.column, changed) == (SUPPORT, True)
    assert cards_of(standins, BARE) == [SUPPORT]
    assert len(standins.requests("github", mutation)) == posts


@pytest.mark.parametrize(
    ("column", "archived", "after"),
    [("In Progress", False, "In Progress"), (None, False, SUPPORT), ("Done", True, "Done")],
)
async def test_a_card_stays_where_people_put_it(
    standins: StandIns,
    github: GithubClient,
    column: str | None,
    after: str,
    *,
    archived: bool,
) -> None:
    standins.move_card("customer#1203", 209, column, archived=archived)
    board = await github.get_board("sourcegraph", 209, "Status")

    card, changed = await github.add_card(board, "I_customer_1203", SUPPORT)

    assert (card.column, card.archived, changed) == (after, archived, column is None)
    assert cards_of(standins, BARE) == [after]


@pytest.mark.parametrize("method", [POST_LABELS, ADD, MOVE])
async def test_a_write_that_never_arrives_fails_after_three_times(
    standins: StandIns, github: GithubClient, method: str
) -> None:
    board = await github.get_board("sourcegraph", 209, "Status")
    standins.add_fault("github", method, "cut_before", times=-1)

    async def write() -> tuple[Card, bool] | bool:
        if method == POST_LABELS:
            return await github.add_label(BARE, TEAM)
        return await github.add_card(board, "I_customer_1203", SUPPORT)

    with pytest.raises(UnreachableError):
        await write()

    assert len(standins.requests("github", method)) == 3
    standins.clear_faults()
    assert await write()  # the next run makes it whole


async def test_a_write_that_is_refused_is_not_sent_again(standins: StandIns) -> None:
    async with open_github(access(standins, "standin-github-readonly"), AT_ONCE) as github:
        board = await github.get_board("sourcegraph", 209, "Status")
        with pytest.raises(GithubRefusedError, match=r"requires one of.*\['project'\]"):
            await github.add_card(board, "I_customer_1203", SUPPORT)

    assert len(standins.requests("github", write=True)) == 1


# --- the steps of a flow ---


def many_issues(count: int) -> dict[str, Any]:
    """A seed with so many issues on a board, in two repositories."""
    repositories = [
        {
            "name": name,
            "issues": [
                {"number": n, "title": f"T{n}", "author": "ada", "labels": [TEAM]}
                for n in range(1, count // 2 + 1)
            ],
        }
        for name in ("customer", "other")
    ]
    token = {"standin-github-token": {"scopes": ["repo", "project"]}}
    cards = [{"issue": f"customer#{n}", "values": {"Status": SUPPORT}} for n in range(1, 9)]
    board = {"number": 209, "fields": {"Status": [SUPPORT]}, "cards": cards}
    github = {"tokens": token, "repositories": repositories, "boards": [board]}
    return {"clock": "2026-11-09T07:55:00Z", "github": github}


def both(count: int) -> Sequence[IssueRef]:
    return [ref(n, name) for n in range(1, count // 2 + 1) for name in ("customer", "other")]


async def test_a_thousand_issues_are_ten_requests(environment: StandIns) -> None:
    environment.reset(many_issues(1000))
    refs = both(1000)

    found = await fetch_issues.fn([*refs, *refs])

    assert list(found) == list(refs)
    assert all(isinstance(one, Issue) for one in found.values())
    assert len(environment.requests("github")) == 1000 / BATCH == 10


async def test_a_batch_that_fails_leaves_the_others(
    environment: StandIns, without_waiting: None
) -> None:
    environment.reset(many_issues(300))
    environment.add_fault("github", QUERY, "bad_gateway", after=1, times=4)

    found = await fetch_issues.fn(both(300))

    kinds = [type(one) for one in found.values()]
    assert kinds == [Issue] * 100 + [UnreadableIssue] * 100 + [Issue] * 100


@pytest.mark.parametrize(
    ("fault", "token", "requests", "remedy"),
    [
        (("primary_limit", {"retry_after": 3600}), "standin-github-token", 1, "next run"),
        (None, "nonsense", 1, "Check GITHUB_TOKEN"),
        (None, "standin-github-no-boards", 1, "scopes repo and project"),
        (("cut_before", {}), "standin-github-token", 4, "next run"),
    ],
)
async def test_what_would_fail_again_is_asked_once(
    environment: StandIns,
    without_waiting: None,
    monkeypatch: pytest.MonkeyPatch,
    fault: tuple[str, dict[str, Any]] | None,
    token: str,
    requests: int,
    remedy: str,
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    if fault:
        environment.add_fault("github", QUERY, fault[0], times=-1, **fault[1])

    found = await fetch_issues.fn(both(300))

    assert len(found) == 300
    assert all(isinstance(one, UnreadableIssue) and remedy in one.remedy for one in found.values())
    assert len(environment.requests("github")) == requests


async def test_a_partial_answer_names_what_is_missing(environment: StandIns) -> None:
    environment.add_fault("github", QUERY, "partial")

    found = await fetch_issues.fn([FIRST, ref(1202), ref(7)])

    assert isinstance(found[ref(1202)], Issue)
    missing = found[FIRST]
    assert isinstance(missing, UnreadableIssue)
    assert "Something went wrong" in missing.why
    assert found[ref(7)] == UnseenIssue(ref=ref(7))


@pytest.mark.parametrize(
    ("number", "field", "why", "remedy"),
    [
        (209, "Stage", "no single-select field 'Stage'", "Correct the team file"),
        (7, "Status", "Could not resolve to a ProjectV2", "give GITHUB_TOKEN access"),
    ],
)
async def test_a_board_that_is_not_as_configured_is_unknown_with_its_remedy(
    environment: StandIns, number: int, field: str, why: str, remedy: str
) -> None:
    found = await fetch_board.fn("sourcegraph", number, field)

    assert isinstance(found, UnknownBoard)
    assert why in found.why
    assert remedy in found.remedy


async def test_a_label_and_a_card_are_set_once(environment: StandIns) -> None:
    board = await fetch_board.fn("sourcegraph", 209, "Status")
    assert not isinstance(board, UnknownBoard)

    async def apply() -> list[tuple[bool, bool]]:
        steps: list[Awaitable[Any]] = [
            set_label.fn(BARE, TEAM),
            set_card.fn(board, "I_customer_1203", SUPPORT),
        ]
        return [(done.is_right, done.changed) for done in [await step for step in steps]]

    assert await apply() == [(True, True), (True, True)]
    assert await apply() == [(True, False), (True, False)]
    assert (labels_of(environment, BARE), cards_of(environment, BARE)) == ([TEAM], [SUPPORT])


async def test_what_could_not_be_set_is_told_with_its_remedy(environment: StandIns) -> None:
    board = await fetch_board.fn("sourcegraph", 209, "Status")
    assert not isinstance(board, UnknownBoard)

    label = await set_label.fn(BARE, "nope")
    column = await set_card.fn(board, "I_customer_1203", "Nope")
    archived = await set_card.fn(board, "I_customer_1204", SUPPORT)

    assert [one.is_right for one in (label, column, archived)] == [False] * 3
    assert "no label 'nope'" in label.why
    assert "no column 'Nope'" in column.why
    assert label.remedy == column.remedy
    assert archived.why == "its card on the board is archived"
    assert "Restore the card" in archived.remedy
