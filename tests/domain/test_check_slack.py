"""What Slack tells of tokens, messages and the time becomes findings."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.check.finding import Result, Unread
from domain.check.slack_access import (
    HistoryFacts,
    TokenFacts,
    check_clock,
    check_history,
    check_tokens,
    check_writing,
)

ALL_SCOPES = frozenset(
    {
        *("usergroups:read", "users:read", "users:read.email", "usergroups:write", "chat:write"),
        *("channels:read", "groups:read", "channels:history", "groups:history", "reactions:read"),
        "files:write",
    }
)
REFUSED = Unread(why="Slack refused it", remedy="Mend it.", was_refused=True)


def a_token(workspace_id: str = "T0ACME", scopes: frozenset[str] = ALL_SCOPES) -> TokenFacts:
    return TokenFacts(workspace="Acme", workspace_id=workspace_id, user="goalie", scopes=scopes)


@pytest.mark.parametrize(
    ("admin", "subject", "result"),
    [
        (None, "scopes to apply", Result.OK),
        (a_token(), "admin token", Result.OK),
        (a_token("T0OTHER"), "admin token", Result.FAILED),
        (a_token(scopes=frozenset({"usergroups:read"})), "scopes to apply", Result.FAILED),
        (a_token(scopes=frozenset()), "scopes to apply", Result.UNKNOWN),
        (REFUSED, "admin token", Result.FAILED),
        (REFUSED, "scopes to apply", Result.UNKNOWN),
    ],
)
def test_the_admin_token_writes_groups_where_there_is_one(
    admin: TokenFacts | Unread | None, subject: str, result: Result
) -> None:
    findings = {f.subject: f.result for f in check_tokens(a_token(), admin)}
    assert findings[subject] is result


@pytest.mark.parametrize(
    ("missing", "subject", "result"),
    [
        ("users:read.email", "scopes to plan", Result.FAILED),
        ("usergroups:write", "scopes to apply", Result.FAILED),
        ("chat:write", "scopes to post", Result.FAILED),
        ("groups:history", "scopes to read", Result.FAILED),
        ("reactions:read", "scopes to read", Result.FAILED),
        ("files:write", "scopes to post", Result.FAILED),
    ],
)
def test_each_missing_scope_is_named(missing: str, subject: str, result: Result) -> None:
    token = a_token(scopes=ALL_SCOPES - {missing})
    findings = check_tokens(token, None, watches=True, draws=True)
    (finding,) = [f for f in findings if f.result is not Result.OK]
    assert (finding.subject, finding.result) == (subject, result)
    assert missing in finding.remedy


@pytest.mark.parametrize("unused", ["reactions:read", "files:write"])
def test_what_no_team_uses_needs_no_scope(unused: str) -> None:
    token = a_token(scopes=ALL_SCOPES - {unused})
    assert {f.result for f in check_tokens(token, None)} == {Result.OK}


def test_the_bot_needs_no_right_to_write_groups_beside_an_admin() -> None:
    findings = check_tokens(a_token(scopes=ALL_SCOPES - {"usergroups:write"}), a_token())
    assert {f.result for f in findings} == {Result.OK}


@pytest.mark.parametrize(
    ("changed_before", "as_admin", "result", "told"),
    [
        (["@support"], False, Result.OK, "Goalie has changed @support before"),
        ([], False, Result.WARNING, "whether Slack lets bots edit groups"),
        ([], True, Result.WARNING, "lets the admin token's owner edit groups"),
    ],
)
def test_only_a_write_tells_whether_groups_may_be_edited(
    changed_before: list[str], *, as_admin: bool, result: Result, told: str
) -> None:
    finding = check_writing(changed_before, as_admin=as_admin)
    assert finding.result is result
    assert told in finding.detail


@pytest.mark.parametrize(
    ("pages", "result", "told"),
    [
        ([(200, True)], Result.OK, "an internal app's"),
        ([(16, False)], Result.OK, "an internal app's"),
        ([(3, False), (40, False)], Result.OK, "an internal app's"),
        ([(15, True)], Result.WARNING, "1 call a minute and 15 messages"),
        ([(15, False)], Result.WARNING, "cannot be told yet"),
        ([(0, False), (3, False)], Result.WARNING, "cannot be told yet"),
        ([], Result.WARNING, "cannot be told yet"),
        ([(3, False), REFUSED], Result.FAILED, "Slack refused it"),
    ],
)
def test_the_messages_one_call_gives_tell_the_rate_limits(
    pages: Sequence[tuple[int, bool] | Unread], result: Result, told: str
) -> None:
    facts = [
        page
        if isinstance(page, Unread)
        else HistoryFacts(channel="#c", messages=page[0], has_more=page[1])
        for page in pages
    ]
    finding = check_history(facts)
    assert finding.result is result
    assert told in finding.detail


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "this machine agrees with Slack"),
        (-30, "this machine agrees with Slack"),
        (31, "this machine is 31 seconds ahead of Slack"),
        (-600, "this machine is 10 minutes behind Slack"),
    ],
)
def test_clocks_may_differ_by_half_a_minute(seconds: int, expected: str) -> None:
    (finding,) = check_clock(timedelta(seconds=seconds))
    assert finding.detail == expected
    assert (finding.result is Result.OK) == ("agrees" in expected)
