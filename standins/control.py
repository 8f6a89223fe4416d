"""StandIns is how a test or the demo starts the stand-ins and steers them."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO, Any, Self

import httpx

from standins.control_board import BoardControl

READY = "Stand-ins ready on "
STOP_SECONDS = 5
ROOT = Path(__file__).resolve().parent.parent


class StandInsError(Exception):
    """The stand-ins did not start, or refused a control; the text says which and why."""


class StandIns:
    """A running stand-ins process, or one somebody else runs at ``url``."""

    def __init__(self, url: str, process: subprocess.Popen[str] | None = None) -> None:
        self.url = url
        self.opsgenie_url = f"{url}/opsgenie"
        self.jsm_url = f"{url}/jsm"
        self.site_url = f"{url}/site"
        self.slack_url = f"{url}/slack/api/"
        self.github_url = f"{url}/github/api/v3"
        self._process = process
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=30)

    @classmethod
    def start(cls, seed: Path | None = None, *, port: int = 0) -> Self:
        """Start a process of its own and wait until it is ready.

        Raises:
            StandInsError: It ended instead; the text is what it said.
        """
        command = [sys.executable, "-m", "standins", "--while-stdin-open", "--port", str(port)]
        command += [] if seed is None else ["--seed", str(seed)]
        process = subprocess.Popen(  # noqa: S603  our own module, our own arguments
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,  # nobody writes: it ends when this process does, even killed
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = process.stdout
        line = said.readline() if said is not None else ""
        if said is None or not line.startswith(READY):
            rest, _ = process.communicate()
            raise StandInsError(f"The stand-ins did not start: {(line + rest).strip()}")
        # What it says from now on is a mistake of its own: pass it on, and never let it wait.
        Thread(target=_pass_on, args=(said,), daemon=True).start()
        return cls(line.removeprefix(READY).strip(), process)

    def stop(self) -> None:
        """End the process, if this is the one that started it."""
        self._http.close()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def __enter__(self) -> Self:
        """Run until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.stop()

    def reset(self, seed: Mapping[str, Any] | None = None) -> None:
        """Back to the seed; no faults, limits, latency or logged requests."""
        self._send("POST", "reset", {} if seed is None else {"seed": seed})

    def now(self) -> datetime:
        """The world's instant, aware, in UTC."""
        return datetime.fromisoformat(self._send("GET", "clock")["now"])

    def set_clock(self, now: datetime) -> None:
        """Set the world's clock to an aware instant."""
        self._send("POST", "clock", {"now": now.isoformat()})

    def advance(self, step: timedelta) -> datetime:
        """Move the world's clock forward; gives the new instant."""
        answer = self._send("POST", "clock", {"advance": step.total_seconds()})
        return datetime.fromisoformat(answer["now"])

    def add_fault(self, system: str, method: str, kind: str, **details: object) -> None:
        """Make matching calls fail; see ``standins.faults.Fault`` for the details."""
        fault = {"system": system, "method": method, "kind": kind, **details}
        self._send("POST", "faults", fault)

    def clear_faults(self) -> None:
        """Let everything work again."""
        self._send("DELETE", "faults")

    def set_limits(self, **limits: object) -> None:
        """Switch rate limits: ``slack=True``, ``opsgenie=60`` a minute, ``scale=10``."""
        self._send("POST", "limits", limits)

    def set_latency(self, seconds: float) -> None:
        """Wait so long before every answer."""
        self._send("POST", "latency", {"seconds": seconds})

    def requests(
        self, system: str | None = None, method: str | None = None, *, write: bool | None = None
    ) -> list[dict[str, Any]]:
        """The requests received, oldest first, or only those that match."""
        received: list[dict[str, Any]] = self._http.get("/control/requests").json()
        wanted = {"system": system, "method": method, "write": write}
        given = {key: value for key, value in wanted.items() if value is not None}
        return [one for one in received if given.items() <= one.items()]

    def clear_requests(self) -> None:
        """Forget the requests received so far."""
        self._send("DELETE", "requests")

    def state(self) -> dict[str, Any]:
        """Channels with messages, user groups, people, and now."""
        return self._send("GET", "state")

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """A channel's root messages, oldest first, each with its ``replies``; id or #name."""
        name = channel.removeprefix("#")
        for one in self.state()["channels"]:
            if name in (one["id"], one["name"]):
                found: list[dict[str, Any]] = one["messages"]
                return found
        raise StandInsError(f"No channel is called {channel!r}.")

    def members(self, user_group: str) -> list[str]:
        """The Slack ids in a user group, named by id or handle."""
        name = user_group.removeprefix("@")
        for one in self.state()["user_groups"]:
            if name in (one["id"], one["handle"]):
                found: list[str] = one["members"]
                return found
        raise StandInsError(f"No user group is called {user_group!r}.")

    def change_person(self, person: str, **changes: object) -> None:
        """Change a person: ``deactivated=True``, ``email=…``, ``guest=True``."""
        self._send("POST", f"people/{person}", changes)

    def change_user_group(self, group_id: str, **changes: object) -> None:
        """Change a user group: ``members=[…]``, ``disabled=True``, ``by="frida"``."""
        self._send("POST", f"user_groups/{group_id}", changes)

    def change_channel(self, channel: str, **changes: object) -> None:
        """Change a channel: ``members=[…]``, ``archived=True``."""
        self._send("POST", f"channels/{channel}", changes)

    def change_workspace(self, **changes: object) -> None:
        """Change a setting of Slack.

        ``bots_may_edit_user_groups``, ``paid_plan``, ``distributed_app``; ``charts``: chart blocks
        are taken; ``shows_files``: what is uploaded is shown at once, and not only after this;
        ``loses_files``: what is uploaded now is never shown, although Slack says that all is well.
        """
        self._send("POST", "workspace", changes)

    def change_schedule(self, schedule_id: str, **changes: object) -> None:
        """Change a schedule: ``enabled=False`` and what else it understands."""
        self._send("POST", f"schedules/{schedule_id}", changes)

    def write_message(
        self, channel: str, user: str, text: str, *, thread_ts: str | None = None, **details: object
    ) -> str:
        """Write as a person; gives the message's ``ts``.

        ``details`` are fields of the message: ``subtype``, ``blocks``, ``attachments``, ``files``,
        and ``ts`` for one in the past.
        """
        message = {"channel": channel, "user": user, "text": text, **details}
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        return str(self._send("POST", "slack/messages", message)["ts"])

    def write_messages(self, messages: Sequence[Mapping[str, object]]) -> list[str]:
        """Write many messages at once, each with ``channel``, ``user`` and ``text`` at least."""
        answer = self._send("POST", "slack/messages", {"messages": list(messages)})
        return [str(ts) for ts in answer["ts"]]

    def edit_message(self, channel: str, ts: str, text: str) -> None:
        """Change what a message says, as its author would."""
        self._send("POST", "slack/messages/edit", {"channel": channel, "ts": ts, "text": text})

    def delete_message(self, channel: str, ts: str) -> None:
        """Delete a message, as its author would."""
        self._send("DELETE", "slack/messages", {"channel": channel, "ts": ts})

    def react(self, channel: str, ts: str, user: str, name: str) -> None:
        """Put an emoji under a message, as a person."""
        reaction = {"channel": channel, "ts": ts, "user": user, "name": name}
        self._send("POST", "slack/reactions", reaction)

    def unreact(self, channel: str, ts: str, user: str, name: str) -> None:
        """Take an emoji back, as a person."""
        reaction = {"channel": channel, "ts": ts, "user": user, "name": name}
        self._send("DELETE", "slack/reactions", reaction)

    def github(self) -> dict[str, Any]:
        """GitHub's ``issues`` and ``cards`` as they are now."""
        return self._send("GET", "github")

    def open_issue(self, repository: str, title: str, author: str, **details: object) -> int:
        """Write an issue as a person, with any key the seed knows; gives its number."""
        issue = {"repository": repository, "title": title, "author": author, **details}
        return int(self._send("POST", "github/issues", issue)["number"])

    def change_issue(self, issue: str, **changes: object) -> None:
        """Change ``repository#number``: ``labels=[…]``, ``state="CLOSED"``, ``hidden=True``."""
        self._send("POST", "github/issues/change", {"issue": issue, **changes})

    def move_card(
        self, issue: str, board: int, column: str | None = None, **changes: object
    ) -> None:
        """Put an issue onto a board, into a column; ``archived=True`` puts it away."""
        values = {} if column is None else {"values": {"Status": column}}
        self._send("POST", "github/cards", {"issue": issue, "board": board, **values, **changes})

    def board(self, number: int = 209) -> BoardControl:
        """What people do with one board's cards, and the history that can be played on it."""
        return BoardControl(number, self._send)

    def use_older_github(self, *without: str) -> None:
        """GitHub no longer knows these: ``ProjectV2.items.archivedStates``, ``Issue.blockedBy``."""
        self._send("POST", "github/server", {"without": list(without)})

    def rename_on_board(self, board: int, field: str, to: str, *, option: str = "") -> None:
        """Give a field of a board, or one of its options, another name."""
        what = {"field": field, "to": to} | ({"option": option} if option else {})
        self._send("POST", f"github/boards/{board}", what)

    def _send(
        self, verb: str, path: str, content: Mapping[str, object] | Sequence[object] | None = None
    ) -> dict[str, Any]:
        response = self._http.request(verb, f"/control/{path}", json=content)
        answer: dict[str, Any] = response.json()
        if response.is_error:
            raise StandInsError(f"{verb} /control/{path}: {answer.get('error', answer)}")
        return answer


def _pass_on(said: IO[str]) -> None:
    for line in said:
        sys.stderr.write(line)
    said.close()
