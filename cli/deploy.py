"""Deploying makes the Prefect server equal to prefect.yaml, and refuses a file that would mislead.

Prefect's own deploy ignores misspelt keys, takes parameters that no flow has, and leaves what has
left the file running for ever.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.exceptions import ObjectAlreadyExists, PrefectException
from prefect.flows import Flow, load_flow_from_entrypoint

from domain.errors import BadInputError, GoalieError
from tasks.settings import PROJECT_FOLDER

TAG = "goalie"
POOL_TYPE = "process"
_KEYS = {
    "name",
    "entrypoint",
    "description",
    "tags",
    "work_pool",
    "concurrency_limit",
    "parameters",
    "schedules",
}
_SCHEDULE_KEYS = {"slug", "cron", "timezone", "active"}


class DeployError(GoalieError):
    """Prefect's deploy failed; it has said why."""


def deploy() -> int:
    """Check prefect.yaml, register what is in it, remove what has left it.

    Returns:
        The exit status.

    Raises:
        BadInputError: The file would mislead Prefect, or no server is named.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise BadInputError(
            "PREFECT_API_URL is not set: start a server with `prefect server start` and set it to"
            " http://127.0.0.1:4200/api."
        )
    deployments = read_deployments(PROJECT_FOLDER / "prefect.yaml")
    asyncio.run(_create_pools({d["work_pool"]["name"] for d in deployments}))
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=PROJECT_FOLDER,
        env=os.environ | {"PWD": str(PROJECT_FOLDER)},
        check=False,
    )
    if done.returncode:
        raise DeployError("Prefect did not deploy; what it said is above.")
    asyncio.run(_remove_others({d["name"] for d in deployments}))
    return 0


def read_deployments(path: Path) -> list[dict[str, Any]]:
    """Read the deployments and hold each against what Prefect silently accepts.

    Raises:
        BadInputError: A key is unknown or missing, or an entrypoint or parameter does not fit.
    """
    deployments: list[dict[str, Any]] = yaml.safe_load(path.read_text())["deployments"]
    for deployment in deployments:
        _check_keys(f"deployment {deployment.get('name')}", deployment, _KEYS)
        for schedule in deployment["schedules"]:
            _check_keys(f"a schedule of {deployment['name']}", schedule, _SCHEDULE_KEYS)
        _check_parameters(deployment)
    return deployments


def _check_keys(what: str, found: Mapping[str, Any], wanted: set[str]) -> None:
    if odd := sorted(wanted ^ found.keys()):
        raise BadInputError(
            f"prefect.yaml: {what} has unknown or missing keys: {', '.join(odd)};"
            f" write exactly {', '.join(sorted(wanted))}."
        )


def _check_parameters(deployment: Mapping[str, Any]) -> None:
    try:
        flow: Flow[..., Any] = load_flow_from_entrypoint(deployment["entrypoint"])
        flow.validate_parameters(deployment["parameters"])
    except (PrefectException, TypeError, ValueError, OSError) as error:
        raise BadInputError(f"prefect.yaml: {deployment['name']}: {error}") from None


async def _create_pools(names: set[str]) -> None:
    async with get_client() as client:
        for name in names:
            try:
                await client.create_work_pool(WorkPoolCreate(name=name, type=POOL_TYPE))
            except ObjectAlreadyExists:
                continue


async def _remove_others(names: set[str]) -> None:
    """Remove deployments of ours that are no longer in the file."""
    client: PrefectClient
    async with get_client() as client:
        ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
        for deployment in await client.read_deployments(deployment_filter=ours):
            if deployment.name not in names:
                await client.delete_deployment(deployment.id)
                sys.stdout.write(f"Removed {deployment.name}: it has left prefect.yaml.\n")
