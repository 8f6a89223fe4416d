"""A seed is the mapping a world starts from: read from one YAML file, checked before use."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

SHIPPED_SEED = Path(__file__).with_name("seed.yaml")

Seed = Mapping[str, Any]

PARTS = frozenset(
    {
        "clock",
        "workspace",
        "slack_tokens",
        "bots_may_edit_user_groups",
        "paid_plan",
        "distributed_app",
        "charts",
        "people",
        "channels",
        "user_groups",
        "opsgenie",
        "forwardings",
        "jsm",
        "github",
    }
)


class SeedError(Exception):
    """The seed cannot start a world; the text says where, what and what to do."""


def load_seed(path: Path) -> Seed:
    """Read a seed file.

    Raises:
        SeedError: The file cannot be read, is no YAML, or is no seed.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(
            f"{path} cannot be read ({error.strerror}): name a readable file."
        ) from error
    except UnicodeDecodeError as error:
        raise SeedError(f"{path} is not UTF-8 text: name a YAML file like seed.yaml.") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path} is no valid YAML: mend {_place(error)}.") from error
    return check_seed(content, str(path))


def check_seed(content: object, where: str) -> Seed:
    """Give the content back when it has the outer form of a seed.

    Raises:
        SeedError: It is no mapping, or has a part nobody knows, or no usable clock.
    """
    if not isinstance(content, Mapping):
        raise SeedError(f"{where} holds no mapping: write parts such as clock and people.")
    check_keys(content, PARTS, where)
    parse_clock(content.get("clock"), f"{where}, clock")
    return content


def check_keys(entry: Mapping[str, object], known: Iterable[str], where: str) -> None:
    """Refuse keys nobody reads, because a misspelt key would silently do nothing.

    Raises:
        SeedError: Naming the unknown keys and the known ones.
    """
    unknown = sorted(str(key) for key in entry if key not in set(known))
    if unknown:
        raise SeedError(
            f"{where} has unknown keys {', '.join(unknown)}: use {', '.join(sorted(known))}."
        )


def parse_clock(value: object, where: str) -> datetime:
    """Read an instant with its zone, as ISO text or as YAML already parsed it.

    Raises:
        SeedError: It is no instant, or names no zone.
    """
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise SeedError(
            f"{where}: {value!r} is no ISO time such as 2026-11-09T07:55:00Z."
        ) from error
    if instant.tzinfo is None:
        raise SeedError(f"{where}: {value!r} names no zone, end it with Z or an offset.")
    return instant


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else "its syntax"
