"""Larger work has changed against the last time its scope was kept before a cycle began."""

from collections.abc import Sequence
from datetime import datetime

from domain.work_item import Snapshot


def find_scope(
    snapshots: Sequence[Snapshot], begins: datetime, *, or_first: bool
) -> Snapshot | None:
    """Find the snapshot with which tracking issues are compared.

    Args:
        snapshots: Oldest first; those without a scope are passed over.
        begins: The beginning of the running cycle; for planning, which is held when a cycle has
            just begun, of the one before.
        or_first: Take the first one after it rather than none.
    """
    scoped = [one for one in snapshots if one.scope]
    before = [one for one in scoped if one.taken_at < begins]
    if before:
        return before[-1]
    return scoped[0] if or_first and scoped else None
