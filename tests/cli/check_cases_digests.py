"""Each way in which what the digests need can be wrong, and the line of ``goalie check`` for it."""

from tests.builders_digest import DIGESTS
from tests.cli.check_cases import Case
from tests.cli.check_setup import Setup


def with_digests(setup: Setup, **changes: object) -> None:
    """Write the team's file with digests, which may be changed."""
    setup.team(digests=DIGESTS | changes)


DIGEST_CASES = [
    Case(
        wrong="a stream field that was renamed",
        break_it=lambda s: (with_digests(s), s.standins.rename_on_board(209, "Stream", "Theme")),
        subject="fields of board 209",
        detail='has no single-select field "Stream"; it has "Status", "Priority", "Theme"',
        remedy="Correct `digests.stream_field` in teams/repo-management.yaml, or rename it on",
        others={"planning, next 2 cycles": "ok"},
    ),
    Case(
        wrong="the board's fields in another shape",
        break_it=lambda s: (
            with_digests(s),
            s.standins.add_fault("github", "graphql query", "changed_shape", after=3),
        ),
        subject="fields of board 209",
        detail="GitHub answered in an unknown shape for board 209 of sourcegraph",
        remedy="Check again in a minute",
        result="unknown",
    ),
    Case(
        wrong="a channel for digests without the app",
        break_it=lambda s: with_digests(s, channel="#sales"),
        subject="#sales",
        detail="the app is not a member",
        remedy="Write /invite @goalie in #sales.",
    ),
    Case(
        wrong="an organisation without its user group",
        break_it=lambda s: with_digests(
            s, organisations={"Field": ["@field", "@platform-support"]}
        ),
        subject="Field",
        detail="Slack has no user group @field",
        remedy="Correct `digests.organisations` in teams/repo-management.yaml.",
    ),
]
