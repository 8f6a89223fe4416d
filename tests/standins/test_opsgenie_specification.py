"""Every OpsGenie answer has the field names and types of the vendor's own specification."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from standins.control import StandIns

SUPPORT = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
SWAGGER = Path(__file__).parents[3] / "shared/specs/opsgenie/swagger.subset.json"
OVERRIDE = {
    "user": {"type": "user", "username": "eva@acme.example"},
    "startDate": "2026-11-10T09:00:00Z",
    "endDate": "2026-11-10T17:00:00Z",
}

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
    standins: StandIns, definitions: dict[str, Any], verb: str, path: str, name: str
) -> None:
    headers = {"Authorization": "GenieKey standin-opsgenie-key"}
    body = OVERRIDE if verb in {"POST", "PUT"} else None
    with httpx.Client(base_url=standins.opsgenie_url, headers=headers, trust_env=False) as http:
        answer = http.request(verb, path, json=body).json()
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
