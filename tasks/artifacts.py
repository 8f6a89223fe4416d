"""What a run found is published as an artifact, where people look at runs."""

from prefect import task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE


@task(cache_policy=NO_CACHE)
async def publish_markdown(key: str, markdown: str, description: str) -> None:
    """Publish Markdown under a key (lower case, dashes); the UI keeps its history."""
    await acreate_markdown_artifact(markdown=markdown, key=key, description=description)
