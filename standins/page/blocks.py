"""Block Kit blocks become HTML here; an unknown block shows its kind and its texts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from standins.page.charts import render_chart
from standins.page.mrkdwn import Names, render_link, render_mrkdwn, render_plain, show_emoji

Block = Mapping[str, Any]

MENTIONS = {
    "user": ("@", "user_id"),
    "usergroup": ("&", "usergroup_id"),
    "channel": ("#", "channel_id"),
}
STYLE_TAGS = (("code", "code"), ("strike", "s"), ("italic", "i"), ("bold", "b"))


def render_blocks(blocks: Sequence[Block], names: Names) -> str:
    """All blocks of a message, top to bottom."""
    return "".join(_block(block, names) for block in blocks)


def _block(block: Block, names: Names) -> str:
    render = RENDERERS.get(str(block.get("type")), _unknown)
    return render(block, names)


def _text(value: object, names: Names) -> str:
    if not isinstance(value, Mapping):
        return ""
    text = str(value.get("text", ""))
    return render_plain(text) if value.get("type") == "plain_text" else render_mrkdwn(text, names)


def _header(block: Block, names: Names) -> str:
    return f'<div class="b-header">{_text(block.get("text"), names)}</div>'


def _section(block: Block, names: Names) -> str:
    fields = "".join(f"<div>{_text(field, names)}</div>" for field in block.get("fields", []))
    grid = f'<div class="b-fields">{fields}</div>' if fields else ""
    return f'<div class="b-section">{_text(block.get("text"), names)}{grid}</div>'


def _context(block: Block, names: Names) -> str:
    elements = [
        escape(str(one.get("alt_text", "image")))
        if one.get("type") == "image"
        else _text(one, names)
        for one in block.get("elements", [])
    ]
    return f'<div class="b-context">{" <span>·</span> ".join(elements)}</div>'


def _divider(_block: Block, _names: Names) -> str:
    return "<hr>"


def _image(block: Block, _names: Names) -> str:
    return f'<div class="b-image">{escape(str(block.get("alt_text", "image")))}</div>'


def _chart(block: Block, names: Names) -> str:
    return render_chart(block) or _unknown(block, names)


def _actions(block: Block, names: Names) -> str:
    buttons = "".join(
        f'<span class="button">{_text(one.get("text"), names)}</span>'
        for one in block.get("elements", [])
    )
    return f'<div class="b-actions">{buttons}</div>'


def _markdown(block: Block, names: Names) -> str:
    return f'<div class="b-section">{render_mrkdwn(str(block.get("text", "")), names)}</div>'


def _table(block: Block, names: Names) -> str:
    rows = [[_cell(cell, names) for cell in row] for row in block.get("rows", [])]
    head = "".join(f"<th>{cell}</th>" for cell in (rows[0] if rows else []))
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f'<table class="b-table"><tr>{head}</tr>{body}</table>'


def _cell(cell: object, names: Names) -> str:
    if not isinstance(cell, Mapping):
        return ""
    if cell.get("type") == "rich_text":
        return "".join(_rich_part(part, names) for part in cell.get("elements", []))
    return escape(str(cell.get("text", cell.get("value", ""))))


def _rich_text(block: Block, names: Names) -> str:
    parts = "".join(_rich_part(part, names) for part in block.get("elements", []))
    return f'<div class="b-section">{parts}</div>'


def _rich_part(part: Block, names: Names) -> str:
    elements = part.get("elements", [])
    if part.get("type") == "rich_text_list":
        tag = "ol" if part.get("style") == "ordered" else "ul"
        items = "".join(f"<li>{_rich_part(item, names)}</li>" for item in elements)
        return f'<{tag} class="indent{int(part.get("indent", 0))}">{items}</{tag}>'
    inside = "".join(_rich_element(element, names) for element in elements)
    tags = {"rich_text_preformatted": "pre", "rich_text_quote": "blockquote"}
    tag = tags.get(str(part.get("type")), "div")
    return f"<{tag}>{inside}</{tag}>"


def _rich_element(element: Block, names: Names) -> str:
    shown = _rich_content(element, names)
    style = element.get("style")
    for key, tag in STYLE_TAGS:
        if isinstance(style, Mapping) and style.get(key):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _rich_content(element: Block, names: Names) -> str:
    kind = str(element.get("type"))
    if kind in MENTIONS:
        sign, key = MENTIONS[kind]
        return names.mention(sign, str(element.get(key)))
    if kind == "broadcast":
        return f'<span class="mention loud">@{escape(str(element.get("range")))}</span>'
    if kind == "emoji":
        return show_emoji(str(element.get("name")))
    if kind == "link":
        address = str(element.get("url", ""))
        return render_link(address, str(element.get("text") or address))
    shown = element.get("text") or element.get("fallback") or element.get("timestamp") or ""
    return escape(str(shown), quote=False).replace("\n", "<br>")


def _unknown(block: Block, _names: Names) -> str:
    texts = " · ".join(escape(text) for text in _texts(block))
    return f'<div class="b-unknown"><b>{escape(str(block.get("type")))}</b> {texts}</div>'


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in {"text", "title", "label"} and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


RENDERERS: Mapping[str, Callable[[Block, Names], str]] = {
    "actions": _actions,
    "context": _context,
    "data_visualization": _chart,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
