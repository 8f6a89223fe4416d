"""A user group is named by handle, with or without @, by id, or as Slack writes a mention of it."""

import re

_MENTION = re.compile(r"<!subteam\^(?P<id>S[A-Z0-9]+)(\|[^>]*)?>")
_ID = re.compile(r"S[A-Z0-9]{5,}")
_HANDLE = re.compile(r"@?(?P<handle>[^\s#@/:<>|?=]+)")


def read_reference(text: str) -> str | None:
    """Read which group is meant, as ``@handle`` or its id; None where the text names none."""
    plain = text.strip()
    if mention := _MENTION.fullmatch(plain):
        return mention["id"]
    if _ID.fullmatch(plain):
        return plain
    handle = _HANDLE.fullmatch(plain)
    return f"@{handle['handle'].casefold()}" if handle else None
