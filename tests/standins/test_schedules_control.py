"""The controls change schedules and forwardings as a person would in the web interface."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from standins.control import StandIns

SUPPORT = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
PLATFORM = "7d0c2c1e-58a4-4b7b-8f0e-51b7f6f8c202"
RETIRED = "c1f4b8a0-9e52-4a0e-8d5f-2f3f5f9dd404"
KEY = "standin-opsgenie-key"


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


def test_a_forwarding_made_by_a_control_counts_at_once(
    standins: StandIns, opsgenie: httpx.Client
) -> None:
    forwarding = {"from": "ada", "to": "eva"}
    span = {"start": "2026-11-09T07:00:00Z", "end": "2026-11-09T08:00:00Z"}
    address = f"{standins.url}/control/forwardings"
    assert httpx.post(address, json={**forwarding, **span}, trust_env=False).status_code == 200
    found = get(opsgenie, f"/v2/schedules/{SUPPORT}/on-calls", flat="true")
    assert found["onCallRecipients"] == ["eva@acme.example"]


def test_controls_change_schedules(standins: StandIns, opsgenie: httpx.Client) -> None:
    standins.change_schedule(SUPPORT, enabled=False)
    standins.change_schedule(PLATFORM, participants=["pia", "none"])
    standins.change_schedule(RETIRED, remove=True)
    rows = {
        row["_parent"]["id"]: (row["_parent"]["enabled"], row["onCallRecipients"])
        for row in get(opsgenie, "/v2/schedules/on-calls", flat="true")
    }
    assert rows[SUPPORT] == (False, ["ada@acme.example"])
    assert rows[PLATFORM] == (True, ["pia@acme.example"])
    assert RETIRED not in rows


def test_a_control_refuses_what_it_does_not_know(standins: StandIns) -> None:
    for path, changes in [
        ("no-such-id", {"enabled": False}),
        (SUPPORT, {"paused": True}),
        (SUPPORT, {"participants": ["zoe"]}),
        (SUPPORT, {"participants": ["ada"], "rotation": "No such rotation"}),
    ]:
        address = f"{standins.url}/control/schedules/{path}"
        refused = httpx.post(address, json=changes, trust_env=False)
        assert refused.status_code == 400, changes
