"""A flow that takes the job's parameters and does nothing costs what Prefect costs."""

from prefect import flow
from pydantic import AwareDatetime


@flow(name="do-nothing")
async def do_nothing(apply: bool = False, at: AwareDatetime | None = None) -> None:  # noqa: FBT001, FBT002  as the job
    """Do nothing.

    Args:
        apply: Ignored.
        at: Ignored.
    """
