"""Team files are read whole and refused with file, line and remedy; one bad file stops no other."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import BadInputError
from domain.team import Team

_QUOTES_HINT = "put values that begin with @, #, * or & in quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedTeams:
    """The teams by the name of their file, and a sentence for each file that was refused."""

    teams: dict[str, Team]
    refused: dict[str, str] = field(default_factory=dict)


def load_teams(folder: Path, only: str | None = None) -> LoadedTeams:
    """Read every ``*.yaml`` in the folder, or the one named.

    Args:
        folder: Where the team files are.
        only: The name of one file without ``.yaml``.

    Raises:
        BadInputError: There is no such folder, no such team, or no team at all.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if not files:
        raise BadInputError(
            f"There is no team file in {folder}: add teams/<team>.yaml, or set GOALIE_TEAMS."
        )
    if only is not None and only not in files:
        raise BadInputError(f"There is no team {only!r} in {folder}: known are {', '.join(files)}.")
    loaded = LoadedTeams(teams={})
    for name in files if only is None else [only]:
        try:
            loaded.teams[name] = load_team(files[name])
        except BadInputError as error:
            loaded.refused[name] = str(error)
    return loaded


def load_team(path: Path) -> Team:
    """Read one team file.

    Raises:
        BadInputError: The file cannot be used; the sentence has its name, line and the remedy.
    """
    shown = f"{path.parent.name}/{path.name}"
    try:
        tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        _refuse_duplicates(tree, shown)
        content = yaml.CSafeLoader("").construct_document(tree) if tree else None
    except yaml.MarkedYAMLError as error:
        raise BadInputError(_not_yaml(error, shown)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInputError(f"{shown} cannot be read as text: {error}.") from None
    if tree is None or not isinstance(content, dict):
        raise BadInputError(
            f"{shown}:1: there are no keys in this file; copy teams/repo-management.yaml."
        )
    try:
        return Team.model_validate(content)
    except ValidationError as error:
        raise BadInputError("\n".join(_sentences(error, tree, shown))) from None


def _not_yaml(error: yaml.MarkedYAMLError, shown: str) -> str:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    return f"{shown}:{line}: this is not YAML ({error.problem}); {_QUOTES_HINT}."


def _refuse_duplicates(node: yaml.Node | None, shown: str) -> None:
    """YAML lets a second key silently replace the first; a team file may not."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_duplicates(item, shown)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in seen:
            raise BadInputError(
                f"{shown}:{line}: {key.value!r} is already on line {seen[key.value]}; keep one."
            )
        seen[key.value] = line
        _refuse_duplicates(value, shown)


def _sentences(error: ValidationError, tree: yaml.Node, shown: str) -> list[str]:
    """One sentence for each thing that is wrong, in the order of the file."""
    details = [d for d in error.errors() if not _is_echo(d)]
    misspelt = {_close_key(d["loc"]) for d in details if d["type"] == "extra_forbidden"}
    found = []
    for detail in details:
        where = tuple(part for part in detail["loc"] if part != "[key]")
        if detail["type"] == "missing" and where[-1] in misspelt:
            continue  # the sentence about the misspelt key says it
        line = _line(tree, where)
        found.append((line, f"{shown}:{line}: {_sentence(detail, where)}"))
    return [sentence for _, sentence in sorted(found)]


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether a list is only too short because its items were refused already."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _sentence(detail: ErrorDetails, where: Sequence[str | int]) -> str:
    name = _dotted(where)
    match detail["type"]:
        case "extra_forbidden":
            return f"`{name}` is no known key. {_did_you_mean(where)}"
        case "missing":
            return f"`{name}` is missing. {_described(where)}"
        case "too_short":
            return f"`{name}` is empty; it needs at least one. {_described(where)}"
        case "value_error":
            prefix = f"`{name}`: " if name else ""
            return f"{prefix}{detail['ctx']['error']}."
        case _ if detail["input"] is None:
            return f"`{name}` is empty; write a value, and {_QUOTES_HINT}."
        case _:
            return f"`{name}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}. {_described(where)}"


def _dotted(where: Sequence[str | int]) -> str:
    dotted = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return dotted.removeprefix(".")


def _line(tree: yaml.Node, where: Sequence[str | int]) -> int:
    """Find the line of a place in the file: its key where it exists, else its parent."""
    node, line = tree, tree.start_mark.line + 1
    for part in where:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        # Keys of maps were case-folded on the way into the model.
        pair = next((p for p in pairs if p[0].value.casefold() == str(part).casefold()), None)
        if pair is None:
            return line
        node, line = pair[1], pair[0].start_mark.line + 1
    return line


def _model_at(where: Sequence[str | int]) -> type[BaseModel] | None:
    """The model whose keys stand at a place of a team file."""
    model: type[BaseModel] | None = Team
    for part in where:
        if isinstance(part, int) or model is None:
            continue
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        model = _model_in(annotation)
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  a type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)


def _keys_at(where: Sequence[str | int]) -> list[str]:
    model = _model_at(where[:-1])
    return list(model.model_fields) if model else []


def _close_key(where: Sequence[str | int]) -> str:
    close = difflib.get_close_matches(str(where[-1]), _keys_at(where), n=1)
    return close[0] if close else ""


def _did_you_mean(where: Sequence[str | int]) -> str:
    if close := _close_key(where):
        return f"Did you mean `{close}`?"
    return f"Known here: {', '.join(_keys_at(where))}."


def _described(where: Sequence[str | int]) -> str:
    model = _model_at(where[:-1])
    name = where[-1] if where else ""
    if model is None or name not in model.model_fields:
        return ""
    return model.model_fields[str(name)].description or ""
