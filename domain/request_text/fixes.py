"""What Goalie mended itself, it says in the thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.guideline import name_issue
from domain.guideline.checks import board_address
from domain.message import Message
from domain.request_text.phrases import issue_address
from domain.slack_blocks import escape, link, sections

if TYPE_CHECKING:
    from domain.guideline import Fix
    from domain.standing import Context, Standing


def announce_fix(standing: Standing, fix: Fix, context: Context) -> Message:
    """Say once in a request's thread that a label or a card was added; mentions nobody."""
    issue = link(issue_address(fix.issue.ref), name_issue(fix.issue.ref))
    if fix.action == "add_label":
        text = (
            f"Goalie added the label “{escape(fix.value)}” to {issue}, so that the team finds it."
        )
    else:
        board = link(board_address(context), "the team's board")
        text = f"Goalie put a card for {issue} on {board}, in “{escape(fix.value)}”."
    return Message(
        team=context.name,
        kind="fix",
        rung=fix.action,
        subject=f"{standing.key}:{name_issue(fix.issue.ref)}:{fix.value}",
        channel=standing.request.channel,
        thread_ts=standing.request.root_ts,
        text=text,
        blocks=sections([text]),
    )
