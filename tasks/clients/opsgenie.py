"""OpsGenie's REST API v2: one method per endpoint, records out, unknown shapes refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from domain.on_call import Shift, Timeline
from tasks.clients.http import TIMEOUT, UnknownShapeError, get_json
from tasks.settings import OpsGenieAccess

SERVICE = "OpsGenie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule as lists show it."""

    id: str
    name: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOnCall:
    """Who is on call in one schedule now; ``people`` is None where the answer was not readable."""

    schedule: Schedule
    people: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class OpsGenieClient:
    """Reads only; each method is one endpoint.

    Every method raises the errors of :func:`tasks.clients.http.get_json`.
    """

    http: httpx.AsyncClient

    async def list_on_calls(self, at: datetime | None = None) -> list[ScheduleOnCall]:
        """``GET /v2/schedules/on-calls``: who is on call in every visible schedule, at once."""
        params = {"flat": "true"} | ({"date": _date(at)} if at else {})
        data = await self._data("/v2/schedules/on-calls", params)
        return [_on_call(entry) for entry in _list(data, "on-calls")]

    async def list_schedules(self) -> list[Schedule]:
        """``GET /v2/schedules``: every schedule the key can see."""
        return [_schedule(entry) for entry in _list(await self._data("/v2/schedules"), "schedules")]

    async def get_timeline(self, schedule_id: str, at: datetime, weeks: int) -> Timeline:
        """``GET /v2/schedules/{id}/timeline``: whole weeks from the one that contains ``at``."""
        params = {
            "identifierType": "id",
            "interval": str(weeks),
            "intervalUnit": "weeks",
            "date": _date(at),
        }
        data = await self._data(f"/v2/schedules/{schedule_id}/timeline", params)
        try:
            rotations = data["finalTimeline"]["rotations"]
            shifts = [_shift(r["name"], p) for r in rotations for p in r.get("periods", [])]
            start, end = map(datetime.fromisoformat, (data["startDate"], data["endDate"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unknown_shape("timeline", error) from None
        shifts.sort(key=lambda shift: shift.start)
        return Timeline(shifts=tuple(shifts), start=start, end=end)

    async def _data(self, path: str, params: dict[str, str] | None = None) -> Any:  # noqa: ANN401
        answer = await get_json(self.http, SERVICE, path, params)
        if not isinstance(answer, dict) or "data" not in answer:
            raise _unknown_shape(path)
        return answer["data"]


@asynccontextmanager
async def open_opsgenie(access: OpsGenieAccess) -> AsyncIterator[OpsGenieClient]:
    """Hold one connection pool for a few requests."""
    headers = {"Authorization": f"GenieKey {access.key.get_secret_value()}"}
    async with httpx.AsyncClient(
        base_url=access.url, headers=headers, timeout=TIMEOUT, trust_env=False
    ) as http:
        yield OpsGenieClient(http)


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _list(data: Any, what: str) -> list[Any]:  # noqa: ANN401
    if not isinstance(data, list):
        raise _unknown_shape(what)
    return data


def _schedule(entry: Any) -> Schedule:  # noqa: ANN401
    match entry:
        case {"id": str(schedule_id), "name": str(name), "enabled": bool(enabled)}:
            return Schedule(id=schedule_id, name=name, enabled=enabled)
        case _:
            raise _unknown_shape("a schedule")


def _on_call(entry: Any) -> ScheduleOnCall:  # noqa: ANN401
    """Read one schedule's entry; an unreadable list of people leaves the other schedules usable."""
    parent = _schedule(entry.get("_parent") if isinstance(entry, dict) else None)
    people = entry.get("onCallRecipients")
    readable = isinstance(people, list) and all(isinstance(p, str) and p for p in people)
    return ScheduleOnCall(
        schedule=parent, people=tuple(p.casefold() for p in people) if readable else None
    )


def _shift(rotation: str, period: Any) -> Shift:  # noqa: ANN401
    return Shift(
        person=_person(period.get("recipient")),
        rotation=rotation,
        kind=period["type"],
        start=datetime.fromisoformat(period["startDate"]),
        end=datetime.fromisoformat(period["endDate"]),
        forwarded_from=str(period.get("fromUser") or "").casefold(),
    )


def _person(recipient: Any) -> str:  # noqa: ANN401
    """Name a recipient: a user by address, nobody as empty, anything else as what it is."""
    if recipient is None or recipient.get("type") == "none":
        return ""
    name = str(recipient["name"]).casefold()
    return name if recipient.get("type", "user") == "user" else f"{recipient['type']} {name}"


def _unknown_shape(what: str, error: Exception | None = None) -> UnknownShapeError:
    detail = f" ({type(error).__name__}: {error})" if error else ""
    return UnknownShapeError(f"{SERVICE} answered in an unknown shape for {what}{detail}")
