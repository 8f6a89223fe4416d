"""Each way in which what requests need can be wrong, and the line of ``goalie check`` for it."""

from tests.cli.check_cases import Case
from tests.cli.check_setup import MEMBERS

REQUEST_CASES = [
    # GitHub
    Case(
        wrong="no GitHub token",
        break_it=lambda s: s.set(GITHUB_TOKEN=""),
        subject="GitHub",
        detail="GITHUB_TOKEN is not set",
        remedy="Put a GitHub token with the scopes repo and project into",
        status=2,
    ),
    Case(
        wrong="a GitHub token that was revoked",
        break_it=lambda s: s.set(GITHUB_TOKEN="hunter2"),
        subject="token",
        detail="GitHub answered 401",
        remedy="Check GITHUB_TOKEN (is it expired or revoked?)",
    ),
    Case(
        wrong="a GitHub that does not answer",
        break_it=lambda s: s.standins.add_fault("github", "graphql query", "html_500", times=-1),
        subject="token",
        detail="GitHub answered 500",
        remedy="Check again in a minute",
        result="unknown",
    ),
    Case(
        wrong="GitHub answers in another shape",
        break_it=lambda s: s.standins.add_fault(
            "github", "graphql query", "changed_shape", times=-1
        ),
        subject="token",
        detail="GitHub answered in an unknown shape for the sign-in",
        remedy="Check again in a minute",
        result="unknown",
    ),
    Case(
        wrong="GitHub answers about a repository in another shape",
        break_it=lambda s: s.standins.add_fault(
            "github", "graphql query", "changed_shape", after=1
        ),
        subject="sourcegraph/customer",
        detail="GitHub answered in an unknown shape for the repository sourcegraph/customer",
        remedy="Check again in a minute",
        result="unknown",
        others={"token": "ok", "board 209 of sourcegraph": "ok"},
    ),
    Case(
        wrong="a GitHub token without boards",
        break_it=lambda s: s.set(GITHUB_TOKEN="standin-github-no-boards"),
        subject="token scopes",
        detail="the token lacks read:project",
        remedy="Add read:project to the scopes of GITHUB_TOKEN.",
        others={"board 209 of sourcegraph": "failed", "sourcegraph/customer": "ok"},
    ),
    Case(
        wrong="a GitHub token that may not add the cards it shall add",
        break_it=lambda s: (
            s.checks(missing_card={"after": "1d", "fix": True}),
            s.set(GITHUB_TOKEN="standin-github-readonly"),
        ),
        subject="token scopes",
        detail="the token lacks project",
        remedy="Add project to the scopes of GITHUB_TOKEN.",
        others={"board 209 of sourcegraph": "ok"},
    ),
    Case(
        wrong="a GitHub token for public repositories",
        break_it=lambda s: s.set(GITHUB_TOKEN="standin-github-public"),
        subject="sourcegraph/customer",
        detail="Could not resolve to a Repository with the name 'sourcegraph/customer'",
        remedy="Correct the name in the team file, or give GITHUB_TOKEN access to it.",
        others={"token scopes": "failed", "board 209 of sourcegraph": "ok"},
    ),
    Case(
        wrong="a label that does not exist",
        break_it=lambda s: s.policy(label="team/repository"),
        subject="label team/repository",
        detail="sourcegraph/customer has no such label",
        remedy="Create it there, or correct `requests.label` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="a board that does not exist",
        break_it=lambda s: s.board(number=7),
        subject="board 7 of sourcegraph",
        detail="Could not resolve to a ProjectV2 with the number 7",
        remedy="Correct the name in the team file",
    ),
    Case(
        wrong="a status field that was renamed",
        break_it=lambda s: s.standins.rename_on_board(209, "Status", to="Column"),
        subject="board 209 of sourcegraph",
        detail='its fields with options are "Column", "Priority", "Stream"',
        remedy="Correct the team file, or give it its old name back on GitHub.",
    ),
    Case(
        wrong="a support list that was renamed",
        break_it=lambda s: s.standins.rename_on_board(
            209, "Status", option="Support Issues", to="Support"
        ),
        subject="list Support Issues",
        detail="has no such list; it has Support, Backlog, In Progress, Blocked?, Done",
        remedy="Correct `support_list` in teams/repo-management.yaml, or rename the list",
    ),
    # People of the team
    Case(
        wrong="a member whose account is deactivated",
        break_it=lambda s: s.team(members=[*MEMBERS[:-1], {"email": "lena@acme.example"}]),
        subject="lena@acme.example",
        detail="is deactivated in Slack (U0LENA); a member of the team",
        remedy="Give the member `until` in teams/repo-management.yaml",
        others={"members": "ok"},
    ),
    Case(
        wrong="a member who is not in Slack",
        break_it=lambda s: s.team(members=[*MEMBERS, {"email": "milo@acme.example"}]),
        subject="milo@acme.example",
        detail="has no active Slack account under that address; a member of the team",
        remedy="Correct `email` in teams/repo-management.yaml",
    ),
    Case(
        wrong="no members",
        break_it=lambda s: s.team(members=[]),
        subject="members",
        detail="so that nobody's reply is a response",
        remedy="List who belongs to the team under `members`",
        others={"EM and PM": "warning"},
    ),
    Case(
        wrong="no leads",
        break_it=lambda s: s.without_member("frida", "gus"),
        subject="EM and PM",
        detail="no member is EM and PM: nobody is told of what is long past due",
        remedy="Give a member `role: em`, and one `role: pm`, in teams/repo-management.yaml.",
        result="warning",
        status=0,
    ),
    Case(
        wrong="no PM",
        break_it=lambda s: s.without_member("gus"),
        subject="EM and PM",
        detail="no member is PM: only the EM is told",
        remedy="`role: pm`",
        result="warning",
        status=0,
    ),
]
