"""The methods this Slack knows: what each takes, needs and does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from standins.slack import chat, conversations, files, history, user_groups, users
from standins.slack.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method.

    Attributes:
        run: Gives the fields of the answer beside ``ok``.
        arguments: The names it takes; any other is refused.
        scope: Needed before anything else is looked at; None for none, or one that depends.
        any_argument: Takes whatever it is given.
        open_to_all: Needs no token.
        form_only: Does not read a JSON body.
    """

    run: Callable[[Call], dict[str, Any]]
    arguments: frozenset[str] = frozenset()
    scope: str | None = None
    any_argument: bool = False
    open_to_all: bool = False
    form_only: bool = False


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


METHODS: Mapping[str, Method] = {
    "api.test": Method(run=users.test_api, any_argument=True, open_to_all=True),
    "auth.test": Method(run=users.test_auth),
    "bots.info": Method(run=users.show_bot, arguments=_names("bot team_id"), scope="users:read"),
    "chat.getPermalink": Method(run=chat.show_permalink, arguments=_names("channel message_ts")),
    "chat.postMessage": Method(
        run=chat.post_message,
        arguments=_names(
            "as_user attachments blocks channel current_draft_last_updated_ts icon_emoji icon_url "
            "link_names markdown_text metadata mrkdwn parse reply_broadcast text thread_ts "
            "unfurl_links unfurl_media username"
        ),
        scope="chat:write",
    ),
    "conversations.history": Method(
        run=history.read_history,
        arguments=_names("channel cursor include_all_metadata inclusive latest limit oldest"),
    ),
    "conversations.info": Method(
        run=conversations.show_one,
        arguments=_names("channel include_locale include_num_members"),
    ),
    "conversations.list": Method(
        run=conversations.list_channels,
        arguments=_names("cursor exclude_archived limit team_id types"),
    ),
    "conversations.members": Method(
        run=conversations.list_members, arguments=_names("channel cursor limit")
    ),
    "conversations.open": Method(
        run=conversations.open_channel,
        arguments=_names("channel prevent_creation return_im users"),
        scope="im:write",
    ),
    "conversations.replies": Method(
        run=history.read_replies,
        arguments=_names("channel cursor include_all_metadata inclusive latest limit oldest ts"),
    ),
    "files.completeUploadExternal": Method(
        run=files.complete_upload,
        arguments=_names(
            "blocks channel_id channels files icon_emoji icon_url initial_comment thread_ts "
            "username"
        ),
        scope="files:write",
    ),
    "files.getUploadURLExternal": Method(
        run=files.get_upload_url,
        arguments=_names("alt_txt filename length snippet_type"),
        scope="files:write",
    ),
    "reactions.add": Method(
        run=chat.add_reaction, arguments=_names("channel name timestamp"), scope="reactions:write"
    ),
    "team.info": Method(run=users.show_team, arguments=_names("domain team"), scope="team:read"),
    "usergroups.disable": Method(
        run=user_groups.disable,
        arguments=_names("include_count team_id usergroup"),
        scope="usergroups:write",
    ),
    "usergroups.enable": Method(
        run=user_groups.enable,
        arguments=_names("include_count team_id usergroup"),
        scope="usergroups:write",
    ),
    "usergroups.list": Method(
        run=user_groups.list_groups,
        arguments=_names("include_count include_disabled include_users team_id"),
        scope="usergroups:read",
    ),
    "usergroups.users.list": Method(
        run=user_groups.list_members,
        arguments=_names("include_disabled team_id usergroup"),
        scope="usergroups:read",
    ),
    "usergroups.users.update": Method(
        run=user_groups.update_members,
        arguments=_names("additional_channels include_count is_shared team_id usergroup users"),
        scope="usergroups:write",
    ),
    "users.info": Method(
        run=users.show_one, arguments=_names("include_locale user"), scope="users:read"
    ),
    "users.list": Method(
        run=users.list_users,
        arguments=_names("cursor include_locale limit team_id"),
        scope="users:read",
    ),
    "users.lookupByEmail": Method(
        run=users.look_up,
        arguments=_names("email"),
        scope="users:read.email",
        form_only=True,
    ),
}
