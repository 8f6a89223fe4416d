"""An issue is asked for what it leaves out, however its headings were typed, and for no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.guideline.sections import find_missing_sections
from domain.team.requests import Sections

ALL = ("description", "background", "impact")
FORM = """### Description

Clones fail.

### Background

{background}

### Impact

Two customers.
"""


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("", ALL),
        ("   \n\n", ALL),
        ("Clones fail since Monday.", ("background", "impact")),
        ("## Description\nA\n## Background\nB\n## Impact\nC", ()),
        ("# Summary\nA\n# Context\nB\n# Severity\nC", ()),
        ("## The ask\nA\n## Some background info\nB\n## What is the customer impact?\nC", ()),
        ("## description ##\r\nA\r\n## BACKGROUND\r\nB\r\n## Impact 🔥\r\nC\r\n", ()),
        ("A\n\n## Background\nB\n## Impact\nC", ()),
        ("# Clones are slow\nA\n## Background\nB\n## Impact\nC", ()),
        ("## Backgrounds\nB\n## Impactful\nC", ("background", "impact")),
        ("Background\n----------\nB\n\nImpact\n======\nC", ("description",)),
        ("**Description**\nA\n\n**Background:** B\n__Impact__: C", ()),
        ("Ask: A\nBackground: B\n- **Impact**: C", ()),
        ("Note: all of this has impact on the background", ("background", "impact")),
        ("## Background\n### Details\nB\n## Impact\n### Numbers\n", ("description", "impact")),
        ("### Description\n#Background\nA", ("background", "impact")),
    ],
)
def test_headings_of_every_kind(body: str, missing: tuple[str, ...]) -> None:
    assert find_missing_sections(body, Sections()) == missing


@pytest.mark.parametrize(
    ("background", "is_missing"),
    [
        ("They use Perforce.", False),
        ("_No response_", True),
        ("*No response*", True),
        ("", True),
        ("N/A", True),
        ("TBD", True),
        ("---", True),
        ("- [ ] one customer\n- [ ] many", True),
        ("- [ ] one customer\n- [x] many", False),
        ("<!-- Tell us more -->", True),
        ("<!-- Tell\n## Details\nus more -->", True),
        ("```\nfatal: could not read\n```", False),
        ("```\n# Details\n```", False),
        ("```\n```", True),
        ("~~~ text\n### Impact\n~~~", False),
        ("![screenshot](https://a.example/1.png)", False),
        ("none", False),
    ],
)
def test_an_empty_section_is_missing(background: str, *, is_missing: bool) -> None:
    found = find_missing_sections(FORM.format(background=background), Sections())
    assert found == (("background",) if is_missing else ())


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("A\n### Ask\n_No response_\n### Background\nB\n### Impact\nC", ("description",)),
        ("### Customer\nAcme\n### Background\nB\n### Impact\nC", ()),
        ("### Description\n\n### Summary\nA\n### Background\nB\n### Impact\nC", ()),
        ("A\n## Background\nB\n## Impact\n<!-- never closed\nC", ("impact",)),
        ("A\n## Background\nB\n```\nnever closed\n## Impact\nC", ("impact",)),
    ],
)
def test_sections_that_belong_together(body: str, missing: tuple[str, ...]) -> None:
    assert find_missing_sections(body, Sections()) == missing


@pytest.mark.parametrize(
    ("words", "body", "missing"),
    [
        ({"description": ["wish"]}, "## Wish\nN/A\n## Details\nB\n## Urgency\nC", "description"),
        ({"background": ["story so far"]}, "A\n## Context\nB\n## Impact\nC", "background"),
        ({"impact": ["blast radius"]}, "A\n## Context\nB\n## Impact\nC", "impact"),
    ],
)
def test_the_words_in_the_headings_are_the_teams(
    words: dict[str, list[str]], body: str, missing: str
) -> None:
    assert find_missing_sections(body, Sections.model_validate(words)) == (missing,)


PIECES = ["#", "## Impact", "\n", "```", "<!--", "-->", "**", ":", "x", "- [ ]"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES)))
def test_no_text_is_too_strange(pieces: list[str]) -> None:
    assert set(find_missing_sections("".join(pieces), Sections())) <= set(ALL)
