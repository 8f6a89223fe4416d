"""The GitHub stand-in answers issues, labels and Projects v2, over GraphQL and REST."""

from aiohttp import web

from standins.github import graphql_endpoint, rest
from standins.github.call import GRAPHQL, REST
from standins.github.seed import build_hub
from standins.world import World


def routes(world: World) -> list[web.RouteDef]:
    """Every GitHub route, whole paths; state is in `world.part(build_hub)`.

    GraphQL is where PyGithub looks for it when its base address ends in `/api/v3`.
    """
    world.part(build_hub)  # a seed that contradicts itself is refused now, not at a request
    issue = "issues/{issue_number}"
    by_name, by_id = f"{REST}/repos/{{owner}}/{{repo}}", f"{REST}/repositories/{{id}}"
    return [
        web.post(GRAPHQL, graphql_endpoint.serve(world)),
        web.get(f"{REST}/user", rest.serve(world, rest.get_user)),
        web.get(f"{REST}/rate_limit", rest.serve(world, rest.get_rate_limit)),
        web.get(by_name, rest.serve(world, rest.get_repository)),
        web.get(f"{by_name}/{issue}", rest.serve(world, rest.get_issue)),
        web.get(f"{by_name}/{issue}/labels", rest.serve(world, rest.list_labels)),
        web.post(f"{by_name}/{issue}/labels", rest.serve(world, rest.add_labels)),
        # Where the links to further pages lead.
        web.get(f"{by_id}/{issue}/labels", rest.serve(world, rest.list_labels)),
    ]
