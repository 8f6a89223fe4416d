"""The variables of each service are tried one service at a time, so that one tells of no other."""

from collections.abc import Callable, Iterable

from domain.check.configuration import EnvironmentFacts
from domain.errors import BadInputError
from tasks.settings import Settings

NAMES = {
    "slack": "Slack",
    "opsgenie": "OpsGenie",
    "jsm": "JSM Operations",
    "github": "GitHub",
}
_NEEDED = {
    "slack": ("SLACK_BOT_TOKEN",),
    "opsgenie": ("OPSGENIE_API_KEY",),
    "jsm": ("JSM_CLOUD_ID", "JSM_EMAIL", "JSM_API_TOKEN"),
    "github": ("GITHUB_TOKEN",),
}


def read_environment(settings: Settings, services: Iterable[str]) -> dict[str, EnvironmentFacts]:
    """Try the variables of each service.

    Args:
        settings: The environment.
        services: Of "slack", "opsgenie", "jsm" and "github".
    """
    return {service: _try(settings, service) for service in services}


def _try(settings: Settings, service: str) -> EnvironmentFacts:
    read: dict[str, Callable[[], str]] = {
        "slack": lambda: settings.slack().url,
        "opsgenie": lambda: settings.opsgenie().url,
        "jsm": lambda: settings.jsm().url,
        "github": lambda: settings.github().url,
    }
    name = NAMES[service]
    try:
        return EnvironmentFacts(service=name, address=read[service]().rstrip("/"))
    except BadInputError as error:
        missing = [n for n in _NEEDED[service] if not settings.environment.get(n, "").strip()]
        also = f" Also missing: {', '.join(missing[1:])}." if missing[1:] else ""
        return EnvironmentFacts(service=name, error=f"{error}{also}")
