"""The page shows a person the demo: rendered as Slack would, and safe whatever was written."""

import json
import re
from html.parser import HTMLParser

import httpx
import pytest
from slack_sdk import WebClient

from standins.control import StandIns

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def read_page(standins: StandIns) -> str:
    return httpx.get(standins.url).text


def post(bot: WebClient, text: str = "x", blocks: list[dict[str, object]] | None = None) -> None:
    bot.chat_postMessage(channel="C0REPO", text=text, blocks=blocks or [])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _italic_ ~gone~", "<b>bold</b> <i>italic</i> <s>gone</s>"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        ("`a *b* <c>`", "<code>a *b* &lt;c&gt;</code>"),
        ("```\nline\n  two\n```", "<pre>line\n  two</pre>"),
        ("> quoted\nnot", "<blockquote>quoted</blockquote>not"),
        ("<@U0ADA>", '<span class="mention">@Ada Marin</span>'),
        ("<!subteam^S0SUPPORT>", '<span class="mention">@repo-management-support</span>'),
        ("<#C0ASK>", '<span class="mention">#ask-engineering</span>'),
        ("<!here>", '<span class="mention loud">@here</span>'),
        ("<!date^1794214800^{date_short} {time}|then>", "9 Nov 2026 10:00"),
        ("<https://acme.example/?a=1&b=2|here>", 'href="https://acme.example/?a=1&amp;b=2"'),
        ("fish &amp; chips", "fish &amp; chips"),
        (":tada: :unheard_of:", '<span title=":tada:">🎉</span> :unheard_of:'),
    ],
)
def test_text_looks_as_in_slack(standins: StandIns, bot: WebClient, text: str, html: str) -> None:
    post(bot, text)

    assert html in read_page(standins)


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (
            {"type": "header", "text": {"type": "plain_text", "text": "A & B"}},
            '<div class="b-header">A &amp; B</div>',
        ),
        (
            {"type": "section", "text": {"type": "mrkdwn", "text": "*a*"}},
            '<div class="b-section"><b>a</b></div>',
        ),
        (
            {"type": "section", "fields": [{"type": "plain_text", "text": "*a*"}]},
            '<div class="b-fields"><div>*a*</div></div>',
        ),
        (
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "_a_"}]},
            '<div class="b-context"><i>a</i></div>',
        ),
        ({"type": "divider"}, "<hr>"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": t}] for t in ("A", "1")]},
            "<tr><th>A</th></tr><tr><td>1</td></tr>",
        ),
        (
            {"type": "data_table", "title": "Trend"},
            "<b>data_table</b> Trend",
        ),
    ],
)
def test_blocks_look_as_in_slack(
    standins: StandIns, bot: WebClient, block: dict[str, object], html: str
) -> None:
    post(bot, blocks=[block])

    assert html in read_page(standins)


def test_rich_text_looks_as_in_slack(standins: StandIns, bot: WebClient) -> None:
    spoken = [
        {"type": "text", "text": "a", "style": {"bold": True, "italic": True}},
        {"type": "user", "user_id": "U0BEN"},
        {"type": "emoji", "name": "eyes"},
        {"type": "link", "url": "https://acme.example", "text": "b"},
    ]
    section = {"type": "rich_text_section", "elements": spoken}
    points = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
    post(bot, blocks=[{"type": "rich_text", "elements": [points]}])

    shown = re.search(r"<li><div><b><i>a</i></b>.*?</li>", read_page(standins))

    assert shown is not None
    for part in ("@Ben Okafor", "👀", '<a href="https://acme.example"'):
        assert part in shown.group()


class Tags(HTMLParser):
    """Collects the elements and attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_foreign_text_stays_text(standins: StandIns, bot: WebClient) -> None:
    kinds = ["plain_text", "mrkdwn"]
    standins.change_person("U0ADA", name=f"Ada {EVIL}")
    standins.change_user_group("S0PLATFORM", handle=EVIL)
    root = standins.write_message("C0REPO", "ada", f"{EVIL} `{EVIL}` ```{EVIL}``` \x000\x00")
    standins.write_message("C0REPO", "ada", f"<javascript:alert(1)|x> <@{EVIL}>", thread_ts=root)
    standins.react("C0REPO", root, "ada", '"><script>')
    cell = {"type": "raw_text", "text": EVIL}
    link = {"type": "link", "url": "javascript:alert(1)", "text": EVIL}
    spoken = {"type": "rich_text_section", "elements": [{"type": "text", "text": EVIL}, link]}
    blocks: list[dict[str, object]] = [
        {"type": "header", "text": {"type": "plain_text", "text": EVIL}},
        *[{"type": "section", "text": {"type": kind, "text": EVIL}} for kind in kinds],
        {"type": "context", "elements": [{"type": kind, "text": EVIL} for kind in kinds]},
        {"type": "image", "alt_text": EVIL, "image_url": "https://acme.example/x.png"},
        {"type": "table", "rows": [[cell], [cell]]},
        {"type": "rich_text", "elements": [spoken]},
        {"type": "video", "title": {"type": "plain_text", "text": EVIL}},
    ]
    post(bot, EVIL, blocks)
    httpx.get(f"{standins.slack_url}{EVIL}", params={EVIL: EVIL})
    httpx.get(f"{standins.opsgenie_url}/v2/{EVIL}")

    tags = Tags()
    tags.feed(read_page(standins))

    assert [tag for tag, _ in tags.seen].count("script") == 1
    assert not {"img", "iframe", "object"} & {tag for tag, _ in tags.seen}
    for _, attributes in tags.seen:
        assert not [name for name in attributes if name.startswith("on")]
        assert "javascript:" not in str(attributes.get("href"))


def test_the_page_loads_nothing_else(standins: StandIns) -> None:
    response = httpx.get(standins.url)

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"(src|href)=|@import|url\(", response.text)


def test_groups_schedules_and_requests_stand_beside_the_channels(
    standins: StandIns, bot: WebClient
) -> None:
    bot.usergroups_users_update(usergroup="S0SUPPORT", users=["U0DANA"])
    standins.add_fault("slack", "auth.test", "cut_before")
    with pytest.raises(OSError, match=r".*"):
        bot.auth_test()

    page = re.sub(r"<[^>]+>", " ", read_page(standins))

    for shown in (
        "@repo-management-support",
        "Dana Silva",
        "managed by the identity provider",
        "platform-support",
        "usergroups.users.update",
        "2 received, 1 of them writes",
        "cut_before",
        json.dumps("S0SUPPORT").replace('"', "&quot;"),
        "Monday, 9 November 2026, 08:55",
    ):
        assert shown in page


WEEKS = ["C1", "C2"]


@pytest.mark.parametrize(
    ("chart", "html"),
    [
        (
            {"type": "bar", "series": [("A & B", [1, 4]), ("C", [2, 0])]},
            ["<title>C2: 4</title></rect>", "A &amp; B</span>", ">C1</text>", ">4</text>"],
        ),
        ({"type": "area", "series": [("A", [1, 4])]}, ["<polygon", ">cards</text>"]),
        ({"type": "line", "series": [("A", [-3, 4])]}, ["<polyline", "<circle", ">-4</text>"]),
        (
            {
                "type": "pie",
                "segments": [{"label": "A", "value": 1}, {"label": "B", "value": 3}],
            },
            ["<title>A: 1</title></path>", "B 75%</span>"],
        ),
    ],
)
def test_charts_are_drawn(
    standins: StandIns, bot: WebClient, chart: dict[str, object], html: list[str]
) -> None:
    if "series" in chart:
        chart["series"] = [
            {
                "name": name,
                "data": [
                    {"label": label, "value": value}
                    for label, value in zip(WEEKS, values, strict=True)
                ],
            }
            for name, values in chart["series"]  # type: ignore[attr-defined]
        ]
        chart["axis_config"] = {"categories": WEEKS, "y_label": "cards"}
    post(bot, blocks=[{"type": "data_visualization", "title": "Trend", "chart": chart}])

    page = read_page(standins)
    assert "<figcaption>Trend</figcaption>" in page
    assert [part for part in html if part not in page] == []
