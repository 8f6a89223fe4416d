"""A flow that does nothing costs what Prefect costs."""

from prefect import flow


@flow(name="do-nothing")
async def do_nothing() -> None:
    """Do nothing."""
