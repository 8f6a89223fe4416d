"""GitHub on the page: each board as columns of cards, and below it every issue."""

from html import escape

from standins.github.hub import Hub
from standins.github.records import Board, Card, Draft, Issue
from standins.page.mrkdwn import Names


def render_boards(hub: Hub, names: Names) -> str:
    """The boards, with their columns from left to right."""
    return "".join(_board(board, names) for board in hub.boards.values())


def render_issues(hub: Hub, names: Names) -> str:
    """The issues of each repository, the latest first."""
    shown = []
    for repository in hub.repositories.values():
        if not repository.issues:
            continue
        issues = sorted(repository.issues.values(), key=lambda one: one.number, reverse=True)
        note = '<span class="chip">private</span>' if repository.private else ""
        rows = "".join(_issue(hub, issue, names) for issue in issues)
        shown.append(
            f'<section class="channel issues"><h2>{escape(repository.full_name)}{note}'
            f"<small>{_count(len(issues), 'issue')}</small></h2>{rows}</section>"
        )
    return "".join(shown)


def _board(board: Board, names: Names) -> str:
    columns: dict[str, list[Card]] = {option.name: [] for option in board.status.options}
    for card in board.cards:
        value = card.values.get(board.status.id)
        if not card.archived:
            columns.setdefault(value.option.name if value else "No Status", []).append(card)
    shown = "".join(
        f'<div class="column"><h3>{escape(name)} · {len(cards)}</h3>'
        f"{''.join(_card(card, names) for card in cards)}</div>"
        for name, cards in columns.items()
    )
    archived = sum(card.archived for card in board.cards)
    note = f"board {board.number}" + (f" · {archived} archived" if archived else "")
    return (
        f'<section class="channel"><h2>{escape(board.title)}<small>{note}</small></h2>'
        f'<div class="columns">{shown}</div></section>'
    )


def _card(card: Card, names: Names) -> str:
    others = [v.option.name for key, v in card.values.items() if key != card.board.status.id]
    value = card.values.get(card.board.status.id)
    since = names.local((value.updated_at if value else card.created_at).timestamp())
    return (
        f'<div class="issue"><b>{escape(card.content.title)}</b>'
        f"<small>{escape(_reference(card.content))} · since {since:%a %-d %b}</small>"
        f"{_chips([*others, *card.content.assignees])}</div>"
    )


def _issue(hub: Hub, issue: Issue, names: Names) -> str:
    opened = names.local(issue.created_at.timestamp())
    state = issue.state.lower()
    reason = f" as {issue.state_reason.lower()}" if issue.closed_at and issue.state_reason else ""
    boards = [f"on board {card.board.number}" for card in hub.cards_of(issue)]
    notes = [*boards, *(["hidden from every token"] if issue.hidden else [])]
    return (
        f'<div class="issue"><span class="state {state}">{state}{escape(reason)}</span>'
        f" <b>{escape(issue.title)}</b>"
        f"<small>#{issue.number} by {escape(issue.author)}, {opened:%a %-d %b, %H:%M}"
        f" · {_count(len(issue.comments), 'comment')}</small>"
        f"{_chips([label.name for label in issue.labels] + issue.assignees + notes)}</div>"
    )


def _reference(content: Issue | Draft) -> str:
    if isinstance(content, Draft):
        return "draft"
    return f"{content.repository.name}#{content.number}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _chips(words: list[str]) -> str:
    return "".join(f'<span class="chip">{escape(word)}</span>' for word in words)
