"""The Slack stand-in is held to what others recorded of the real one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from standins.control import StandIns
from standins.gate import SLACK_WRITES
from standins.limits import SLACK_METHODS
from standins.slack import methods

SPECS = Path(__file__).parents[3] / "shared" / "specs" / "slack"
STANDIN = Path(methods.__file__).parent

pytestmark = pytest.mark.skipif(
    not SPECS.is_dir(),
    reason=f"Slack's recorded answers are not beside this repository ({SPECS}): "
    "the stand-in is not held to them here.",
)

# Codes Slack documents for any method, whether or not its page repeats them.
GENERIC = {"invalid_auth", "invalid_arguments", "missing_argument"}

# Codes the recorded pages leave out, and why the stand-in answers them all the same.
MORE_ERRORS = {
    "usergroups.users.update": {"no_such_subteam"},  # its sibling usergroups.users.list has it
    "usergroups.enable": {"no_such_subteam"},
    "usergroups.disable": {"no_such_subteam"},
    "chat.postMessage": {"msg_too_long", "metadata_must_be_sent_from_app"},
    "api.test": {"my_error"},  # whatever the caller asks for
}

# No log of these methods was recorded, and the examples are short: fields of a message and of
# an answer as Slack's own pages describe them.
MESSAGE = {
    *("type", "subtype", "user", "username", "text", "ts", "team", "blocks", "block_id"),
    *("bot_id", "app_id", "bot_profile", "id", "team_id", "deleted", "attachments"),
    *("thread_ts", "parent_user_id", "reply_count", "reply_users", "reply_users_count"),
    *("latest_reply", "is_locked", "subscribed", "reactions", "name", "users", "count"),
    *("metadata", "event_type", "event_payload"),
}
MORE_FIELDS = {
    "chat.postMessage": MESSAGE,
    "conversations.history": MESSAGE,
    "conversations.replies": MESSAGE,
}

# Whatever the caller sent is said back under its own name.
OWN_KEYS = {"foo", "key"}

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("api.test", {"foo": "bar"}),
    ("auth.test", {}),
    ("bots.info", {"bot": "B0GOALIE"}),
    ("chat.getPermalink", {"channel": "C0REPO"}),
    ("chat.postMessage", {"channel": "C0REPO", "text": "x", "blocks": '[{"type": "divider"}]'}),
    ("conversations.history", {"channel": "C0REPO", "limit": 1, "include_all_metadata": True}),
    ("conversations.info", {"channel": "C0REPO", "include_num_members": True}),
    ("conversations.list", {"types": "public_channel,private_channel"}),
    ("conversations.members", {"channel": "C0REPO", "limit": 2}),
    ("conversations.open", {"users": "U0ADA", "return_im": True}),
    ("conversations.replies", {"channel": "C0REPO", "include_all_metadata": True}),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 1, "alt_txt": "x"}),
    ("usergroups.disable", {"usergroup": "S0PLATFORM", "include_count": True}),
    ("usergroups.enable", {"usergroup": "S0PLATFORM"}),
    ("usergroups.list", {"include_users": True, "include_disabled": True, "include_count": True}),
    ("usergroups.users.list", {"usergroup": "S0SUPPORT"}),
    ("usergroups.users.update", {"usergroup": "S0SUPPORT", "users": "U0BEN"}),
    ("users.info", {"user": "U0GOALIE"}),
    ("users.list", {"limit": 1000}),
    ("users.lookupByEmail", {"email": "ada@acme.example"}),
]


def load(name: str) -> Any:  # noqa: ANN401  any JSON
    return json.loads((SPECS / name).read_text(encoding="utf-8"))


def keys(content: object) -> Iterator[str]:
    if isinstance(content, list):
        for item in content:
            yield from keys(item)
    if isinstance(content, dict):
        yield from content
        for value in content.values():
            yield from keys(value)


def seen_fields(method: str) -> set[str]:
    reference = load("api-ref-methods.json")[method]["response"]["examples"]
    fields = {key for example in reference for key in keys(json.loads(example))}
    fields |= set(keys(load("openapi-2021-examples.json").get(method, {})))
    log = SPECS / "json-logs" / f"{method}.json"
    if log.exists():
        fields |= set(keys(json.loads(log.read_text(encoding="utf-8"))))
    return fields | MORE_FIELDS.get(method, set())


@pytest.fixture
def busy(standins: StandIns, bot: WebClient) -> str:
    """A channel with everything a message can carry; gives the root's ts."""
    metadata = {"event_type": "x", "event_payload": {"key": "k"}}
    root = bot.chat_postMessage(channel="C0REPO", text="root", metadata=metadata)["ts"]
    standins.write_message("C0REPO", "ada", "reply", thread_ts=root)
    standins.react("C0REPO", root, "ben", "eyes")
    bot.conversations_open(users="U0ADA")
    return str(root)


@pytest.mark.parametrize(("method", "arguments"), CALLS, ids=[method for method, _ in CALLS])
def test_an_answer_has_only_fields_seen_in_real_ones(
    bot: WebClient, busy: str, method: str, arguments: dict[str, Any]
) -> None:
    extra = {"chat.getPermalink": {"message_ts": busy}, "conversations.replies": {"ts": busy}}
    sent = {**arguments, **extra.get(method, {})}

    answer = bot.api_call(method, params=sent)

    assert set(keys(answer.data)) - seen_fields(method) - OWN_KEYS == set()


@pytest.mark.parametrize("method", [name for name in methods.METHODS if name != "api.test"])
def test_a_method_takes_exactly_the_documented_arguments(method: str) -> None:
    documented = set(load("api-ref-methods.json")[method]["args"])

    assert set(methods.METHODS[method].arguments) == documented


def error_codes(module: str) -> set[str]:
    """Every code a module of the stand-in refuses with."""
    source = (STANDIN / module).read_text(encoding="utf-8")
    direct = re.findall(r'Refused\(\s*"(\w+)"', source)
    named = re.findall(
        r'(?:otherwise=|\.text\("\w+", |_parsed\(\w+, |_list\(call, "\w+", )"(\w+)"', source
    )
    return {*direct, *named}


GROUPS = ["usergroups.list", "usergroups.users.list", "usergroups.users.update"]
CHANNELS = ["conversations.list", "conversations.info", "conversations.members"]
MODULES = {
    "user_groups.py": [*GROUPS, "usergroups.enable", "usergroups.disable"],
    "users.py": ["users.list", "users.info", "users.lookupByEmail", "bots.info", "team.info"],
    "conversations.py": [*CHANNELS, "conversations.open"],
    "history.py": ["conversations.history", "conversations.replies"],
    "chat.py": ["chat.postMessage", "chat.getPermalink", "reactions.add"],
    "block_rules.py": ["chat.postMessage"],
    "files.py": ["files.getUploadURLExternal", "files.completeUploadExternal"],
}


@pytest.mark.parametrize("module", MODULES)
def test_every_code_in_the_source_is_documented_for_its_methods(module: str) -> None:
    reference = load("api-ref-methods.json")
    documented = set(GENERIC)
    for method in MODULES[module]:
        documented |= set(reference[method]["errors"]) | MORE_ERRORS.get(method, set())

    found = error_codes(module)

    assert found
    assert found - documented == set()


REFUSED_CALLS: list[tuple[str, dict[str, str]]] = [
    *[(method, {}) for method in methods.METHODS],
    *[(method, {"no_such_argument": "1"}) for method in methods.METHODS],
    *[(method, {"channel": "C0NONE"}) for method in methods.METHODS],
    *[(method, {"channel": "C0SALES", "text": "x", "ts": "1.0"}) for method in methods.METHODS],
    *[(method, {"usergroup": "S0NONE", "users": "U0ADA"}) for method in methods.METHODS],
    *[(method, {"usergroup": "S0EVERYONE", "users": "U0ADA"}) for method in methods.METHODS],
    *[(method, {"limit": "5000"}) for method in methods.METHODS],
    *[(method, {"cursor": "broken"}) for method in methods.METHODS],
]


def test_every_code_answered_is_documented_for_its_method(bot: WebClient) -> None:
    reference = load("api-ref-methods.json")
    undocumented = set()
    for method, arguments in REFUSED_CALLS:
        try:
            bot.api_call(method, data=arguments)
        except SlackApiError as refused:
            code = refused.response["error"]
            known = {*reference[method]["errors"], *GENERIC, *MORE_ERRORS.get(method, ())}
            undocumented |= set() if code in known else {(method, code)}

    assert undocumented == set()


def test_limits_and_the_log_know_every_method() -> None:
    assert {*SLACK_METHODS, "chat.postMessage"} == set(methods.METHODS)
    assert set(methods.METHODS) >= SLACK_WRITES
