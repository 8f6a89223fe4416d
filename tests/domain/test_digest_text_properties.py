"""Whatever a digest holds, its messages stay within Slack's limits and say each line once."""

import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.digest.records import Digest, Group, Line, Section
from domain.digest_text import digest_markdown, render_digest
from domain.message import Message
from domain.slack_blocks import BLOCKS_LIMIT, CHARTS_LIMIT, SECTION_LIMIT, TEXT_LIMIT
from tests.builders_digest_text import BEFORE, CHARTS, a_digest

PIECES = ["<!channel>", "<@U0EVE>", "&", "|", "*", "\n", "😀", "https://e.x ", "word ", "x" * 90]
EVIL = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
URLS = st.sampled_from(
    ["", "https://e.x/1", "javascript:alert(1)", "https://e.x/|<!here>", f"https://e.x/{'y' * 700}"]
)
TOKEN = re.compile(r"<([^<>]*)>")


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """Digests of any size; each line can be told from all others by its reason."""
    counter = iter(range(10_000))

    def lines(count: int) -> tuple[Line, ...]:
        evil = draw(EVIL)
        return tuple(
            Line(
                label=draw(st.sampled_from(["", "#7", evil])),
                title=evil,
                url=draw(URLS),
                reason=f"n{next(counter)}n {evil}",
                mention=draw(st.sampled_from(["", "", "U0ADA"])),
                owner=evil,
            )
            for _ in range(count)
        )

    def group() -> Group:
        return Group(
            title=draw(st.sampled_from(["", "one", "<!here>"])),
            lines=lines(draw(st.sampled_from([0, 1, 3, 6, 30]))),
            shown=draw(st.integers(0, 6)),
            more_url=draw(URLS),
        )

    def section(key: int) -> Section:
        return Section(
            key=str(key),
            question=f"{draw(EVIL)}?",
            action=draw(EVIL),
            figures=tuple(
                f"n{next(counter)}n {draw(EVIL)}" for _ in range(draw(st.integers(0, 2)))
            ),
            groups=tuple(group() for _ in range(draw(st.integers(0, 2)))),
            empty=draw(EVIL),
            in_thread=draw(st.booleans()),
            chart=draw(st.sampled_from(["", *(chart.key for chart in CHARTS)])),
        )

    return a_digest(
        *(section(key) for key in range(draw(st.integers(0, 14)))),
        first_line=f"Planning {draw(EVIL)}",
        second_line=draw(EVIL),
        charts=draw(st.sampled_from([(), CHARTS, CHARTS[:1]])),
        links=tuple((f"n{next(counter)}n {draw(EVIL)}", draw(URLS)) for _ in range(3)),
        notes=tuple(f"n{next(counter)}n {draw(EVIL)}" for _ in range(draw(st.integers(0, 9)))),
        withheld=draw(st.integers(0, 2)),
    )


def texts(value: Any) -> list[str]:  # noqa: ANN401
    """All texts of blocks, those of charts too but their figures."""
    if isinstance(value, dict):
        own = [value[key] for key in ("text", "title") if isinstance(value.get(key), str)]
        return own + [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in texts(inner)]
    return []


def markup(message: Message) -> list[str]:
    """What Slack would read as markup; plain text it never reads so."""
    read = [block for block in message.blocks if block["type"] != "header"]
    return TOKEN.findall(message.text) + TOKEN.findall(json.dumps(read))


@settings(max_examples=40, deadline=None)
@given(digests())
def test_a_digest_stays_within_its_limits_and_says_every_line_once(digest: Digest) -> None:
    messages = render_digest(digest, channel="#team", now=BEFORE)
    parent, *others = messages
    assert len(parent.blocks) <= 25
    for message in messages:
        assert 0 < len(message.text) <= TEXT_LIMIT
        assert sum(map(len, texts(message.blocks))) <= TEXT_LIMIT
        assert len(message.blocks) <= BLOCKS_LIMIT
        assert all(len(text) <= SECTION_LIMIT for text in texts(message.blocks))
        assert all(block["text"]["text"] for block in message.blocks if "text" in block)
    assert all(reply.thread_of == parent.key for reply in others)
    assert len({message.key for message in messages}) == len(messages)
    _says_once(digest, messages)
    drawn = [block["title"] for block in parent.blocks if block["type"] == "data_visualization"]
    spare = [m.chart["title"] for m in others if m.chart is not None and m.if_charts_refused]
    assert len(drawn) <= CHARTS_LIMIT
    assert sorted(drawn) == sorted(spare)
    assert {m.rung for m in others if m.chart} == {f"chart-{c.key}" for c in digest.charts}


def _says_once(digest: Digest, messages: tuple[Message, ...]) -> None:
    """Both forms of the messages hold each line, figure, note and link once."""
    lines = [line for s in digest.sections for g in s.groups for line in g.lines]
    said = [line.reason for line in lines] + [f for s in digest.sections for f in s.figures]
    said += digest.notes
    marks = Counter(re.findall(r"n\d+n", " ".join([*said, *(name for name, _ in digest.links)])))
    is_heartbeat = len(messages) == 1 and "\n" not in messages[0].text
    if is_heartbeat and not said:
        return
    for form in ([m.text for m in messages], [t for m in messages for t in texts(m.blocks)]):
        assert Counter(re.findall(r"n\d+n", " ".join(form))) == marks


@settings(max_examples=40, deadline=None)
@given(digests())
def test_nothing_pings_but_who_must_act(digest: Digest) -> None:
    for message in render_digest(digest, channel="#team", now=BEFORE):
        for token in markup(message):
            assert token == "@U0ADA" or token.startswith("https://e.x/")
    assert not re.search(r"(?<!\\)<", digest_markdown(digest))


@settings(max_examples=10, deadline=None)
@given(digests(), st.integers(-90, 90))
def test_the_same_digest_is_the_same_messages(digest: Digest, minutes: int) -> None:
    now = digest.starts_at + timedelta(minutes=minutes)
    first, second = (render_digest(digest, channel="#team", now=now) for _ in range(2))
    assert first == second
    assert ("after it began" in "".join(m.text for m in first)) == (minutes >= 0)
    assert first[0].expires_at == digest.starts_at
