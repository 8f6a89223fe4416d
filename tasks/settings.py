"""The environment says where the services are and how to sign in; secrets stay wrapped here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from domain.errors import BadInputError

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpsGenieAccess:
    """Where OpsGenie is and the key to it."""

    url: str
    key: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class JsmAccess:
    """Where JSM Operations is and who signs in; ``site`` may be empty."""

    url: str
    site: str
    cloud_id: str
    email: str
    token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAccess:
    """Where Slack is, the bot's token, and the optional token for user-group writes alone."""

    url: str
    token: SecretStr
    admin_token: SecretStr | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubAccess:
    """Where GitHub's REST API is and the token; GraphQL is beside it, by GitHub's convention."""

    url: str
    token: SecretStr


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment, read as each part is needed; a missing variable is named with its remedy."""

    environment: Mapping[str, str]

    def opsgenie(self) -> OpsGenieAccess:
        """Read how to reach OpsGenie.

        Raises:
            BadInputError: A variable is missing or its address is not safe.
        """
        return OpsGenieAccess(
            url=self._address("OPSGENIE_API_URL", "https://api.opsgenie.com"),
            key=self._secret("OPSGENIE_API_KEY", "an API key with Read and Configuration access"),
        )

    def jsm(self) -> JsmAccess:
        """Read how to reach JSM Operations.

        Raises:
            BadInputError: A variable is missing or its address is not safe.
        """
        site = self._get("JSM_SITE_URL")
        return JsmAccess(
            url=self._address("JSM_API_URL", "https://api.atlassian.com"),
            site=self._address("JSM_SITE_URL", "") if site else "",
            cloud_id=self._required("JSM_CLOUD_ID", "the cloud id of the Atlassian site"),
            email=self._required("JSM_EMAIL", "the address of the user that owns the API token"),
            token=self._secret("JSM_API_TOKEN", "an Atlassian API token"),
        )

    def slack(self) -> SlackAccess:
        """Read how to reach Slack.

        Raises:
            BadInputError: A variable is missing or its address is not safe.
        """
        admin_token = self._get("SLACK_ADMIN_TOKEN")
        return SlackAccess(
            url=self._address("SLACK_API_URL", "https://slack.com/api") + "/",
            token=self._secret("SLACK_BOT_TOKEN", "the bot token (xoxb-…) of the Slack app"),
            admin_token=SecretStr(admin_token) if admin_token else None,
        )

    def github(self) -> GithubAccess:
        """Read how to reach GitHub.

        Raises:
            BadInputError: A variable is missing or its address is not safe.
        """
        return GithubAccess(
            url=self._address("GITHUB_API_URL", "https://api.github.com"),
            token=self._secret("GITHUB_TOKEN", "a GitHub token with the scopes repo and project"),
        )

    @property
    def is_rehearsal(self) -> bool:
        """Whether Slack is a stand-in on this machine, so that time may be pretended."""
        return urlsplit(self._get("SLACK_API_URL")).hostname in LOOPBACK_HOSTS

    @property
    def database_url(self) -> str:
        """Where the ledger is: a file in the project's folder unless the environment says."""
        default = f"sqlite+aiosqlite:///{PROJECT_FOLDER / 'goalie.sqlite3'}"
        return self._get("GOALIE_DATABASE_URL") or default

    @property
    def teams_folder(self) -> Path:
        """Where the team files are."""
        return Path(self._get("GOALIE_TEAMS") or PROJECT_FOLDER / "teams")

    def _get(self, name: str) -> str:
        return self.environment.get(name, "").strip()

    def _required(self, name: str, what: str) -> str:
        value = self._get(name)
        if not value:
            raise BadInputError(f"{name} is not set: put {what} into the environment.")
        return value

    def _secret(self, name: str, what: str) -> SecretStr:
        return SecretStr(self._required(name, what))

    def _address(self, name: str, default: str) -> str:
        address = self._get(name) or default
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadInputError(f"{name} is no web address: write one such as {default}.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
            raise BadInputError(
                f"{name} sends tokens over plain http to {parts.hostname}: write https://."
            )
        return address.rstrip("/")


def read_settings() -> Settings:
    """Take the environment of this process."""
    return Settings(os.environ)
