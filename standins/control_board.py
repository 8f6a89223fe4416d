"""A board control is how a test or the demo moves, ranks and blocks the cards of one board."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HISTORY = Path(__file__).with_name("board_history.yaml")


@dataclass(frozen=True, slots=True)
class BoardControl:
    """One board of the stand-in; issues are called ``repository#number``.

    Everything happens at the stand-in's clock. Every method that puts a card somewhere makes the
    card if the issue has none, and gives its id.
    """

    number: int
    send: Callable[[str, str, Mapping[str, object]], Any]

    def move(self, issue: str, column: str | None = None, **values: str | None) -> str:
        """Put a card into a column, and other fields to options: ``Priority="p1"``, None: empty."""
        status = {} if column is None else {"Status": column}
        return self._card(issue=issue, values={**status, **values})

    def rank(self, issue: str, place: int = 0, *, above: str | None = None) -> str:
        """Put a card at a place among those people see (0 is the top), or above another one."""
        where = {"rank": place} if above is None else {"above": above}
        return self._card(issue=issue, **where)

    def archive(self, issue: str, *, archived: bool = True) -> str:
        """Put a card away, or back."""
        return self._card(issue=issue, archived=archived)

    def remove(self, issue: str) -> None:
        """Take a card off the board."""
        self._card(issue=issue, removed=True)

    def block(self, issue: str, *by: str) -> None:
        """Let an issue wait for these and no others; for none, it is blocked no longer."""
        self._change(issue, blocked_by=list(by))

    def add_sub_issue(self, parent: str, issue: str) -> None:
        """Make an issue a part of another."""
        self._change(issue, parent=parent)

    def add_draft(self, title: str, column: str | None = None, *, by: str = "gus") -> str:
        """Write a draft onto the board."""
        return self._card(draft=title, values={} if column is None else {"Status": column}, by=by)

    def add_redacted(self, repository: str, column: str | None = None) -> str:
        """Put a card onto the board whose issue no token may see."""
        return self._new(repository, column, title="Not for everybody", hidden=True)

    def add_pull_request(self, repository: str, title: str, column: str | None = None) -> str:
        """Put a new pull request onto the board."""
        return self._new(repository, column, title=title, pull_request=True)

    def play(self, history: Mapping[str, object] | None = None) -> None:
        """Let a history happen on the board: the shipped one, or one of the same form.

        The form is told in ``standins.github.history``.
        What lies after the stand-in's clock happens when the clock gets there.
        """
        content = (
            yaml.safe_load(HISTORY.read_text(encoding="utf-8")) if history is None else history
        )
        self.send("POST", "github/boards", {**content, "board": self.number})

    def add(self, items: Sequence[Mapping[str, object]]) -> None:
        """Many cards at once, each as an item of a history."""
        self.play({"items": list(items)})

    def _new(self, repository: str, column: str | None, **details: object) -> str:
        issue = {"repository": repository, "author": "gus", **details}
        number = self.send("POST", "github/issues", issue)["number"]
        return self.move(f"{repository}#{number}", column)

    def _card(self, **content: object) -> str:
        return str(self.send("POST", "github/cards", {"board": self.number, **content})["id"])

    def _change(self, issue: str, **content: object) -> None:
        self.send("POST", "github/issues/change", {"issue": issue, **content})
