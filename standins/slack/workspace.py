"""A workspace is Slack's state: tokens, channels with their messages, and user groups."""

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from standins.seed import SeedError, check_keys
from standins.world import Person, World

if TYPE_CHECKING:
    from standins.slack.stored_file import StoredFile

GROUP_FLAGS = (
    "is_idp_group",
    "is_membership_locked",
    "is_editing_restricted",
    "is_external",
    "auto_provision",
)
CHANNEL_KEYS = ("id", "name", "members", "private", "archived")
GROUP_KEYS = ("id", "handle", "name", "members", "disabled", "channels", *GROUP_FLAGS)
TOKEN_KEYS = ("user", "kind", "scopes")
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token may do: ``kind`` is ``bot`` or ``user``."""

    user: str
    kind: str
    scopes: tuple[str, ...]

    @property
    def bot_id(self) -> str | None:
        """The bot behind a bot token."""
        return bot_id_of(self.user) if self.kind == "bot" else None


@dataclass(slots=True, kw_only=True)
class Message:
    """One message; a reply has a ``thread_ts`` that is not its own ``ts``."""

    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    edited: dict[str, str] | None = None
    metadata: dict[str, Any] | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, kw_only=True)
class Channel:
    """One conversation: a public or private channel, or a direct message (``im``)."""

    id: str
    name: str = ""
    members: list[str] = field(default_factory=list)
    private: bool = False
    archived: bool = False
    im: bool = False
    created: int = 0
    messages: list[Message] = field(default_factory=list)
    _by_ts: dict[str, Message] = field(default_factory=dict)
    _replies: dict[str, list[Message]] = field(default_factory=dict)

    def find(self, ts: str | None) -> Message | None:
        """The message with this time stamp."""
        return self._by_ts.get(ts or "")

    def replies_to(self, ts: str) -> list[Message]:
        """The replies of a thread, oldest first."""
        return list(self._replies.get(ts, ()))

    def add(self, message: Message) -> None:
        """Put a message where its time stamp belongs: a seeded one may be old."""
        self._by_ts[message.ts] = message
        insort(self.messages, message, key=_ts)
        if message.is_reply:
            insort(self._replies.setdefault(message.thread_ts or "", []), message, key=_ts)

    def remove(self, message: Message) -> None:
        """Take a message away without a trace."""
        del self._by_ts[message.ts]
        self.messages.remove(message)
        if message.is_reply:
            self._replies[message.thread_ts or ""].remove(message)


@dataclass(slots=True, kw_only=True)
class UserGroup:
    """One user group; ``deleted_at`` is 0 while it is enabled."""

    id: str
    handle: str
    name: str
    members: list[str]
    created_at: int
    updated_at: int
    updated_by: str
    deleted_at: int = 0
    channels: list[str] = field(default_factory=list)
    flags: dict[str, bool] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether nobody may change the members by hand."""
        return bool(self.deleted_at) or any(
            self.flags.get(flag) for flag in GROUP_FLAGS if flag != "is_editing_restricted"
        )


class Workspace:
    """Slack's state, built from the seed of a world."""

    def __init__(self, world: World) -> None:
        seed = world.seed
        self.world = world
        team = seed.get("workspace", {})
        self.team_id = str(team.get("id", "T0ACME"))
        self.team_name = str(team.get("name", "Acme"))
        self.url = str(team.get("url", "https://acme.slack.com/"))
        self.bots_may_edit_user_groups = bool(seed.get("bots_may_edit_user_groups", True))
        self.paid_plan = bool(seed.get("paid_plan", True))
        self.distributed_app = bool(seed.get("distributed_app", False))
        self.charts = bool(seed.get("charts", True))
        self.shows_files = True
        self.loses_files = False
        self.files: dict[str, StoredFile] = {}
        self._unshown: list[tuple[Channel, Message]] = []
        self.tokens = {
            str(value): self._read_token(str(value), entry)
            for value, entry in seed.get("slack_tokens", {}).items()
        }
        self._people = {person.id: person for person in world.people if person.id}
        channels = [self._read_channel(entry) for entry in seed.get("channels", [])]
        self.channels = {channel.id: channel for channel in channels}
        groups = [self._read_group(entry) for entry in seed.get("user_groups", [])]
        self.user_groups = {group.id: group for group in groups}

    @property
    def unix_now(self) -> int:
        """World time in whole seconds."""
        return int(self.world.now().timestamp())

    def person(self, slack_id: str) -> Person | None:
        """Who has this Slack id."""
        return self._people.get(slack_id)

    @property
    def people(self) -> list[Person]:
        """Everybody with a Slack account."""
        return list(self._people.values())

    def ids(self, references: Iterable[str], where: str) -> list[str]:
        """The Slack ids of people named in any way, each once.

        Raises:
            SeedError: One of them is nobody, or has no Slack account.
        """
        ids: list[str] = []
        for reference in references:
            slack_id = self.world.person(str(reference), where).id
            if slack_id is None:
                raise SeedError(f"{where}: {reference!r} has no Slack account, give it an id.")
            ids.append(slack_id)
        return list(dict.fromkeys(ids))

    def find_channel(self, reference: str) -> Channel | None:
        """The channel with this id or ``#name``."""
        if reference in self.channels:
            return self.channels[reference]
        name = reference.removeprefix("#")
        return next((one for one in self.channels.values() if one.name == name and name), None)

    def open_im(self, user: str, *others: str) -> tuple[Channel, bool]:
        """The direct message of these people, and whether it existed before."""
        members = sorted({user, *others})
        for channel in self.channels.values():
            if channel.im and sorted(channel.members) == members:
                return channel, True
        channel_id = "D" + "".join(member.removeprefix("U") for member in members)
        channel = Channel(
            id=channel_id, members=members, private=True, im=True, created=self.unix_now
        )
        self.channels[channel_id] = channel
        return channel, False

    def post(self, channel: Channel, message: Message) -> Message:
        """Add a message; a reply whose parent is gone lands in the channel."""
        if message.thread_ts is not None and channel.find(message.thread_ts) is None:
            message.thread_ts = None
        channel.add(message)
        return message

    def share(self, channel: Channel, message: Message) -> None:
        """Post a message with files, now or when this workspace shows files again; or lose it."""
        if not self.loses_files:
            self._unshown.append((channel, message))
        self.show_files()

    def show_files(self) -> None:
        """Post what was kept, if files are shown."""
        while self.shows_files and self._unshown:
            channel, message = self._unshown.pop(0)
            message.ts = self.world.next_ts()
            self.post(channel, message)

    def delete(self, channel: Channel, message: Message) -> None:
        """Remove a message; a thread's parent leaves a tombstone."""
        if not channel.replies_to(message.ts):
            channel.remove(message)
            return
        message.subtype, message.user = "tombstone", SLACKBOT
        message.text, message.blocks, message.metadata = "This message was deleted.", [], None
        message.bot_id, message.app_id, message.edited, message.files = None, None, None, []
        message.reactions.clear()

    def set_members(self, group: UserGroup, members: list[str], by: str) -> None:
        """Replace a group's members, who also join its channels."""
        group.members = list(dict.fromkeys(members))
        group.updated_at, group.updated_by = self.unix_now, by
        for channel_id in group.channels:
            joined = self.channels[channel_id].members
            joined.extend(member for member in group.members if member not in joined)

    def _read_token(self, value: str, entry: Mapping[str, Any]) -> Token:
        where = f"seed, slack_tokens, {value}"
        check_keys(entry, TOKEN_KEYS, where)
        (user,) = self.ids([entry.get("user", "")], where)
        kind = str(entry.get("kind", "bot"))
        return Token(user=user, kind=kind, scopes=tuple(entry.get("scopes", ())))

    def _read_channel(self, entry: Mapping[str, Any]) -> Channel:
        where = f"seed, channels, {entry.get('id')}"
        check_keys(entry, CHANNEL_KEYS, where)
        return Channel(
            id=_text(entry, "id", where),
            name=_text(entry, "name", where),
            members=self.ids(entry.get("members", []), where),
            private=bool(entry.get("private", False)),
            archived=bool(entry.get("archived", False)),
            created=self.unix_now,
        )

    def _read_group(self, entry: Mapping[str, Any]) -> UserGroup:
        where = f"seed, user_groups, {entry.get('id')}"
        check_keys(entry, GROUP_KEYS, where)
        handle = _text(entry, "handle", where)
        return UserGroup(
            id=_text(entry, "id", where),
            handle=handle,
            name=str(entry.get("name", handle)),
            members=self.ids(entry.get("members", []), where),
            created_at=self.unix_now,
            updated_at=self.unix_now,
            updated_by=SLACKBOT,
            deleted_at=self.unix_now if entry.get("disabled") else 0,
            channels=[str(channel) for channel in entry.get("channels", [])],
            flags={flag: bool(entry.get(flag, False)) for flag in GROUP_FLAGS},
        )


def _ts(message: Message) -> str:
    return message.ts


def bot_id_of(user: str) -> str:
    """The bot id that belongs to a bot's user id."""
    return f"B{user.removeprefix('U')}"


def app_id_of(user: str) -> str:
    """The app id that belongs to a bot's user id."""
    return f"A{user.removeprefix('U')}"


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    if not entry.get(key):
        raise SeedError(f"{where} has no {key}: write one.")
    return str(entry[key])
