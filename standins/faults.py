"""A fault makes matching calls fail in one way, a given number of times."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from aiohttp import web

from standins.seed import SeedError, check_keys

KINDS = frozenset(
    {
        "429",
        "html_500",
        "cut_before",
        "cut_after",
        "slow",
        "short_page",
        "changed_shape",
        "error",
        "html_200",
        "bad_gateway",
        "primary_limit",
        "secondary_limit",
        "partial",
    }
)
ALWAYS = -1
SHORT_PAGE = "short_page"
PARTIAL = "partial"


@dataclass(slots=True, kw_only=True)
class Fault:
    """One way to fail.

    Attributes:
        system: ``slack``, ``opsgenie``, ``jsm``, ``site`` or ``github``.
        method: The method name as the request log shows it, or ``*`` for all of the system.
        kind: One of KINDS.
        times: Calls left to spoil; -1 for all until removed.
        after: Matching calls to leave alone first.
        retry_after: Seconds told with a 429 and with GitHub's two limits.
        seconds: How long a ``slow`` answer waits.
        error: The code a Slack ``error`` answers.
        effect: Whether an ``error`` happens although it is answered as refused.
        status: HTTP status an ``error`` of the other systems answers.
        body: JSON an ``error`` of the other systems answers.
        rename: For ``changed_shape``: old key to new key, at any depth; empty: the outer keys.
    """

    system: str
    method: str
    kind: str
    times: int = 1
    after: int = 0
    retry_after: float = 1
    seconds: float = 1
    error: str = "fatal_error"
    effect: bool = False
    status: int = 403
    body: Mapping[str, Any] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)


def read_fault(entry: Mapping[str, Any]) -> Fault:
    """Build a fault from a control request.

    Raises:
        SeedError: A key or kind nobody knows, or a missing one.
    """
    check_keys(entry, [known.name for known in fields(Fault)], "fault")
    missing = [key for key in ("system", "method", "kind") if key not in entry]
    if missing:
        raise SeedError(f"The fault has no {missing[0]}: send system, method and kind.")
    if str(entry["kind"]) not in KINDS:
        raise SeedError(f"No fault is called {entry['kind']!r}: use {', '.join(sorted(KINDS))}.")
    if entry.get("times") == 0:
        raise SeedError("The fault would never happen: send times of 1 or more, or -1 for always.")
    return Fault(**{**entry, "kind": str(entry["kind"])})


class Faults:
    """The faults in force, oldest first."""

    def __init__(self) -> None:
        self.entries: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put one more fault in force."""
        self.entries.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self.entries.clear()

    def take(self, system: str, method: str) -> Fault | None:
        """The fault that spoils this call, if any; it is counted as used."""
        for fault in self.entries:
            if fault.system != system or fault.method not in ("*", method):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            if fault.times != ALWAYS:
                fault.times -= 1
            if fault.times == 0:
                self.entries.remove(fault)
            return fault
        return None


def page_size(request: web.Request, asked: int) -> int:
    """How many items to put on this page: fewer than asked while a ``short_page`` fault holds."""
    return max(1, asked // 2) if request.get(SHORT_PAGE) else asked


def change_shape(content: object, rename: Mapping[str, str]) -> object:
    """The same answer with other key names: all outer keys but ``ok``, or those named."""
    if not rename and isinstance(content, dict):
        return {key if key == "ok" else f"{key}_v2": value for key, value in content.items()}
    if isinstance(content, dict):
        return {rename.get(key, key): change_shape(value, rename) for key, value in content.items()}
    if isinstance(content, list):
        return [change_shape(item, rename) for item in content] if rename else content
    return content
