"""A stored file is a promise first, then its bytes, and at last what messages show."""

from dataclasses import dataclass
from typing import Any

KINDS = {"png": "image/png", "gif": "image/gif", "jpg": "image/jpeg", "svg": "image/svg+xml"}


@dataclass(slots=True, kw_only=True)
class StoredFile:
    """One file.

    Attributes:
        id: Slack id.
        user: Who uploads it.
        name: File name.
        length: Bytes that were promised.
        created: Unix time of the promise.
        alt_text: What it shows, for who does not see it.
        title: What readers see as its name.
        content: Its bytes; None until they came.
        is_complete: Whether its upload was completed.
    """

    id: str
    user: str
    name: str
    length: int
    created: int
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    is_complete: bool = False

    @property
    def ending(self) -> str:
        """What stands behind the last dot of the name."""
        return self.name.rpartition(".")[2].lower()

    @property
    def kind(self) -> str:
        """Its media type, by its name."""
        return KINDS.get(self.ending, "application/octet-stream")

    def show(self, team_id: str) -> dict[str, Any]:
        """The file as Slack writes it in messages and answers."""
        address = f"https://files.slack.com/files-pri/{team_id}-{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.kind,
            "filetype": self.ending,
            "pretty_type": self.ending.upper(),
            "user": self.user,
            "editable": False,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": address,
            "permalink": address,
            "alt_txt": self.alt_text,
        }
