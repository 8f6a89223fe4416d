"""How a digest looks: in Slack, and as Markdown."""

from domain.digest_text.markdown import digest_markdown
from domain.digest_text.messages import render_digest

__all__ = ["digest_markdown", "render_digest"]
