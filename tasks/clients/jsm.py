"""JSM Operations' REST API: no wrapper, no names, account ids; unknown shapes refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from domain.on_call import Shift, Timeline
from tasks.clients.http import TIMEOUT, UnknownShapeError, get_json
from tasks.clients.opsgenie import Schedule
from tasks.settings import JsmAccess

SERVICE = "JSM Operations"
AT_ONCE = 5  # requests in flight; the API has no call for all schedules
PAGE_SIZE = "100"


@dataclass(frozen=True, slots=True)
class JsmClient:
    """Reads only; each method is one endpoint.

    Every method raises the errors of :func:`tasks.clients.http.get_json`.
    """

    http: httpx.AsyncClient
    site: httpx.AsyncClient | None
    base: str
    gate: asyncio.Semaphore

    async def list_schedules(self) -> list[Schedule]:
        """``GET /schedules``: every schedule, all pages."""
        schedules: list[Schedule] = []
        while True:
            # The service's own next link leaves the cloud id out: count instead.
            params = {"size": PAGE_SIZE, "offset": str(len(schedules))}
            page = await self._get(f"{self.base}/schedules", params)
            if not isinstance(page, dict) or not isinstance(page.get("values"), list):
                raise _unknown_shape("schedules")
            schedules += [_schedule(entry) for entry in page["values"]]
            if not page["values"] or not (page.get("links") or {}).get("next"):
                return schedules

    async def list_on_calls(self, schedule_id: str, at: datetime | None = None) -> tuple[str, ...]:
        """``GET /schedules/{id}/on-calls``: the account ids on call in one schedule."""
        params = {"flat": "true"} | ({"date": _date(at)} if at else {})
        answer = await self._get(f"{self.base}/schedules/{schedule_id}/on-calls", params)
        match answer:
            case {"onCallUsers": [*people]} if all(isinstance(p, str) and p for p in people):
                return tuple(people)
            case _:
                raise _unknown_shape("on-calls")

    async def get_timeline(self, schedule_id: str, at: datetime, weeks: int) -> Timeline:
        """``GET /schedules/{id}/timeline``: whole weeks from the one that contains ``at``."""
        params = {"interval": str(weeks), "intervalUnit": "weeks", "date": _date(at)}
        data = await self._get(f"{self.base}/schedules/{schedule_id}/timeline", params)
        try:
            rotations = data["finalTimeline"]["rotations"]
            shifts = [_shift(r["name"], p) for r in rotations for p in r.get("periods", [])]
            start, end = map(datetime.fromisoformat, (data["startDate"], data["endDate"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _unknown_shape("timeline") from None
        shifts.sort(key=lambda shift: shift.start)
        return Timeline(shifts=tuple(shifts), start=start, end=end)

    async def get_email(self, account_id: str) -> str:
        """``GET /rest/api/3/user`` of the Jira site: the address, or empty where it is hidden."""
        if self.site is None:
            return ""
        async with self.gate:
            answer = await get_json(
                self.site, "Jira", "/rest/api/3/user", {"accountId": account_id}
            )
        match answer:
            case {"emailAddress": str(email)}:
                return email.casefold()
            case {"accountId": str()}:
                return ""
            case _:
                raise _unknown_shape("a user")

    async def _get(self, path: str, params: dict[str, str] | None = None) -> Any:  # noqa: ANN401
        async with self.gate:
            return await get_json(self.http, SERVICE, path, params)


@asynccontextmanager
async def open_jsm(access: JsmAccess) -> AsyncIterator[JsmClient]:
    """Hold one connection pool for the service and one for the site."""
    auth = httpx.BasicAuth(access.email, access.token.get_secret_value())
    async with (
        httpx.AsyncClient(base_url=access.url, auth=auth, timeout=TIMEOUT, trust_env=False) as http,
        httpx.AsyncClient(
            base_url=access.site, auth=auth, timeout=TIMEOUT, trust_env=False
        ) as site,
    ):
        yield JsmClient(
            http=http,
            site=site if access.site else None,
            base=f"/jsm/ops/api/{access.cloud_id}/v1",
            gate=asyncio.Semaphore(AT_ONCE),
        )


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _schedule(entry: Any) -> Schedule:  # noqa: ANN401
    match entry:
        case {"id": str(schedule_id), "name": str(name), **rest}:
            # Only an explicit false is a disabled schedule; the field is not always sent.
            return Schedule(id=schedule_id, name=name, enabled=rest.get("enabled") is not False)
        case _:
            raise _unknown_shape("a schedule")


def _shift(rotation: str, period: Any) -> Shift:  # noqa: ANN401
    return Shift(
        person=_person(period.get("responder")),
        rotation=rotation,
        kind=period["type"],
        start=datetime.fromisoformat(period["startDate"]),
        end=datetime.fromisoformat(period["endDate"]),
        forwarded_from=_person(period.get("from")),
    )


def _person(responder: Any) -> str:  # noqa: ANN401
    """Name a responder: a user by account id, nobody as empty, anything else as what it is."""
    if responder is None or responder["type"] in {"noone", "none"}:
        return ""
    account = str(responder["id"])
    return account if responder["type"] == "user" else f"{responder['type']} {account}"


def _unknown_shape(what: str) -> UnknownShapeError:
    return UnknownShapeError(f"{SERVICE} answered in an unknown shape for {what}")
