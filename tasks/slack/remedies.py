"""What a person can do about each refusal of Slack."""

from domain.errors import GoalieError
from tasks.clients.slack import SlackError

_AGAIN = "The next run tries again; if it lasts, run `goalie check`."
_TOKEN = "Check SLACK_BOT_TOKEN: copy the bot token from the app's OAuth page."  # noqa: S105
_REMEDIES = {
    "invalid_auth": _TOKEN,
    "not_authed": _TOKEN,
    "account_inactive": _TOKEN,
    "token_revoked": _TOKEN,
    "token_expired": _TOKEN,
    "permission_denied": (
        "Let everyone edit user groups (Slack: Settings → Permissions), or set SLACK_ADMIN_TOKEN"
        " to an administrator's token with usergroups:write."
    ),
    "plan_upgrade_required": "User groups need a paid Slack plan.",
    "invalid_users": "The people are looked up anew in the next run.",
    "not_in_channel": "Invite the app to the channel: /invite @goalie.",
    "channel_not_found": "Correct the channel in the team file; invite the app if it is private.",
    "is_archived": "Unarchive the channel, or name another one in the team file.",
    "restricted_action": "Allow the app to post in the channel.",
    "ratelimited": "Slack asked to wait; the next run tries again.",
}


def remedy_for(error: GoalieError) -> str:
    """Say what to do about an error of the Slack client, in one sentence."""
    if not isinstance(error, SlackError):
        return _AGAIN
    if error.code == "missing_scope":
        scope = error.needed or "the scope it names"
        return f"Add {scope} to the Slack app's scopes and install it again."
    return _REMEDIES.get(error.code, _AGAIN)
