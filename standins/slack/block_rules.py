"""Block rules are what Slack checks before it takes a message's blocks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from standins.slack import chart_rules
from standins.slack.call import Refused

MOST_BLOCKS = 50
MOST_CHARACTERS = 13_200  # over all blocks; found by trying, Slack documents no figure
LONGEST_BLOCK_ID = 255
SECTION_TEXT, SECTION_FIELDS, FIELD_TEXT = 3_000, 10, 2_000
HEADER_TEXT, CONTEXT_ELEMENTS, BUTTON_TEXT, ACTIONS = 150, 10, 75, 25
MARKDOWN_TEXT = 12_000
MOST_CHARTS = chart_rules.MOST_IN_A_MESSAGE
TABLE_ROWS, TABLE_CELLS, TABLE_CHARACTERS = 100, 20, 10_000

UNCHECKED = frozenset(
    {"image", "file", "video", "rich_text", "data_table", "card", "carousel", "alert", "plan"}
    | {"container", "context_actions", "task_card"}
)
RICH_TEXT_PARTS = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
)
TEXT_KEYS = frozenset({"text", "alt_text", "title"})

Block = Mapping[str, Any]


def check_blocks(blocks: Sequence[Block], *, charts: bool) -> None:
    """Go on only with blocks Slack would take.

    Args:
        blocks: The blocks of one message.
        charts: Whether this workspace draws charts; elsewhere nobody knows such a block.

    Raises:
        Refused: ``invalid_blocks`` with a sentence per fault, or ``msg_blocks_too_long``.
    """
    faults = [*_faults_of_all(blocks)]
    for number, block in enumerate(blocks):
        if block.get("type") == chart_rules.KIND and not charts:
            faults.append(f"unsupported type: {chart_rules.KIND} [json-pointer:/blocks/{number}]")
        faults += [f"[ERROR] {fault} [json-pointer:/blocks/{number}]" for fault in _faults(block)]
    if faults:
        raise Refused("invalid_blocks", response_metadata={"messages": faults})
    if sum(len(text) for text in _texts(list(blocks))) > MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")


def _faults_of_all(blocks: Sequence[Block]) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS:
        yield f"no more than {MOST_BLOCKS} items allowed [json-pointer:/blocks]"
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield "only one table allowed [json-pointer:/blocks]"
    if sum(block.get("type") == chart_rules.KIND for block in blocks) > MOST_CHARTS:
        yield f"only {MOST_CHARTS} charts allowed [json-pointer:/blocks]"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(map(str, ids))):
        yield "block_id is not unique [json-pointer:/blocks]"


def _faults(block: Block) -> Iterator[str]:
    kind = str(block.get("type"))
    if len(str(block.get("block_id", ""))) > LONGEST_BLOCK_ID:
        yield f"block_id is longer than {LONGEST_BLOCK_ID} characters"
    if kind in RULES:
        yield from RULES[kind](block)
    elif kind not in UNCHECKED:
        yield f"unsupported type: {kind}"
    if kind == "rich_text":
        yield from _rich_text(block)


def _section(block: Block) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "a section needs text or fields"
    if "text" in block:
        yield from _text(block["text"], SECTION_TEXT)
    fields = block.get("fields", [])
    if not isinstance(fields, list) or len(fields) > SECTION_FIELDS:
        yield f"no more than {SECTION_FIELDS} fields allowed"
        return
    for field in fields:
        yield from _text(field, FIELD_TEXT)


def _header(block: Block) -> Iterator[str]:
    yield from _text(block.get("text"), HEADER_TEXT, kinds=("plain_text",))


def _context(block: Block) -> Iterator[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= CONTEXT_ELEMENTS:
        yield f"a context needs 1 to {CONTEXT_ELEMENTS} elements"
        return
    for element in elements:
        if not isinstance(element, dict) or element.get("type") != "image":
            yield from _text(element, SECTION_TEXT)


def _actions(block: Block) -> Iterator[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= ACTIONS:
        yield f"actions need 1 to {ACTIONS} elements"
        return
    for element in elements:
        if isinstance(element, dict) and element.get("type") == "button":
            yield from _text(element.get("text"), BUTTON_TEXT, kinds=("plain_text",))


def _markdown(block: Block) -> Iterator[str]:
    text = block.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= MARKDOWN_TEXT:
        yield f"markdown text must have 1 to {MARKDOWN_TEXT} characters"


def _table(block: Block) -> Iterator[str]:
    rows = block.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= TABLE_ROWS:
        yield f"a table needs 1 to {TABLE_ROWS} rows"
        return
    if not all(isinstance(row, list) and 1 <= len(row) <= TABLE_CELLS for row in rows):
        yield f"a table row needs 1 to {TABLE_CELLS} cells"
        return
    cells = [list(_texts(cell)) for row in rows for cell in row]
    if not all("".join(texts) for texts in cells):
        yield "a table cell may not be empty"
    if sum(len(text) for texts in cells for text in texts) > TABLE_CHARACTERS:
        yield f"a table may have {TABLE_CHARACTERS} characters"


def _rich_text(block: Block) -> Iterator[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield "rich_text needs elements"
        return
    for element in elements:
        if not isinstance(element, dict) or element.get("type") not in RICH_TEXT_PARTS:
            yield "rich_text holds only sections, lists, quotes and preformatted text"
        else:
            yield from _rich_part(element)


def _rich_part(part: Block) -> Iterator[str]:
    elements = part.get("elements")
    if not isinstance(elements, list) or not all(isinstance(one, dict) for one in elements):
        yield f"{part.get('type')} needs a list of elements"
        return
    if not isinstance(part.get("indent", 0), int):
        yield "indent must be a whole number"
    for element in elements:
        if part.get("type") == "rich_text_list":
            yield from _rich_part(element)
        elif "type" not in element:
            yield "an element of rich text needs a type"


def _divider(_: Block) -> Iterator[str]:
    return iter(())


def _text(
    value: object, longest: int, kinds: Sequence[str] = ("plain_text", "mrkdwn")
) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"text must be an object of type {' or '.join(kinds)}"
        return
    text = value.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= longest:
        yield f"text must have 1 to {longest} characters"


def _texts(value: object) -> Iterator[str]:
    """Every text a reader would see in a block, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key in TEXT_KEYS and isinstance(inner, str):
            yield inner
        else:
            yield from _texts(inner)
    if value.get("type") in {"user", "usergroup", "channel", "emoji", "link", "raw_number", "date"}:
        yield "x" * ("text" not in value)


RULES: Mapping[str, Callable[[Block], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "markdown": _markdown,
    "table": _table,
    chart_rules.KIND: chart_rules.faults_of,
    "divider": _divider,
}
