"""No token is ever in a log record, a state, an artifact, the ledger or an exception."""

import json
import logging

import httpx
import pytest
from prefect import settings

from cli.prefect_server import PrefectServer
from flows.sync_rotation import sync_rotation
from standins.control import StandIns
from tasks.ledger.schema import metadata
from tests.flows.scenario import HANDOFF, MINUTE, SQLITE, TeamFiles, platform, rows_of, support

pytestmark = SQLITE
SECRETS = {
    "OPSGENIE_API_KEY": "standin-opsgenie-key",
    "JSM_API_TOKEN": "standin-jsm-token",
    "SLACK_BOT_TOKEN": "xoxb-standin-goalie",
    "SLACK_ADMIN_TOKEN": "xoxp-standin-admin",
}
ENCODED = ["Z29hbGllQGFjbWUuZXhhbXBsZTpzdGFuZGluLWpzbS10b2tlbg"]  # as HTTP Basic sends it
WRONG = {name: f"{value}-but-wrong" for name, value in SECRETS.items()}

FAULTS: dict[str, list[tuple[str, str]]] = {
    "nothing": [],
    "pages": [("opsgenie", "html_500"), ("jsm", "html_500"), ("slack", "html_500")],
    "cuts": [("opsgenie", "cut_after"), ("jsm", "cut_after"), ("slack", "cut_after")],
    "shapes": [("opsgenie", "changed_shape"), ("jsm", "changed_shape"), ("slack", "changed_shape")],
    "refusals": [("opsgenie", "error"), ("jsm", "error"), ("slack", "error")],
}


@pytest.mark.parametrize(
    ("faults", "tokens"),
    [*((faults, SECRETS) for faults in FAULTS), ("nothing", WRONG)],
    ids=[*FAULTS, "wrong tokens"],
)
async def test_no_token_leaves_the_process(
    world: StandIns,
    teams: TeamFiles,
    prefect_server: PrefectServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    faults: str,
    tokens: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, value in tokens.items():
        monkeypatch.setenv(name, value)
    teams.write(support(takeover_confirmed=True, extra_members=["milo@acme.example"]))
    teams.write(platform(takeover_confirmed=True), team="platform", on_call_source="jsm")
    for system, kind in FAULTS[faults]:
        world.add_fault(system, "*", kind, times=-1)
    world.set_clock(HANDOFF)
    seen = []
    for at in (HANDOFF, HANDOFF + MINUTE):
        with settings.temporary_settings({settings.PREFECT_LOGGING_TO_API_ENABLED: True}):
            state = await sync_rotation(apply=True, at=at, return_state=True)
        report = await state.aresult(raise_on_failure=False)
        seen += [repr(state), state.model_dump_json(exclude={"data"}), repr(report), str(report)]
    seen += [repr([await rows_of(table) for table in metadata.sorted_tables])]
    seen += [recorded_by(prefect_server), json.dumps(world.state()), caplog.text]
    assert "sync-rotation" in "".join(seen)
    for secret in (*SECRETS.values(), *ENCODED):
        assert not [text for text in seen if secret in text]


def recorded_by(server: PrefectServer) -> str:
    """Every artifact, log line, flow run and task run that the Prefect server keeps."""
    newest = {
        "artifacts": "CREATED_DESC",
        "logs": "TIMESTAMP_DESC",
        "flow_runs": "START_TIME_DESC",
        "task_runs": "END_TIME_DESC",
    }
    answers = [
        httpx.post(
            f"{server.url}/api/{kind}/filter",
            json={"limit": 200, "sort": newest[kind]},
            trust_env=False,
        )
        for kind in newest
    ]
    assert all(answer.is_success for answer in answers), [answer.text for answer in answers]
    return "\n".join(answer.text for answer in answers)
