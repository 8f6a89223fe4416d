"""Issues block one another and are parts of one another; both sides' timelines tell of it."""

from datetime import datetime

from standins.github.hub import Hub
from standins.github.records import Event, Issue


def block(hub: Hub, issue: Issue, by: Issue, actor: str, at: datetime) -> None:
    """Let one issue wait for another; twice is once."""
    if by in issue.blocked_by:
        return
    issue.blocked_by.append(by)
    by.blocking.append(issue)
    _tell(hub, issue, "BlockedByAddedEvent", {"blockingIssue": by}, actor, at)
    _tell(hub, by, "BlockingAddedEvent", {"blockedIssue": issue}, actor, at)


def unblock(hub: Hub, issue: Issue, by: Issue, actor: str, at: datetime) -> None:
    """Let one issue wait for another no longer."""
    if by not in issue.blocked_by:
        return
    issue.blocked_by.remove(by)
    by.blocking.remove(issue)
    _tell(hub, issue, "BlockedByRemovedEvent", {"blockingIssue": by}, actor, at)
    _tell(hub, by, "BlockingRemovedEvent", {"blockedIssue": issue}, actor, at)


def add_sub_issue(hub: Hub, parent: Issue, child: Issue, actor: str, at: datetime) -> None:
    """Make one issue a part of another; it leaves the one it was a part of."""
    if child.parent is parent:
        return
    if child.parent is not None:
        remove_sub_issue(hub, child, actor, at)
    child.parent = parent
    parent.sub_issues.append(child)
    _tell(hub, parent, "SubIssueAddedEvent", {"subIssue": child}, actor, at)
    _tell(hub, child, "ParentIssueAddedEvent", {"parent": parent}, actor, at)


def remove_sub_issue(hub: Hub, child: Issue, actor: str, at: datetime) -> None:
    """Make an issue no part of another."""
    parent = child.parent
    if parent is None:
        return
    child.parent = None
    parent.sub_issues.remove(child)
    _tell(hub, parent, "SubIssueRemovedEvent", {"subIssue": child}, actor, at)
    _tell(hub, child, "ParentIssueRemovedEvent", {"parent": parent}, actor, at)


def _tell(
    hub: Hub, issue: Issue, kind: str, details: dict[str, Issue], actor: str, at: datetime
) -> None:
    hub.record(issue, Event(kind=kind, actor=actor, at=at, details=dict(details)))
