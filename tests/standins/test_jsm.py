"""The JSM stand-in answers OpsGenie's schedules with JSM Operations' names, and account ids."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from standins.control import StandIns

SUPPORT = "b553cefc-2466-4ad2-ad0c-66937c790bbf"
NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
TRIAL = "5e9d7a34-0c46-4f39-a9c8-6d2f1c7ee505"
BASE = "/jsm/ops/api/standin-cloud/v1/schedules"
LOGIN = ("goalie@acme.example", "standin-jsm-token")


def client(url: str, login: tuple[str, str] | None = LOGIN) -> httpx.Client:
    return httpx.Client(base_url=url, auth=login, trust_env=False, timeout=10)


@pytest.fixture
def jsm(standins: StandIns) -> Iterator[httpx.Client]:
    with client(standins.jsm_url) as http:
        yield http


@pytest.fixture
def site(standins: StandIns) -> Iterator[httpx.Client]:
    with client(standins.site_url) as http:
        yield http


def get(http: httpx.Client, path: str, **params: str) -> Any:  # noqa: ANN401  JSON
    response = http.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("date", "account"),
    [
        ("2026-11-09T07:59:59Z", "712020:ada"),
        ("2026-11-09T08:00:00Z", "712020:ben"),
        ("2026-11-16T08:00:00Z", "712020:chidi"),
        ("2026-11-18T12:00:00Z", "712020:dana"),
    ],
)
def test_on_calls_are_account_ids_and_nothing_else(
    jsm: httpx.Client, date: str, account: str
) -> None:
    path = f"{BASE}/{SUPPORT}/on-calls"
    assert get(jsm, path, flat="true", date=date) == {"onCallUsers": [account]}
    assert get(jsm, path, date=date) == {"onCallParticipants": [{"id": account, "type": "user"}]}


def test_a_deliberate_gap_is_noone_and_an_uncovered_hour_is_an_empty_list(
    jsm: httpx.Client,
) -> None:
    path = f"{BASE}/{NIGHTS}/on-calls"
    night = "2026-11-09T20:00:00Z"
    assert get(jsm, path, date=night) == {"onCallParticipants": [{"type": "noone"}]}
    assert get(jsm, path, date=night, flat="true") == {"onCallUsers": []}
    assert get(jsm, path, date="2026-11-09T12:00:00Z") == {"onCallParticipants": []}


def test_a_forwarded_person_tells_from_whom(jsm: httpx.Client) -> None:
    when = "2026-12-31T12:00:00Z"
    (ada,) = get(jsm, f"{BASE}/{SUPPORT}/on-calls", date=when)["onCallParticipants"]
    assert (ada["id"], ada["forwardedFrom"]["id"]) == ("712020:ada", "712020:dana")


def test_next_on_calls(jsm: httpx.Client) -> None:
    path = f"{BASE}/{SUPPORT}/next-on-calls"
    assert get(jsm, path, flat="true") == {"nextOnCallUsers": ["712020:ben"]}
    assert get(jsm, path) == {"nextOnCallParticipants": [{"id": "712020:ben", "type": "user"}]}


def test_the_timeline_names_responders(jsm: httpx.Client) -> None:
    answer = get(jsm, f"{BASE}/{SUPPORT}/timeline", interval="2", intervalUnit="weeks")
    (rotation,) = answer["finalTimeline"]["rotations"]
    rows = [(one["startDate"], one["type"], one["responder"]["id"]) for one in rotation["periods"]]
    assert rows == [
        ("2026-11-08T23:00:00Z", "historical", "712020:ada"),
        ("2026-11-09T07:55:00Z", "base", "712020:ada"),
        ("2026-11-09T08:00:00Z", "base", "712020:ben"),
        ("2026-11-16T08:00:00Z", "base", "712020:chidi"),
        ("2026-11-18T08:00:00Z", "override", "712020:dana"),
        ("2026-11-19T08:00:00Z", "base", "712020:chidi"),
    ]
    assert rotation["periods"][0]["flattenedResponders"] == [{"id": "712020:ada", "type": "user"}]
    assert (answer["startDate"], answer["endDate"]) == (
        "2026-11-08T23:00:00Z",
        "2026-11-22T23:00:00Z",
    )


def test_the_layers_of_a_timeline_come_when_asked(jsm: httpx.Client) -> None:
    params = {"date": "2026-12-31T12:00:00Z", "expand": "forwarding"}
    answer = get(jsm, f"{BASE}/{SUPPORT}/timeline", **params)
    ((found,),) = [one["periods"] for one in answer["forwardingTimeline"]["rotations"]]
    assert (found["responder"]["id"], found["from"]["id"]) == ("712020:ada", "712020:dana")
    assert "baseTimeline" not in answer


def test_lists_come_in_pages_whose_next_is_a_path_below_the_cloud_id(jsm: httpx.Client) -> None:
    found: list[str] = []
    path = "/v1/schedules?size=2"
    for _ in range(4):
        page = get(jsm, f"/jsm/ops/api/standin-cloud{path}")
        found += [one["name"] for one in page["values"]]
        path = page["links"].get("next", "")
        if not path:
            break
    assert found == [
        "repo-management-support",
        "platform-support",
        "platform-nights",
        "repo-management-2024",
        "platform-trial",
    ]


def test_a_short_page_still_links_to_what_follows(standins: StandIns, jsm: httpx.Client) -> None:
    method = "GET /jsm/ops/api/{cloudId}/v1/schedules"
    standins.add_fault("jsm", method, "short_page")
    page = get(jsm, BASE, size="4")
    assert len(page["values"]) == 2
    assert page["links"]["next"] == "/v1/schedules?offset=2&size=4"


def test_a_schedule_says_whether_it_is_enabled_and_whose_it_is(
    standins: StandIns, jsm: httpx.Client
) -> None:
    standins.change_schedule(SUPPORT, enabled=False)
    schedule = get(jsm, f"{BASE}/{SUPPORT}")
    assert (schedule["enabled"], schedule["timezone"]) == (False, "Europe/Berlin")
    assert schedule["rotations"][0]["participants"][0] == {"id": "712020:ben", "type": "user"}
    assert "ownerTeam" not in schedule
    assert "rotations" not in get(jsm, BASE)["values"][0]
    # It still lists people, and only the schedule itself tells that it is off.
    on_call = get(jsm, f"{BASE}/{SUPPORT}/on-calls", flat="true")
    assert on_call == {"onCallUsers": ["712020:ada"]}


def test_overrides_made_in_opsgenie_are_here_too_and_past_ones_are_not_listed(
    standins: StandIns, jsm: httpx.Client
) -> None:
    path = f"{BASE}/{SUPPORT}/overrides"
    (found,) = get(jsm, path)["values"]
    assert found == {
        "alias": "chidi-at-the-dentist",
        "responder": {"id": "712020:dana", "type": "user"},
        "startDate": "2026-11-18T08:00:00Z",
        "endDate": "2026-11-19T08:00:00Z",
        "rotationIds": [],
    }
    standins.set_clock(standins.now().replace(day=20))
    assert get(jsm, path)["values"] == []


def test_what_the_move_left_different(standins: StandIns, jsm: httpx.Client) -> None:
    on_call = get(jsm, f"{BASE}/{TRIAL}/on-calls", flat="true")
    assert on_call == {"onCallUsers": ["712020:pia"]}
    headers = {"Authorization": "GenieKey standin-opsgenie-key"}
    address = f"{standins.opsgenie_url}/v2/schedules/{TRIAL}"
    assert httpx.get(address, headers=headers, trust_env=False).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/jsm/ops/api/other-cloud/v1/schedules/{SUPPORT}", 404),
        (f"{BASE}/repo-management-support", 404),
        (f"{BASE}/repo-management-support/on-calls?scheduleIdentifierType=name", 404),
        (f"{BASE}/{SUPPORT}/on-calls?date=2026-11-09", 400),
        (f"{BASE}/{SUPPORT}/on-calls?flat=yes", 400),
        (f"{BASE}/{SUPPORT}/timeline?intervalUnit=years", 400),
        (f"{BASE}?size=1000", 400),
    ],
)
def test_errors_have_a_title_and_no_message(jsm: httpx.Client, path: str, status: int) -> None:
    response = jsm.get(path)
    assert response.status_code == status
    body = response.json()
    assert list(body) == ["errors"]
    assert list(body["errors"][0]) == ["title"]


@pytest.mark.parametrize(
    "login", [None, ("goalie@acme.example", "wrong"), ("zoe@acme.example", "standin-jsm-token")]
)
def test_a_wrong_login_is_401_at_both_addresses(
    standins: StandIns, login: tuple[str, str] | None
) -> None:
    with client(standins.jsm_url, login) as jsm, client(standins.site_url, login) as site:
        assert jsm.get(BASE).status_code == 401
        assert site.get("/rest/api/3/user?accountId=712020:ada").status_code == 401


def test_throttled_calls_say_when_to_come_back(standins: StandIns, jsm: httpx.Client) -> None:
    standins.add_fault("jsm", "*", "429", retry_after=3)
    refused = jsm.get(BASE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
    assert list(refused.json()) == ["errors"]


@pytest.mark.parametrize(
    ("account", "email"),
    [
        ("712020:ada", "ada@acme.example"),
        ("712020:chidi", "chidi@acme.example"),  # OpsGenie knows another domain
        ("712020:pia", None),  # hidden
    ],
)
def test_the_site_tells_an_accounts_address_unless_it_is_hidden(
    site: httpx.Client, account: str, email: str | None
) -> None:
    answer = get(site, "/rest/api/3/user", accountId=account)
    assert (answer["accountId"], answer["emailAddress"]) == (account, email)


@pytest.mark.parametrize(("query", "status"), [("?accountId=712020:zoe", 404), ("", 400)])
def test_the_site_does_not_know_everybody(site: httpx.Client, query: str, status: int) -> None:
    response = site.get(f"/rest/api/3/user{query}")
    assert response.status_code == status
    assert response.json()["errorMessages"]
