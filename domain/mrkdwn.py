"""Slack's markup is read back as the plain words a person sees, so that quoting it pings nobody."""

import re
from collections.abc import Mapping

from domain.slack_blocks import truncate

SOMEBODY = "@somebody"  # a mention of a person whose name is not known
_TOKEN = re.compile(r"<([^<>]*)>|&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ADDRESS = re.compile(r"\(?https?://\S+")
_LINK_SCHEMES = ("mailto:", "tel:")


def decode(markup: str, names: Mapping[str, str]) -> str:
    """Turn text read from Slack into plain text; it must be escaped again before it is posted.

    Args:
        markup: As Slack gives it: ``<@U…>``, ``<url|label>``, ``&lt;``.
        names: Slack id → name of a person, or handle of a user group, as far as known.
    """

    def plain(found: re.Match[str]) -> str:
        if entity := found[2]:
            return _ENTITIES[entity]
        return _decode_token(found[1], names)

    # One pass, or "&amp;lt;" would be decoded twice.
    return _TOKEN.sub(plain, markup)


def excerpt(markup: str, names: Mapping[str, str], limit: int) -> str:
    """Decode a message to one short line of plain text, without emphasis, code and addresses."""
    plain = decode(markup, names).replace("`", "")
    words = " ".join(_ADDRESS.sub(" ", plain).split()) or " ".join(plain.split())
    return truncate(_EMPHASIS.sub(r"\2", words), limit)


def _decode_token(token: str, names: Mapping[str, str]) -> str:
    target, _, label = token.partition("|")
    label = _TOKEN.sub(lambda found: _ENTITIES.get(found[2] or "", ""), label)
    match target[:1]:
        case "@":
            return f"@{names[target[1:]]}" if target[1:] in names else _at(label) or SOMEBODY
        case "#":
            return f"#{label}" if label else "#channel"
        case "!":
            return _decode_command(target[1:], label, names)
    address = _TOKEN.sub(lambda found: _ENTITIES.get(found[2] or "", ""), target)
    for scheme in _LINK_SCHEMES:
        address = address.removeprefix(scheme)
    return label or address


def _decode_command(command: str, label: str, names: Mapping[str, str]) -> str:
    """Read ``!here``, ``!subteam^S…`` and ``!date^…``, whose labels say what people saw."""
    if command.startswith("subteam^"):
        return _at(label) or _at(names.get(command.removeprefix("subteam^"), "group"))
    if command.startswith("date^"):
        return label or "a date"
    return _at(label or command)


def _at(label: str) -> str:
    return label and f"@{label.removeprefix('@')}"
