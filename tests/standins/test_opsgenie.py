"""The OpsGenie stand-in answers as the vendor's specification and its known habits say."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from standins.control import StandIns

SUPPORT = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
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


def override(**changes: object) -> dict[str, object]:
    """Eva in place of Ben on Tuesday from 10:00 to 18:00 in Berlin."""
    body: dict[str, object] = {
        "alias": "tuesday",
        "user": {"type": "user", "username": "eva@acme.example"},
        "startDate": "2026-11-10T09:00:00Z",
        "endDate": "2026-11-10T17:00:00Z",
    }
    return {**body, **changes}


def create_override(http: httpx.Client, **changes: object) -> httpx.Response:
    return http.post(f"/v2/schedules/{SUPPORT}/overrides", json=override(**changes))


# Who is on call.


def test_all_schedules_are_answered_at_once_and_disabled_ones_still_list_people(
    opsgenie: httpx.Client,
) -> None:
    found = get(opsgenie, "/v2/schedules/on-calls", flat="true")
    rows = [
        (one["_parent"]["name"], one["_parent"]["enabled"], one["onCallRecipients"])
        for one in found
    ]
    assert rows == [
        ("repo-management-support", True, ["ada@acme.example"]),
        ("platform-support", True, ["nora@acme.example"]),
        ("platform-nights", True, []),
        ("repo-management-2024", False, ["frida@acme.example"]),
    ]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-11-09T07:59:59Z", "ada@acme.example"),
        ("2026-11-09T08:00:00Z", "ben@acme.example"),
        ("2026-11-09T09:00:00+01:00", "ben@acme.example"),
        ("2026-11-16T08:00:00Z", "chidi@acme-corp.example"),
        ("2026-11-18T12:00:00Z", "dana@acme.example"),  # the override
    ],
)
def test_the_date_decides_who_is_on_call(opsgenie: httpx.Client, date: str, expected: str) -> None:
    path = f"/v2/schedules/{SUPPORT}/on-calls"
    assert get(opsgenie, path, flat="true", date=date)["onCallRecipients"] == [expected]


def test_the_clock_of_the_world_decides_without_a_date(
    standins: StandIns, opsgenie: httpx.Client
) -> None:
    standins.set_clock(standins.now().replace(hour=8, minute=0))
    found = get(opsgenie, f"/v2/schedules/{SUPPORT}/on-calls", flat="true")
    assert found["onCallRecipients"] == ["ben@acme.example"]


def test_without_flat_people_come_with_ids_and_types(opsgenie: httpx.Client) -> None:
    found = get(opsgenie, f"/v2/schedules/{SUPPORT}/on-calls")
    (ada,) = found["onCallParticipants"]
    assert (ada["name"], ada["type"]) == ("ada@acme.example", "user")
    assert get(opsgenie, f"/v2/users/{ada['id']}")["username"] == "ada@acme.example"
    assert "onCallRecipients" not in found


def test_a_forwarded_person_tells_from_whom(opsgenie: httpx.Client) -> None:
    found = get(opsgenie, f"/v2/schedules/{SUPPORT}/on-calls", date="2026-12-31T12:00:00Z")
    (ada,) = found["onCallParticipants"]
    assert (ada["name"], ada["forwardedFrom"]["name"]) == ("ada@acme.example", "dana@acme.example")


def test_next_on_calls_has_the_two_names_exchanged(opsgenie: httpx.Client) -> None:
    path = f"/v2/schedules/{SUPPORT}/next-on-calls"
    flat = get(opsgenie, path, flat="true")
    assert flat["nextOnCallParticipants"] == ["ben@acme.example"]
    assert flat["exactNextOnCallParticipants"] == ["ben@acme.example"]
    deep = get(opsgenie, path, flat="false")
    assert [one["name"] for one in deep["nextOnCallRecipients"]] == ["ben@acme.example"]


# The timeline.


def timeline(http: httpx.Client, schedule: str, **params: str) -> list[tuple[str, ...]]:
    data = get(http, f"/v2/schedules/{schedule}/timeline", **params)
    return [
        (
            period["startDate"],
            period["endDate"],
            period["type"],
            period["recipient"].get("name", period["recipient"]["type"]),
        )
        for rotation in data["finalTimeline"]["rotations"]
        for period in rotation["periods"]
    ]


def test_the_timeline_is_this_week_from_monday_and_cuts_the_running_shift_at_now(
    opsgenie: httpx.Client,
) -> None:
    assert timeline(opsgenie, SUPPORT) == [
        ("2026-11-08T23:00:00Z", "2026-11-09T07:55:00Z", "historical", "ada@acme.example"),
        ("2026-11-09T07:55:00Z", "2026-11-09T08:00:00Z", "base", "ada@acme.example"),
        ("2026-11-09T08:00:00Z", "2026-11-15T23:00:00Z", "base", "ben@acme.example"),
    ]


def test_the_timeline_says_when_an_override_is_the_reason(opsgenie: httpx.Client) -> None:
    found = timeline(opsgenie, SUPPORT, date="2026-11-16T12:00:00Z")
    assert (
        "2026-11-18T08:00:00Z",
        "2026-11-19T08:00:00Z",
        "override",
        "dana@acme.example",
    ) in found


def test_a_forwarding_period_names_whom_it_was_forwarded_from(opsgenie: httpx.Client) -> None:
    params = {"date": "2026-12-31T12:00:00Z", "expand": "base,forwarding"}
    data = get(opsgenie, f"/v2/schedules/{SUPPORT}/timeline", **params)
    periods = data["finalTimeline"]["rotations"][0]["periods"]
    (found,) = [one for one in periods if one["type"] == "forwarding"]
    assert found["recipient"]["name"] == "ada@acme.example"
    assert found["fromUser"] == "dana@acme.example"
    assert data["forwardingTimeline"]["rotations"][0]["periods"] == [found]
    base = data["baseTimeline"]["rotations"][0]["periods"]
    assert base[-1]["recipient"]["name"] == "dana@acme.example"
    assert "overrideTimeline" not in data


def test_nobodys_turn_is_a_period_and_uncovered_hours_are_none(opsgenie: httpx.Client) -> None:
    assert timeline(opsgenie, NIGHTS, interval="2", intervalUnit="days") == [
        ("2026-11-08T23:00:00Z", "2026-11-09T05:00:00Z", "historical", "milo@acme.example"),
        ("2026-11-09T19:00:00Z", "2026-11-10T05:00:00Z", "base", "none"),
        ("2026-11-10T19:00:00Z", "2026-11-10T23:00:00Z", "base", "milo@acme.example"),
    ]


# Schedules, users, overrides.


def test_schedules_list_rotations_only_when_asked(opsgenie: httpx.Client) -> None:
    assert get(opsgenie, "/v2/schedules")[0]["rotations"] == []
    (rotation,) = get(opsgenie, "/v2/schedules", expand="rotation")[0]["rotations"]
    assert rotation["participants"][0]["username"] == "ben@acme.example"
    nights = get(opsgenie, f"/v2/schedules/{NIGHTS}")["rotations"][0]
    assert nights["participants"][1] == {"type": "none"}
    assert nights["timeRestriction"]["restriction"]["startHour"] == 20


def test_users_come_in_pages_that_link_to_the_next(opsgenie: httpx.Client) -> None:
    found: list[str] = []
    url = "/v2/users?limit=7"
    for _ in range(5):
        page = opsgenie.get(url).json()
        found += [user["username"] for user in page["data"]]
        url = page["paging"].get("next")
        if not url:
            break
    assert len(found) == len(set(found)) == page["totalCount"]
    assert {"milo@acme.example", "chidi@acme-corp.example"} <= set(found)


def test_a_short_page_still_links_to_what_follows(
    standins: StandIns, opsgenie: httpx.Client
) -> None:
    standins.add_fault("opsgenie", "GET /v2/users", "short_page")
    page = opsgenie.get("/v2/users?limit=20").json()
    assert len(page["data"]) == 10
    rest = opsgenie.get(page["paging"]["next"]).json()
    assert len(page["data"]) + len(rest["data"]) == page["totalCount"]


def test_an_override_is_made_seen_changed_and_removed(opsgenie: httpx.Client) -> None:
    made = create_override(opsgenie)
    assert (made.status_code, made.json()["data"]) == (201, {"alias": "tuesday"})
    on_call = {"flat": "true", "date": "2026-11-10T12:00:00Z"}
    path = f"/v2/schedules/{SUPPORT}/on-calls"
    assert get(opsgenie, path, **on_call)["onCallRecipients"] == ["eva@acme.example"]
    one = f"/v2/schedules/{SUPPORT}/overrides/tuesday"
    assert opsgenie.put(one, json=override(user={"type": "none"})).status_code == 200
    assert get(opsgenie, path, **on_call)["onCallRecipients"] == []
    listed = get(opsgenie, f"/v2/schedules/{SUPPORT}/overrides")
    assert [entry["user"]["type"] for entry in listed] == ["user", "none"]
    assert opsgenie.delete(one).json()["result"] == "Deleted"
    assert opsgenie.get(one).status_code == 404
    assert get(opsgenie, path, **on_call)["onCallRecipients"] == ["ben@acme.example"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"user": {"type": "user", "username": "zoe@acme.example"}}, "user"),
        ({"user": {"type": "team", "id": "x"}}, "user"),
        ({"user": None}, "user"),
        ({"startDate": "2026-11-10"}, "startDate"),
        ({"endDate": "2026-11-10T08:00:00Z"}, "endDate"),
        ({"rotations": [{"name": "No such rotation"}]}, "rotations"),
        ({"alias": "chidi-at-the-dentist"}, "alias"),
    ],
)
def test_an_override_that_makes_no_sense_is_422_and_changes_nothing(
    opsgenie: httpx.Client, changes: dict[str, object], field: str
) -> None:
    before = get(opsgenie, f"/v2/schedules/{SUPPORT}/overrides")
    refused = create_override(opsgenie, **changes)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    assert get(opsgenie, f"/v2/schedules/{SUPPORT}/overrides") == before


def test_a_body_that_is_no_json_is_400(opsgenie: httpx.Client) -> None:
    refused = opsgenie.post(f"/v2/schedules/{SUPPORT}/overrides", content="nonsense")
    assert refused.status_code == 400


def test_throttled_calls_carry_the_period_and_no_retry_after(
    standins: StandIns, opsgenie: httpx.Client
) -> None:
    standins.add_fault("opsgenie", "GET /v2/schedules/on-calls", "429", retry_after=7)
    refused = opsgenie.get("/v2/schedules/on-calls")
    assert refused.status_code == 429
    assert refused.json()["message"] == "You are making too many requests!"
    assert refused.headers["X-RateLimit-State"] == "THROTTLED"
    assert refused.headers["X-RateLimit-Period-In-Sec"] == "7"
    assert "Retry-After" not in refused.headers
    assert opsgenie.get("/v2/schedules/on-calls").headers["X-RateLimit-State"] == "OK"


def test_a_cut_after_the_effect_leaves_the_override(
    standins: StandIns, opsgenie: httpx.Client
) -> None:
    method = "POST /v2/schedules/{identifier}/overrides"
    standins.add_fault("opsgenie", method, "cut_after")
    with pytest.raises(httpx.TransportError):
        create_override(opsgenie)
    assert len(get(opsgenie, f"/v2/schedules/{SUPPORT}/overrides")) == 2
