"""What the real Slack refuses, its stand-in refuses with the same code: one row a rule."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from standins.control import StandIns

Refusal = Callable[..., dict[str, Any]]
Row = tuple[str, str, dict[str, str], str]

SUPPORT = {"usergroup": "S0SUPPORT", "users": "U0BEN"}
NO_TS = "1700000000.000000"


def rows(method: str, usual: dict[str, str], *some: tuple[str, dict[str, str], str]) -> list[Row]:
    """One row a rule: its name, what differs from a call that works, the code answered."""
    return [(rule, method, {**usual, **changed}, error) for rule, changed, error in some]


CALLS = [
    *rows("chat.shout", {}, ("an unknown method", {}, "unknown_method")),
    *rows("usergroups.list", {}, ("an unknown argument", {"with": "1"}, "invalid_arg_name")),
]

USER_GROUPS = [
    *rows(
        "usergroups.users.update",
        SUPPORT,
        ("an empty list", {"users": ""}, "invalid_users"),
        ("a guest among others", {"users": "U0BEN,U0KAI"}, "invalid_users"),
        ("a bot among others", {"users": "U0BEN,U0DEPLOY"}, "invalid_users"),
        ("a deactivated id", {"users": "U0BEN,U0LENA"}, "invalid_users"),
        ("an unknown id", {"users": "U0BEN,U0NOBODY"}, "invalid_users"),
        ("Slackbot", {"users": "USLACKBOT"}, "invalid_users"),
        ("a set's repr", {"users": "{'U0BEN'}"}, "invalid_users"),
        ("no group", {"usergroup": ""}, "missing_argument"),
        ("an unknown group", {"usergroup": "S0NONE"}, "no_such_subteam"),
        ("a disabled group", {"usergroup": "S0RETIRED"}, "permission_denied"),
        ("an IdP's group", {"usergroup": "S0EVERYONE"}, "permission_denied"),
    ),
    *rows(
        "usergroups.users.update",
        {"usergroup": "S0SUPPORT"},
        ("no list", {}, "no_users_provided"),
    ),
    *rows(
        "usergroups.users.list",
        {},
        ("an unknown group", {"usergroup": "S0NONE"}, "no_such_subteam"),
        ("a disabled group", {"usergroup": "S0RETIRED"}, "no_such_subteam"),
    ),
    *rows(
        "usergroups.disable",
        {},
        ("an IdP's group", {"usergroup": "S0EVERYONE"}, "permission_denied"),
    ),
]

PEOPLE = [
    *rows(
        "users.lookupByEmail",
        {},
        ("an unknown address", {"email": "x@acme.example"}, "users_not_found"),
        ("a deactivated person", {"email": "lena@acme.example"}, "users_not_found"),
        ("no address", {}, "users_not_found"),
    ),
    *rows("users.info", {}, ("an unknown id", {"user": "U0NOBODY"}, "user_not_found")),
    *rows(
        "users.list",
        {},
        ("a page of 1001", {"limit": "1001"}, "invalid_arguments"),
        ("a limit in words", {"limit": "many"}, "invalid_arguments"),
        ("a cursor of another kind", {"cursor": "bm90aGluZw=="}, "invalid_cursor"),
        ("a cursor that is none", {"cursor": "?"}, "invalid_cursor"),
    ),
    *rows("bots.info", {}, ("an unknown bot", {"bot": "B0NOBODY"}, "bot_not_found")),
    *rows("team.info", {}, ("its scope is missing", {}, "missing_scope")),
]

CHANNELS = [
    *rows("conversations.info", {}, ("an unknown id", {"channel": "C0NONE"}, "channel_not_found")),
    *rows(
        "conversations.list",
        {},
        ("an unknown kind", {"types": "public"}, "invalid_types"),
        ("a page of 1001", {"limit": "1001"}, "invalid_limit"),
        ("a kind without its scope", {"types": "im"}, "missing_scope"),
    ),
    *rows(
        "conversations.members",
        {"channel": "C0REPO"},
        ("a page of 1001", {"limit": "1001"}, "invalid_limit"),
    ),
    *rows(
        "conversations.history",
        {"channel": "C0REPO"},
        ("no channel", {"channel": ""}, "channel_not_found"),
        ("a channel it is not in", {"channel": "C0SALES"}, "not_in_channel"),
        ("a page of 1000", {"limit": "1000"}, "invalid_arguments"),
        ("a broken oldest", {"oldest": "monday"}, "invalid_ts_oldest"),
        ("a broken latest", {"latest": "-1"}, "invalid_ts_latest"),
    ),
    *rows(
        "conversations.replies",
        {"channel": "C0REPO", "ts": NO_TS},
        ("a missing parent", {}, "thread_not_found"),
        ("a channel it is not in", {"channel": "C0SALES"}, "channel_not_found"),
        ("a page of 1000", {"limit": "1000"}, "invalid_arguments"),
    ),
    *rows(
        "conversations.open",
        {},
        ("nobody", {}, "users_list_not_supplied"),
        ("an unknown id", {"users": "U0NOBODY"}, "user_not_found"),
        ("a deactivated id", {"users": "U0LENA"}, "user_disabled"),
        ("several without the scope", {"users": "U0ADA,U0BEN"}, "missing_scope"),
    ),
]

MESSAGES = [
    *rows(
        "chat.postMessage",
        {"channel": "C0REPO", "text": "Hello"},
        ("nothing to say", {"text": ""}, "no_text"),
        ("40,001 characters", {"text": "x" * 40_001}, "msg_too_long"),
        ("two texts", {"markdown_text": "Hello"}, "markdown_text_conflict"),
        ("a channel it is not in", {"channel": "C0SALES"}, "not_in_channel"),
        ("an archived channel", {"channel": "C0OLD"}, "is_archived"),
        ("an unknown name", {"channel": "#nowhere"}, "channel_not_found"),
        ("a name of one's own", {"username": "Somebody"}, "missing_scope"),
        ("blocks that are no JSON", {"blocks": "["}, "invalid_blocks_format"),
        ("blocks that are no list", {"blocks": "{}"}, "invalid_blocks_format"),
        ("metadata that is no JSON", {"metadata": "{"}, "invalid_metadata_format"),
    ),
    *rows(
        "chat.getPermalink",
        {"channel": "C0REPO", "message_ts": NO_TS},
        ("an unknown message", {}, "message_not_found"),
        ("an unknown channel", {"channel": "C0NONE"}, "channel_not_found"),
    ),
    *rows("reactions.add", {}, ("its scope is missing", {}, "missing_scope")),
]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        pytest.param(*row, id=f"{row[0]}: {rule}")
        for rule, *row in [*CALLS, *USER_GROUPS, *PEOPLE, *CHANNELS, *MESSAGES]
    ],
)
def test_slack_refuses(
    bot: WebClient,
    refusal: Refusal,
    standins: StandIns,
    method: str,
    arguments: dict[str, str],
    error: str,
) -> None:
    before = standins.state()

    answer = refusal(bot, method, **arguments)

    assert (answer["ok"], answer["error"]) == (False, error)
    assert standins.state() == before


@pytest.mark.parametrize(
    "flag", ["is_idp_group", "is_membership_locked", "is_external", "auto_provision"]
)
def test_nobody_may_change_the_members_of_a_group_others_manage(
    admin: WebClient, refusal: Refusal, standins: StandIns, flag: str
) -> None:
    standins.change_user_group("S0SUPPORT", **{flag: True})

    assert refusal(admin, "usergroups.users.update", **SUPPORT)["error"] == "permission_denied"


def test_only_an_admin_may_change_a_group_of_restricted_editing(
    bot: WebClient, admin: WebClient, refusal: Refusal, standins: StandIns
) -> None:
    standins.change_user_group("S0SUPPORT", is_editing_restricted=True)

    assert refusal(bot, "usergroups.users.update", **SUPPORT)["error"] == "permission_denied"
    assert admin.usergroups_users_update(**SUPPORT)["ok"]


def test_a_workspace_may_forbid_bots_to_edit_groups(
    bot: WebClient, admin: WebClient, refusal: Refusal, standins: StandIns
) -> None:
    standins.change_workspace(bots_may_edit_user_groups=False)

    for method in ("usergroups.users.update", "usergroups.enable", "usergroups.disable"):
        arguments = SUPPORT if method.endswith("update") else {"usergroup": "S0SUPPORT"}
        assert refusal(bot, method, **arguments)["error"] == "permission_denied"
    assert admin.usergroups_users_update(**SUPPORT)["ok"]


def test_user_groups_need_a_paid_plan(bot: WebClient, refusal: Refusal, standins: StandIns) -> None:
    standins.change_workspace(paid_plan=False)

    assert refusal(bot, "usergroups.list")["error"] == "plan_upgrade_required"
    assert refusal(bot, "usergroups.users.update", **SUPPORT)["error"] == "plan_upgrade_required"


def test_a_private_channel_does_not_exist_for_strangers(
    bot: WebClient, refusal: Refusal, standins: StandIns
) -> None:
    standins.change_channel("C0OPS", members=["ada"])

    for method in ("conversations.info", "conversations.history", "conversations.members"):
        assert refusal(bot, method, channel="C0OPS")["error"] == "channel_not_found"
    assert "C0OPS" not in [
        one["id"] for one in bot.conversations_list(types="private_channel")["channels"]
    ]


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-1", "invalid_auth")])
@pytest.mark.parametrize("method", ["auth.test", "usergroups.list", "chat.postMessage"])
def test_no_token_and_a_wrong_token_open_nothing(
    standins: StandIns, refusal: Refusal, token: str, error: str, method: str
) -> None:
    client = WebClient(token=token or None, base_url=standins.slack_url)

    assert refusal(client, method)["error"] == error


def test_the_token_of_a_deactivated_person_is_dead(
    bot: WebClient, refusal: Refusal, standins: StandIns
) -> None:
    standins.change_person("U0GOALIE", deactivated=True)

    assert refusal(bot, "auth.test")["error"] == "account_inactive"


def test_a_missing_scope_is_named_with_those_granted(admin: WebClient, refusal: Refusal) -> None:
    answer = refusal(admin, "users.info", user="U0ADA")

    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "users:read",
        "provided": "usergroups:read,usergroups:write",
    }


def test_every_authenticated_answer_tells_the_scopes(bot: WebClient, admin: WebClient) -> None:
    granted = admin.auth_test().headers["x-oauth-scopes"]

    assert granted == "usergroups:read,usergroups:write"
    assert "chat:write" in bot.conversations_list().headers["x-oauth-scopes"].split(",")


def test_look_up_by_email_reads_no_json(standins: StandIns) -> None:
    answer = httpx.post(
        f"{standins.slack_url}users.lookupByEmail",
        json={"email": "ada@acme.example"},
        headers={"Authorization": "Bearer xoxb-standin-goalie"},
    )

    assert answer.json()["error"] == "invalid_post_type"
