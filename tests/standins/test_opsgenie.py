"""The OpsGenie stand-in answers as the vendor's specification and its known habits say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from standins.control import StandIns

SUPPORT = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
PLATFORM = "7d0c2c1e-58a4-4b7b-8f0e-51b7f6f8c202"
NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
RETIRED = "c1f4b8a0-9e52-4a0e-8d5f-2f3f5f9dd404"
KEY = "standin-opsgenie-key"
SWAGGER = Path(__file__).parents[3] / "shared/specs/opsgenie/swagger.subset.json"


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


def test_a_forwarding_made_by_a_control_counts_at_once(
    standins: StandIns, opsgenie: httpx.Client
) -> None:
    forwarding = {"from": "ada", "to": "eva"}
    span = {"start": "2026-11-09T07:00:00Z", "end": "2026-11-09T08:00:00Z"}
    address = f"{standins.url}/control/forwardings"
    assert httpx.post(address, json={**forwarding, **span}, trust_env=False).status_code == 200
    found = get(opsgenie, f"/v2/schedules/{SUPPORT}/on-calls", flat="true")
    assert found["onCallRecipients"] == ["eva@acme.example"]


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


# Who may ask what.


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
        assert create_override(http).status_code == 403
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


# What a person changes in the web interface.


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


# The vendor's own specification.

EXTRA_FIELDS = {
    ("Recipient", "username"): "the base of UserRecipient, whose own field it is",
    ("TimeRestrictionInterval", "restriction"): "a subtype's field; the file holds only the base",
    ("ErrorResponse", "errors"): "the reference: an error may list the fields it is about",
}
ANSWERS = [
    ("GET", "/v2/schedules", "ListSchedulesResponse"),
    ("GET", "/v2/schedules?expand=rotation", "ListSchedulesResponse"),
    ("GET", f"/v2/schedules/{NIGHTS}", "GetScheduleResponse"),
    ("GET", "/v2/schedules/on-calls", "ListOnCallsResponse"),
    ("GET", "/v2/schedules/on-calls?flat=true", "ListOnCallsResponse"),
    ("GET", f"/v2/schedules/{SUPPORT}/on-calls", "GetOnCallResponse"),
    ("GET", f"/v2/schedules/{NIGHTS}/on-calls?date=2026-11-10T23:30:00Z", "GetOnCallResponse"),
    ("GET", f"/v2/schedules/{SUPPORT}/next-on-calls", "GetNextOnCallResponse"),
    ("GET", f"/v2/schedules/{SUPPORT}/next-on-calls?flat=true", "GetNextOnCallResponse"),
    (
        "GET",
        f"/v2/schedules/{SUPPORT}/timeline?interval=12&expand=base,forwarding,override",
        "GetScheduleTimelineResponse",
    ),
    ("GET", f"/v2/schedules/{SUPPORT}/overrides", "ListScheduleOverrideResponse"),
    (
        "GET",
        f"/v2/schedules/{SUPPORT}/overrides/chidi-at-the-dentist",
        "GetScheduleOverrideResponse",
    ),
    ("POST", f"/v2/schedules/{SUPPORT}/overrides", "CreateScheduleOverrideResponse"),
    (
        "PUT",
        f"/v2/schedules/{SUPPORT}/overrides/chidi-at-the-dentist",
        "UpdateScheduleOverrideResponse",
    ),
    ("DELETE", f"/v2/schedules/{SUPPORT}/overrides/chidi-at-the-dentist", "SuccessResponse"),
    ("GET", "/v2/users", "ListUsersResponse"),
    ("GET", "/v2/users/ada@acme.example", "GetUserResponse"),
    ("GET", "/v2/users/zoe@acme.example", "ErrorResponse"),
    ("GET", f"/v2/schedules/{SUPPORT}/on-calls?date=tomorrow", "ErrorResponse"),
]
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
}


@pytest.fixture(scope="module")
def definitions() -> dict[str, Any]:
    if not SWAGGER.exists():
        pytest.skip("The vendor's specification (../shared/specs/opsgenie) is not on this machine.")
    found: dict[str, Any] = json.loads(SWAGGER.read_text(encoding="utf-8"))["definitions"]
    return found


@pytest.mark.parametrize(("verb", "path", "name"), ANSWERS)
def test_answers_keep_to_the_specification(
    opsgenie: httpx.Client, definitions: dict[str, Any], verb: str, path: str, name: str
) -> None:
    body = override() if verb in {"POST", "PUT"} else None
    answer = opsgenie.request(verb, path, json=body).json()
    assert list(strangers(definitions, {"$ref": f"#/definitions/{name}"}, answer, name)) == []


def test_the_check_sees_a_field_of_another_name(definitions: dict[str, Any]) -> None:
    answer = {"data": {"onCallUsers": []}, "took": 1, "requestId": 5}
    schema = {"$ref": "#/definitions/GetOnCallResponse"}
    assert list(strangers(definitions, schema, answer, "answer")) == [
        "answer.data.onCallUsers is no field of OnCall",
        "answer.requestId is no string",
    ]


def strangers(
    definitions: dict[str, Any],
    schema: dict[str, Any],
    value: Any,  # noqa: ANN401  JSON
    where: str,
) -> Iterator[str]:
    """What an answer has that its definition has not; required fields that are missing."""
    reference = schema.get("$ref", "").rpartition("/")[2]
    schema = definitions[reference] if reference else schema
    if schema.get("type") == "array":
        for item in value:
            yield from strangers(definitions, schema["items"], item, f"{where}[]")
        return
    if "properties" not in schema and "allOf" not in schema:
        if not isinstance(value, TYPES[schema["type"]]):
            yield f"{where} is no {schema['type']}"
        return
    properties, required = fields_of(definitions, schema)
    yield from (f"{where}.{key} is missing" for key in required if key not in value)
    for key, item in value.items():
        if key in properties:
            yield from strangers(definitions, properties[key], item, f"{where}.{key}")
        elif (reference, key) not in EXTRA_FIELDS:
            yield f"{where}.{key} is no field of {reference}"


def fields_of(
    definitions: dict[str, Any], schema: dict[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    """Properties and required names, with those of everything the definition builds upon."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    properties, required = dict(schema.get("properties", {})), set(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        more, needed = fields_of(definitions, part)
        properties |= more
        required |= needed
    return properties, required
