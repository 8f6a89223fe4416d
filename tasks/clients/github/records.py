"""GitHub's JSON becomes records here; what lacks a documented field is refused, never guessed."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import GoalieError
from domain.issue import (
    Board,
    Card,
    Column,
    Comment,
    Issue,
    IssueEvent,
    IssueEventKind,
    UnseenIssue,
)
from domain.issue_link import IssueRef
from tasks.clients.github.calls import (
    GithubRefusedError,
    QueryAnswer,
    QueryError,
    unknown_shape,
)
from tasks.clients.github.queries import repositories
from tasks.clients.github.values import MALFORMED, all_nodes, flag, instant, login, reference, text

NOT_FOUND = "NOT_FOUND"
_EVENTS: dict[str, IssueEventKind] = {
    "LabeledEvent": "label_added",
    "UnlabeledEvent": "label_removed",
    "AssignedEvent": "assigned",
    "UnassignedEvent": "unassigned",
    "AddedToProjectV2Event": "card_added",
    "ProjectV2ItemStatusChangedEvent": "card_moved",
    "ClosedEvent": "closed",
    "ReopenedEvent": "reopened",
    "BlockedByAddedEvent": "blocked_by_added",
    "BlockedByRemovedEvent": "blocked_by_removed",
}

Json = Any
IssueOrError = Issue | UnseenIssue | GoalieError


class NoSuchFieldError(GoalieError):
    """The board has no such field, or none with columns; the text names those it has."""


def read_issues(refs: Sequence[IssueRef], answer: QueryAnswer) -> dict[IssueRef, IssueOrError]:
    """Read the answer to one ``issues_query``: each issue, or why there is none."""
    found: dict[IssueRef, IssueOrError] = {}
    for place, wanted in enumerate(repositories(refs).values()):
        repository = answer.data.get(f"r{place}")
        for ref in wanted:
            wrong = errors_about(answer.errors, f"r{place}", f"i{ref.number}")
            found[ref] = _read_issue_or_error(ref, repository, wrong)
    return found


def errors_about(errors: Sequence[QueryError], *path: str | int) -> list[QueryError]:
    """The errors of one node: about it, about a part of it, about what it is in or all."""
    return [error for error in errors if error.path[: len(path)] == path[: len(error.path)]]


def _read_issue_or_error(
    ref: IssueRef, repository: Json, wrong: Sequence[QueryError]
) -> IssueOrError:
    what = f"{ref.owner}/{ref.repository}#{ref.number}"
    node = repository.get(f"i{ref.number}") if isinstance(repository, dict) else None
    about_it = [error for error in wrong if error.path]
    if node is None and any(error.kind == NOT_FOUND for error in about_it):
        return UnseenIssue(ref=ref)
    if node is None or about_it:  # a part that is missing must not look empty
        return GithubRefusedError(what, tuple(wrong)) if wrong else unknown_shape(what)
    try:
        return _issue(ref, node, is_private=flag(repository["isPrivate"]))
    except MALFORMED as error:
        return unknown_shape(what, error)


def _issue(ref: IssueRef, node: Mapping[str, Json], *, is_private: bool) -> Issue:
    if node["state"] not in {"OPEN", "CLOSED"}:
        raise ValueError(node["state"])
    return Issue(
        ref=ref,
        id=text(node["id"]),
        title=text(node["title"]),
        body=text(node["body"]),
        state=node["state"],
        state_reason=text(node["stateReason"] or ""),
        created_at=instant(node["createdAt"]),
        closed_at=instant(node["closedAt"]) if node["closedAt"] else None,
        updated_at=instant(node["updatedAt"]),
        author=login(node["author"]),
        labels=tuple(text(one["name"]) for one in all_nodes(node["labels"])),
        assignees=tuple(text(one["login"]) for one in all_nodes(node["assignees"])),
        comments=tuple(
            Comment(author=login(one["author"]), at=instant(one["createdAt"]))
            for one in node["comments"]["nodes"]
        ),
        events=tuple(read_event(one) for one in node["timelineItems"]["nodes"]),
        cards=tuple(read_card(one) for one in all_nodes(node["projectItems"])),
        is_private=is_private,
    )


def read_event(node: Mapping[str, Json]) -> IssueEvent:
    """Read a line of a timeline; of unknown shape it is an error of Python's."""
    kind = _EVENTS[node["__typename"]]
    project = node.get("project")
    return IssueEvent(
        kind=kind,
        at=instant(node["createdAt"]),
        actor=login(node["actor"]),
        subject=_subject(kind, node),
        board=project["number"] if project else None,
    )


def _subject(kind: IssueEventKind, node: Mapping[str, Json]) -> str:
    match kind:
        case "label_added" | "label_removed":
            return text(node["label"]["name"])
        case "assigned" | "unassigned":
            return text((node["assignee"] or {}).get("login", ""))
        case "card_moved":
            return text(node["status"])
        case "closed":
            return text(node["stateReason"] or "")
        case "blocked_by_added" | "blocked_by_removed":
            return _named(node["blockingIssue"])
        case _:
            return ""


def _named(issue: Json) -> str:
    if issue is None:  # deleted since, or not for this token
        return ""
    ref = reference(issue)
    return f"{ref.owner}/{ref.repository}#{ref.number}"


def read_card(node: Json) -> Card:
    """Read a card; of unknown shape it is an error of Python's, for the caller to name."""
    value = node["fieldValueByName"]
    return Card(
        id=text(node["id"]),
        board_owner=text(node["project"]["owner"]["login"]),
        board_number=int(node["project"]["number"]),
        column=text(value["name"] or "") if value else "",
        entered_at=instant(value["updatedAt"]) if value else None,
        archived=flag(node["isArchived"]),
    )


def read_cards(nodes: Json, board: Board) -> Card | None:
    """Find a board's card among an issue's.

    Raises:
        UnknownShapeError: They are no list of cards.
    """
    try:
        for node in nodes:
            if node["project"]["id"] == board.id:
                return read_card(node)
    except MALFORMED as error:
        raise unknown_shape("the cards of an issue", error) from None
    return None


def read_board(answer: QueryAnswer, owner: str, status_field: str) -> Board:
    """Read a board and make sure that it has the field whose options are the columns.

    Raises:
        GithubRefusedError: There is no such board, or the token cannot see it.
        NoSuchFieldError: The field is missing, was renamed, or has no options.
        UnknownShapeError: The answer is none of these.
    """
    organization = answer.data.get("organization")
    project: Json = organization.get("projectV2") if isinstance(organization, dict) else None
    if project is None and answer.errors:
        raise GithubRefusedError(f"the board of {owner}", answer.errors)
    try:
        fields = {text(one["name"]): one for one in all_nodes(project["fields"])}
        field = fields.get(status_field)
        if field is None or "options" not in field:
            raise _no_such_field(owner, project["number"], status_field, fields)
        return Board(
            id=text(project["id"]),
            owner=owner,
            number=int(project["number"]),
            title=text(project["title"]),
            status_field=status_field,
            status_field_id=text(field["id"]),
            columns=tuple(
                Column(id=text(one["id"]), name=text(one["name"])) for one in field["options"]
            ),
        )
    except MALFORMED as error:
        raise unknown_shape("a board", error) from None


def _no_such_field(
    owner: str, number: int, wanted: str, fields: Mapping[str, Json]
) -> NoSuchFieldError:
    with_options = [f'"{name}"' for name, field in fields.items() if "options" in field]
    return NoSuchFieldError(
        f"Board {number} of {owner} has no single-select field {wanted!r}: correct the team file,"
        f" its fields with options are {', '.join(with_options) or 'none'}."
    )
