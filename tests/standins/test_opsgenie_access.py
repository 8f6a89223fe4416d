"""Keys, rights and parameters: what the OpsGenie stand-in refuses, and how it says so."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from standins.control import StandIns

SUPPORT = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
KEY = "standin-opsgenie-key"
TUESDAY = {
    "user": {"type": "none"},
    "startDate": "2026-11-10T09:00:00Z",
    "endDate": "2026-11-10T17:00:00Z",
}


def client(standins: StandIns, authorization: str | None = f"GenieKey {KEY}") -> httpx.Client:
    headers = {"Authorization": authorization} if authorization else {}
    return httpx.Client(
        base_url=standins.opsgenie_url, headers=headers, trust_env=False, timeout=10
    )


@pytest.fixture
def opsgenie(standins: StandIns) -> Iterator[httpx.Client]:
    with client(standins) as http:
        yield http


def get(http: httpx.Client, path: str, **params: str) -> Any:  # noqa: ANN401  JSON
    response = http.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()["data"]


@pytest.mark.parametrize(
    ("authorization", "status", "message"),
    [
        (None, 401, "Could not authenticate"),
        (f"Bearer {KEY}", 401, "Could not authenticate"),
        ("GenieKey no-such-key", 401, "Could not authenticate"),
        ("GenieKey two words", 422, "Key format is not valid!"),
        ("GenieKey standin-alerts-key", 403, "The key has no configuration access."),
    ],
)
def test_a_key_that_does_not_open_says_so(
    standins: StandIns, authorization: str | None, status: int, message: str
) -> None:
    with client(standins, authorization) as http:
        refused = http.get("/v2/schedules/on-calls")
    assert (refused.status_code, refused.json()["message"]) == (status, message)


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("standin-platform-key", ["platform-support", "platform-nights"]),
        ("standin-team-key", []),
    ],
)
def test_a_teams_key_sees_only_its_teams_schedules(
    standins: StandIns, key: str, seen: list[str]
) -> None:
    with client(standins, f"GenieKey {key}") as http:
        rows = get(http, "/v2/schedules/on-calls", flat="true")
        assert [row["_parent"]["name"] for row in rows] == seen
        assert [one["name"] for one in get(http, "/v2/schedules")] == seen
        refused = http.get(f"/v2/schedules/{SUPPORT}/on-calls")
    assert (refused.status_code, refused.json()["code"]) == (403, 40301)


def test_a_read_only_key_makes_no_override(standins: StandIns) -> None:
    with client(standins, "GenieKey standin-readonly-key") as http:
        refused = http.post(f"/v2/schedules/{SUPPORT}/overrides", json=TUESDAY)
        assert refused.status_code == 403
        assert len(get(http, f"/v2/schedules/{SUPPORT}/overrides")) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v2/schedules/repo-management-support", 404),
        ("/v2/schedules/repo-management-support?identifierType=name", 200),
        ("/v2/schedules/repo-management-support/timeline?identifierType=name", 200),
        ("/v2/schedules/repo-management-support/on-calls?scheduleIdentifierType=name", 200),
        ("/v2/schedules/repo-management-support/next-on-calls?scheduleIdentifierType=name", 200),
        ("/v2/schedules/repo-management-support/overrides?scheduleIdentifierType=name", 200),
        # The other endpoint's name for it is an unknown parameter: ignored, so looked up by id.
        ("/v2/schedules/repo-management-support/on-calls?identifierType=name", 404),
        ("/v2/schedules/repo-management-support/timeline?scheduleIdentifierType=name", 404),
        (f"/v2/schedules/{SUPPORT}/on-calls?identifierType=name&anything=else", 200),
        (f"/v2/schedules/{SUPPORT}/on-calls?scheduleIdentifierType=slug", 422),
        (f"/v2/schedules/{SUPPORT}/on-calls?flat=yes", 422),
        (f"/v2/schedules/{SUPPORT}/on-calls?date=2026-11-09", 422),
        (f"/v2/schedules/{SUPPORT}/on-calls?date=2026-11-09T09:00:00%2B01:00", 200),
        (f"/v2/schedules/{SUPPORT}/on-calls?date=2026-11-09T09:00:00+01:00", 422),  # a space
        (f"/v2/schedules/{SUPPORT}/timeline?intervalUnit=years", 422),
        (f"/v2/schedules/{SUPPORT}/timeline?interval=0", 422),
        ("/v2/users?limit=101", 422),
        ("/v2/users?limit=100", 200),
        ("/v2/users/ben@acme.example", 200),
        ("/v2/users/zoe@acme.example", 404),
        ("/v2/schedules/no-such-id/overrides", 404),
        (f"/v2/schedules/{SUPPORT}/overrides/no-such-alias", 404),
    ],
)
def test_parameters_mean_what_each_endpoint_calls_them(
    standins: StandIns, opsgenie: httpx.Client, path: str, status: int
) -> None:
    # A whole address, so that nothing escapes the plus sign on the way.
    response = opsgenie.get(f"{standins.opsgenie_url}{path}")
    assert response.status_code == status, response.text
    assert {"took", "requestId"} <= set(response.json())
