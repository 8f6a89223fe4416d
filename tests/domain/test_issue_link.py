"""Links to issues in the forms people paste, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.issue_link import IssueRef, find_issue_links

CARD = "https://github.com/orgs/acme/projects/209/views/1?pane=issue&amp;itemId=7&amp;issue="
ADDRESS = "https://github.com/acme/customer/issues/12"
TWELVE = IssueRef(owner="acme", repository="customer", number=12)

TWELVES = [
    ADDRESS,
    f"see {ADDRESS}.",
    f"({ADDRESS})",
    f"{ADDRESS}, thanks",
    f"<{ADDRESS}>",
    f"<{ADDRESS}|the issue>",
    f"<{ADDRESS}|other/repo#99>",
    f"<{ADDRESS}#issuecomment-1234567>",
    f"<{ADDRESS}?notification_referrer_id=a&amp;b=c|#99>",
    f"{ADDRESS}/events",
    f"{ADDRESS}%23issuecomment-1",
    f"[title]({ADDRESS})",
    f"{ADDRESS} and again acme/customer#12",
    "http://github.com/acme/customer/issues/12",
    "https://www.github.com/acme/customer/issues/12",
    "<http://github.com/acme/customer/issues/12|github.com/acme/customer/issues/12>",
    "github.com/acme/customer/issues/12",
    "https://GitHub.com/Acme/Customer/issues/12",
    "acme/customer#12",
    "Acme/Customer#12!",
    "*acme/customer#12*",
    "fixes:acme/customer#12",
    f"`{ADDRESS}`",
    f"```log\n<{ADDRESS}>\n```",
    f"&gt; {ADDRESS}",
    f"<{CARD}acme%7Ccustomer%7C12|Support board>",
    f"{CARD}acme%7ccustomer%7c12",
]
WITH_DEFAULT = ["#12", "(#12)", "see #12.", "GH-12", "gh-12?", "issue #12", "&lt;#12&gt;"]
NONE = [
    "",
    "https://github.com/acme/customer/pull/12",
    "<https://github.com/acme/customer/pull/12|acme/customer#12>",
    "https://github.com/acme/customer/pull/12#issuecomment-12",
    "https://github.com/acme/customer/issues",
    "https://github.com/acme/customer/issues/new",
    "https://github.com/acme/customer/issues?q=12",
    "https://github.com/acme/customer/issues/012",
    "https://github.com/acme/customer/issues/12abc",
    "https://github.com/acme/customer/discussions/12",
    "https://github.com/acme/customer#12",
    "https://github.com/orgs/acme/projects/209/views/1?pane=issue&amp;itemId=7",
    "https://notgithub.com/acme/customer/issues/12",
    "https://github.com.evil.example/acme/customer/issues/12",
    "https://evil.example/github.com/acme/customer/issues/12",
    "https://gitlab.com/acme/customer/issues/12",
    "a/b/c#12",
    "`acme/customer#12`",
    "```\nacme/customer#12 #13\n```",
    "```\nnever closed #13",
    "<#C12345678|customer#12> <#C12>",
    "<@U12> <!subteam^S12|@support#12>",
    "PR #12",
    "pull request #12, build #34, line #5",
    "&#12;",
    "colour #0012ab",
    "channel#12",
    "https://example.com/page#12",
    "##12",
    "#1234567890123",
    "#12-rc",
]


@pytest.mark.parametrize("text", TWELVES)
def test_an_issue_is_found(text: str) -> None:
    assert find_issue_links(text) == (TWELVE,)
    assert find_issue_links(text, default_repository="acme/other") == (TWELVE,)


@pytest.mark.parametrize("text", WITH_DEFAULT)
def test_a_number_alone_belongs_to_the_default_repository(text: str) -> None:
    assert find_issue_links(text, default_repository="Acme/customer") == (TWELVE,)
    assert find_issue_links(text) == ()


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_found(text: str) -> None:
    assert find_issue_links(text, default_repository="acme/customer") == ()


def test_issues_come_once_and_in_order() -> None:
    text = f"#3 then acme/customer#2, <{ADDRESS}>, x/y#3 and #3, ACME/customer#2"
    found = find_issue_links(text, default_repository="acme/customer")
    assert [(i.owner, i.number) for i in found] == [
        ("acme", 3),
        ("acme", 2),
        ("acme", 12),
        ("x", 3),
    ]


def test_a_github_server_has_its_own_name() -> None:
    text = f"{ADDRESS} https://git.acme.example/acme/customer/issues/13"
    found = find_issue_links(text, host="git.acme.example")
    assert [issue.number for issue in found] == [13]


@given(
    st.text() | st.lists(st.sampled_from([*TWELVES, *NONE, "<", "|", "`", "#", "1"])).map("".join)
)
def test_any_text_can_be_read(text: str) -> None:
    for issue in find_issue_links(text, default_repository="acme/customer"):
        assert issue.number > 0
