"""Each way in which a setup can be wrong, and the line of ``goalie check`` that tells of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.builders import OTHER_SCHEDULE, SCHEDULE
from tests.cli.check_setup import GROUP, Setup

NIGHTS = "2a6f0f5d-3b0c-4d8a-b2a7-8a5b7f1cc303"
UNKNOWN_SCHEDULE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that is wrong, and the line that tells of it."""

    wrong: str
    break_it: Callable[[Setup], object]
    subject: str
    detail: str
    remedy: str
    result: str = "failed"
    status: int = 1
    others: Mapping[str, str] = field(default_factory=dict)


CASES = [
    # Slack's tokens
    Case(
        wrong="wrong bot token",
        break_it=lambda s: s.set(SLACK_BOT_TOKEN="xoxb-wrong"),
        subject="bot token",
        detail="Slack refused auth.test: invalid_auth",
        remedy="Check SLACK_BOT_TOKEN",
        others={"groups, channels, people": "unknown"},
    ),
    Case(
        wrong="missing scopes",
        break_it=lambda s: s.set(SLACK_BOT_TOKEN="xoxp-standin-admin"),
        subject="scopes to plan",
        detail="the bot token lacks users:read users:read.email",
        remedy="Add users:read users:read.email to the app's Bot Token Scopes and install it",
        others={
            "scopes to post": "failed",
            "scopes to read": "failed",
            "channels": "failed",
            "ben@acme.example": "unknown",
        },
    ),
    Case(
        wrong="wrong admin token",
        break_it=lambda s: s.set(SLACK_ADMIN_TOKEN="xoxp-wrong"),
        subject="admin token",
        detail="invalid_auth",
        remedy="Set SLACK_ADMIN_TOKEN to the user token (xoxp-…) of an administrator, or unset it.",
        others={"scopes to apply": "unknown"},
    ),
    Case(
        wrong="user groups need a paid plan",
        break_it=lambda s: s.standins.change_workspace(paid_plan=False),
        subject="user groups",
        detail="plan_upgrade_required",
        remedy="User groups need a paid Slack plan.",
    ),
    Case(
        wrong="Slack answers in another shape",
        break_it=lambda s: s.standins.add_fault(
            "slack", "usergroups.list", "changed_shape", times=-1
        ),
        subject="user groups",
        detail="Slack answered without a list of usergroups",
        remedy="Check again in a minute",
        result="unknown",
    ),
    Case(
        wrong="limited as a distributed app",
        break_it=lambda s: (
            s.standins.change_workspace(distributed_app=True),
            s.write_messages(16),
        ),
        subject="rate limits",
        detail="#repo-management gave 15 messages of more, 200 were asked for: Slack limits",
        remedy="Use an app of your own workspace",
        result="warning",
        status=0,
    ),
    # OpsGenie
    Case(
        wrong="EU account asked at the US host, answered 401",
        break_it=lambda s: s.set(OPSGENIE_API_KEY="standin-of-the-eu"),
        subject="sign-in",
        detail="OpsGenie answered 401",
        remedy="EU accounts are at https://api.eu.opsgenie.com",
        others={"support, next 4 weeks": "unknown"},
    ),
    Case(
        wrong="EU account asked at the US host, answered 403",
        break_it=lambda s: s.standins.add_fault(
            "opsgenie", "GET /v2/schedules", "error", status=403, body={"message": "Forbidden"}
        ),
        subject="sign-in",
        detail="OpsGenie answered 403",
        remedy="EU accounts are at https://api.eu.opsgenie.com",
    ),
    Case(
        wrong="a team's key",
        break_it=lambda s: s.set(OPSGENIE_API_KEY="standin-team-key"),
        subject=f"schedule {SCHEDULE}",
        detail="OpsGenie answered 403",
        remedy="The key belongs to one team's integration",
    ),
    Case(
        wrong="unknown schedule",
        break_it=lambda s: s.team(rotation={"schedules": [UNKNOWN_SCHEDULE]}),
        subject=f"schedule {UNKNOWN_SCHEDULE}",
        detail="there is no such schedule",
        remedy=f"visible: platform-nights ({NIGHTS}), platform-support ({OTHER_SCHEDULE})",
    ),
    Case(
        wrong="disabled schedule",
        break_it=lambda s: s.standins.change_schedule(SCHEDULE, enabled=False),
        subject="repo-management-support",
        detail=f"the schedule {SCHEDULE} is disabled",
        remedy="Enable it in OpsGenie, or name another schedule in the team file.",
    ),
    Case(
        wrong="wrong JSM token",
        break_it=lambda s: (s.team(on_call_source="jsm"), s.set(JSM_API_TOKEN="hunter2")),
        subject="sign-in",
        detail="JSM Operations answered 401",
        remedy="Check JSM_EMAIL and JSM_API_TOKEN",
    ),
    Case(
        wrong="missing group",
        break_it=lambda s: s.team(rotation={"user_group": "@nobody"}),
        subject="@nobody",
        detail="@nobody does not exist in Slack.",
        remedy="correct `user_group` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="disabled group",
        break_it=lambda s: s.standins.change_user_group("S0SUPPORT", disabled=True),
        subject=GROUP,
        detail="is disabled in Slack, and not by Goalie",
        remedy="Enable it in Slack",
    ),
    Case(
        wrong="locked group",
        break_it=lambda s: s.standins.change_user_group("S0SUPPORT", is_idp_group=True),
        subject=GROUP,
        detail="is managed elsewhere (is_idp_group)",
        remedy="that people may edit by hand",
    ),
    Case(
        wrong="a group that fills channels",
        break_it=lambda s: s.standins.change_user_group("S0SUPPORT", channels=["C0SALES"]),
        subject=GROUP,
        detail="Slack adds everyone who comes on call to #sales, and they stay there",
        remedy="Take the default channels off the group in Slack",
        result="warning",
        status=0,
    ),
    # Channels
    Case(
        wrong="channel without the app",
        break_it=lambda s: s.channels("#sales"),
        subject="#sales",
        detail="the app is not a member",
        remedy="Write /invite @goalie in #sales.",
    ),
    Case(
        wrong="archived channel",
        break_it=lambda s: s.channels("#repo-management-2024"),
        subject="#repo-management-2024",
        detail="is archived",
        remedy="Unarchive it, or name another channel in teams/repo-management.yaml.",
    ),
    Case(
        wrong="missing channel",
        break_it=lambda s: s.channels("#team", "#nowhere"),
        subject="#nowhere",
        detail="does not exist, or is private and the app is not in it",
        remedy="Correct it in teams/repo-management.yaml",
        others={"#team": "failed"},
    ),
    Case(
        wrong="nobody by that address",
        break_it=lambda s: s.turns("milo"),
        subject="milo@acme.example",
        detail="has no active Slack account under that address; on call in repo-management-support",
        remedy="Invite them to Slack",
    ),
    Case(
        wrong="deactivated three weeks before the shift",
        break_it=lambda s: s.turns("ben", "dana", "eva", "lena", "ada"),
        subject="lena@acme.example",
        detail="is deactivated in Slack (U0LENA) and cannot be in a user group; on call in"
        " repo-management-support from Mon 30 Nov 09:00 CET",
        remedy="Change the schedule",
    ),
    Case(
        wrong="a guest",
        break_it=lambda s: s.turns("kai", "ada"),
        subject="kai@partner.example",
        detail="is a guest in Slack (U0KAI)",
        remedy="their full account under `identities` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="a bot",
        break_it=lambda s: s.team(identities={"ben@acme.example": "U0DEPLOY"}),
        subject="ben@acme.example",
        detail="is a bot in Slack (U0DEPLOY)",
        remedy="their full account under `identities` in teams/repo-management.yaml.",
    ),
    Case(
        wrong="an extra member who is not in Slack",
        break_it=lambda s: s.team(rotation={"extra_members": ["milo@acme.example"]}),
        subject="milo@acme.example",
        detail="has no active Slack account under that address; an extra member of support",
        remedy="Invite them to Slack",
    ),
    Case(
        wrong="a gap",
        break_it=lambda s: s.turns("ben", "none", "dana", "eva", "ada"),
        subject="support, next 4 weeks",
        detail="nobody is on call from Mon 16 Nov 09:00 CET to Wed 18 Nov 09:00 CET;"
        " from Thu 19 Nov 09:00 CET to Mon 23 Nov 09:00 CET",
        remedy="Fill it with an override in the schedule",
        result="warning",
        status=0,
    ),
    Case(
        wrong="no database server",
        break_it=lambda s: s.set(GOALIE_DATABASE_URL="postgresql://goalie:hunter2@127.0.0.1:1/x"),
        subject="database",
        detail="The ledger in the PostgreSQL database at 127.0.0.1:1/x could not be used",
        remedy="Check that the server is up",
        result="unknown",
    ),
    Case(
        wrong="no database URL at all",
        break_it=lambda s: s.set(GOALIE_DATABASE_URL="hunter2"),
        subject="database",
        detail="cannot be read",
        remedy="Write it as sqlite:///",
        status=2,
    ),
    Case(
        wrong="no token",
        break_it=lambda s: s.set(SLACK_BOT_TOKEN=""),
        subject="Slack",
        detail="SLACK_BOT_TOKEN is not set",
        remedy="Put the bot token (xo",
        status=2,
    ),
    Case(
        wrong="several variables missing",
        break_it=lambda s: (s.team(on_call_source="jsm"), s.set(JSM_EMAIL="", JSM_API_TOKEN="")),
        subject="JSM Operations",
        detail="JSM_EMAIL is not set",
        remedy="Also missing: JSM_API_TOKEN.",
        status=2,
    ),
    Case(
        wrong="plain http",
        break_it=lambda s: s.set(OPSGENIE_API_URL="http://opsgenie.example"),
        subject="OpsGenie",
        detail="OPSGENIE_API_URL sends tokens over plain http to opsgenie.example",
        remedy="Write https://.",
        status=2,
    ),
    Case(
        wrong="malformed YAML",
        break_it=lambda s: s.text("name: Platform\nrotations: @nobody\n", "platform"),
        subject="teams/platform.yaml:2",
        detail="this is not YAML",
        remedy="Correct it there",
        status=2,
    ),
    Case(
        wrong="unknown zone",
        break_it=lambda s: s.text(
            (s.folder / "repo-management.yaml").read_text().replace("Europe/Berlin", "Berlin")
        ),
        subject="teams/repo-management.yaml:",
        detail="'Berlin' is no IANA time zone; write one such as Europe/Berlin or UTC.",
        remedy="Correct it there",
        status=2,
    ),
    Case(
        wrong="no team file",
        break_it=lambda s: (s.folder / "repo-management.yaml").unlink(),
        subject="files",
        detail="There is no team file in",
        remedy="Add teams/<team>.yaml",
        status=2,
    ),
]
