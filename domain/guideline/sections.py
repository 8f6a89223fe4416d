"""An issue says what is asked for where text stands under a heading with the right words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.team.requests import Sections

# Code at the start of a line hides headings and counts as text; a template's comments say nothing.
_HIDDEN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<code>.*?)(?:^ {0,3}(?P=fence)[^\n]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t#]*")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_LABEL = re.compile(r"\s*(?:[-*] )?(\*\*|__)?([^:*_\n]{1,60})(?:(?::\1?|\1:)(.*)|\1\s*)")
_LABEL_LEVEL = 7  # below every heading
_NOTHING = re.compile(r"[\W_]*(?:no response|not applicable|n/?a|tbd|todo)?[\W_]*", re.IGNORECASE)
_UNCHECKED = re.compile(r"\s*[-*] \[ \].*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A heading and the text right under it; the first part has no heading."""

    level: int
    heading: str
    text: str

    def is_about(self, words: Sequence[str]) -> bool:
        return any(
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.heading, re.IGNORECASE)
            for word in words
        )


def find_missing_sections(body: str, wanted: Sections) -> tuple[str, ...]:
    """Say which of description, background and impact an issue leaves out or empty.

    Args:
        body: The issue's Markdown, as typed or as an issue form wrote it.
        wanted: The words that may stand in the headings.
    """
    named = (*wanted.description, *wanted.background, *wanted.impact)
    parts = tuple(_split(body, named))
    missing = [
        name
        for name, words in (
            ("description", wanted.description),
            ("background", wanted.background),
            ("impact", wanted.impact),
        )
        if not _is_said(parts, words)
    ]
    # Who writes before any heading describes the ask, unless a description is left empty below.
    if any(part.is_about(wanted.description) for part in parts):
        return tuple(missing)
    if "description" in missing and _opening(parts, named):
        missing.remove("description")
    return tuple(missing)


def _is_said(parts: Sequence[_Part], words: Sequence[str]) -> bool:
    """Tell whether a heading with one of the words has text, under it or its subheadings."""
    for index, part in enumerate(parts):
        if not part.is_about(words):
            continue
        if part.text:
            return True
        for deeper in parts[index + 1 :]:
            if deeper.level <= part.level:
                break
            if deeper.text:
                return True
    return False


def _opening(parts: Sequence[_Part], named: Sequence[str]) -> str:
    """Join what stands before the first heading the guidelines know."""
    texts = []
    for part in parts:
        if part.is_about(named):
            break
        texts.append(part.text)
    return "".join(texts)


def _split(body: str, named: Sequence[str]) -> Iterator[_Part]:
    shown = _HIDDEN.sub(lambda found: "code" if (found["code"] or "").strip() else "", body)
    lines = shown.replace("\r", "").split("\n")
    level, heading, text = 0, "", list[str]()
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if (start := _heading(line, below, named)) is None:
            text.append("" if _is_nothing(line) else line)
            continue
        yield _Part(level=level, heading=heading, text="".join(text))
        level, heading = start[0], start[1]
        text = ["" if _is_nothing(start[2]) else start[2]]
    yield _Part(level=level, heading=heading, text="".join(text))


def _heading(line: str, below: str, named: Sequence[str]) -> tuple[int, str, str] | None:
    """Read a heading: its level, its words, and what follows on the same line."""
    if found := _HEADING.fullmatch(line):
        return len(found[1]), found[2] or "", ""
    if line.strip() and _UNDERLINE.fullmatch(below) and not _is_nothing(line):
        return (1 if "=" in below else 2), line, ""
    found = _LABEL.fullmatch(line)
    # "Impact: high" is a heading of its own; "Note: see below" is only text.
    if found and (found[1] or found[3] is not None):
        label = _Part(level=_LABEL_LEVEL, heading=found[2], text="")
        if label.is_about(named):
            return _LABEL_LEVEL, found[2], found[3] or ""
    return None


def _is_nothing(line: str) -> bool:
    return bool(_NOTHING.fullmatch(line) or _UNCHECKED.fullmatch(line))
