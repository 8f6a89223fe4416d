"""The environment is refused early, by name, and its secrets never show."""

import pytest

from domain.errors import BadInputError
from tasks.settings import Settings

GOOD = {
    "OPSGENIE_API_KEY": "key-1",
    "SLACK_BOT_TOKEN": "token-1",
    "JSM_EMAIL": "goalie@acme.example",
    "JSM_API_TOKEN": "token-2",
    "JSM_CLOUD_ID": "cloud",
    "GITHUB_TOKEN": "token-3",
}


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (Settings.opsgenie, "OPSGENIE_API_KEY"),
        (Settings.slack, "SLACK_BOT_TOKEN"),
        (Settings.jsm, "JSM_EMAIL"),
        (Settings.jsm, "JSM_API_TOKEN"),
        (Settings.jsm, "JSM_CLOUD_ID"),
        (Settings.github, "GITHUB_TOKEN"),
    ],
)
def test_a_missing_variable_is_named(read, name: str) -> None:  # noqa: ANN001
    with pytest.raises(BadInputError, match=f"^{name} is not set: put "):
        read(Settings({k: v for k, v in GOOD.items() if k != name}))
    with pytest.raises(BadInputError, match=f"^{name} is not set: put "):
        read(Settings(GOOD | {name: "  "}))
    read(Settings(GOOD))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://api.opsgenie.com", "sends tokens over plain http to api.opsgenie.com"),
        ("http://localhost.evil.example", "sends tokens over plain http"),
        ("api.opsgenie.com", "is no web address"),
        ("ftp://127.0.0.1", "is no web address"),
    ],
)
@pytest.mark.parametrize(
    ("read", "name"),
    [
        (Settings.opsgenie, "OPSGENIE_API_URL"),
        (Settings.slack, "SLACK_API_URL"),
        (Settings.jsm, "JSM_API_URL"),
        (Settings.jsm, "JSM_SITE_URL"),
        (Settings.github, "GITHUB_API_URL"),
    ],
)
def test_an_address_that_would_leak_tokens_is_refused(
    read,  # noqa: ANN001
    name: str,
    address: str,
    says: str,
) -> None:
    with pytest.raises(BadInputError, match=f"^{name} ") as caught:
        read(Settings(GOOD | {name: address}))
    assert says in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost:8", "[::1]:8"])
def test_loopback_may_be_plain_http(host: str) -> None:
    assert Settings(GOOD | {"OPSGENIE_API_URL": f"http://{host}/x/"}).opsgenie().url.endswith("/x")


def test_secrets_do_not_show_in_a_repr() -> None:
    settings = Settings(GOOD)
    shown = repr((settings.opsgenie(), settings.slack(), settings.jsm(), settings.github()))
    assert "key-1" not in shown
    assert "token" not in shown.replace("token=", "").replace("admin_token", "")
