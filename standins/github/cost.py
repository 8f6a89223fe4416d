"""What a query costs is computed before it runs, from its text alone, and bounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

MOST_PER_PAGE = 100
MOST_NODES = 500_000
REQUESTS_PER_POINT = 100
CONNECTION = "Connection"
PROJECT_TYPES = "ProjectV2"


@dataclass(slots=True, kw_only=True)
class Measured:
    """A query's size: connections to fetch with every page counted as full, and their nodes.

    Attributes:
        requests: How many pages GitHub would fetch.
        nodes: How many nodes could come back.
        board_field: The first field that belongs to Projects, for the scopes it needs.
    """

    requests: int = 0
    nodes: int = 0
    board_field: FieldNode | None = None

    @property
    def points(self) -> int:
        """The price, at least one point."""
        return max(1, round(self.requests / REQUESTS_PER_POINT))


@dataclass(slots=True, kw_only=True)
class _Walk:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    measured: Measured = field(default_factory=Measured)


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Measured:
    """Walk a valid query.

    Raises:
        GraphQLError: A connection without bounds or above them, or too many nodes in all.
    """
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    defaults = {
        one.variable.name.value: value_from_ast_untyped(one.default_value)
        for one in operation.variable_definitions or ()
        if one.default_value is not None
    }
    walk = _Walk(schema=schema, fragments=fragments, variables={**defaults, **variables})
    root = schema.get_root_type(operation.operation)
    _visit(walk, operation.selection_set, root, 1)
    if walk.measured.nodes > MOST_NODES:
        raise GraphQLError(
            f"This query requests up to {walk.measured.nodes:,} possible nodes which exceeds the"
            f" maximum limit of {MOST_NODES:,}.",
            extensions={"type": "MAX_NODE_LIMIT_EXCEEDED"},
        )
    return walk.measured


def _visit(
    walk: _Walk, selections: SelectionSetNode | None, parent: GraphQLNamedType | None, times: int
) -> None:
    for one in selections.selections if selections else ():
        match one:
            case FieldNode():
                _visit_field(walk, one, parent, times)
            case InlineFragmentNode():
                name = one.type_condition.name.value if one.type_condition else None
                inner = walk.schema.get_type(name) if name else parent
                _visit(walk, one.selection_set, inner, times)
            case FragmentSpreadNode():
                fragment = walk.fragments[one.name.value]
                inner = walk.schema.get_type(fragment.type_condition.name.value)
                _visit(walk, fragment.selection_set, inner, times)


def _visit_field(walk: _Walk, node: FieldNode, parent: Any, times: int) -> None:  # noqa: ANN401
    defined = getattr(parent, "fields", {}).get(node.name.value)
    if defined is None:  # __typename
        return
    kind = get_named_type(defined.type)
    measured = walk.measured
    if measured.board_field is None and PROJECT_TYPES in kind.name:
        measured.board_field = node
    arguments = {
        one.name.value: value_from_ast_untyped(one.value, dict(walk.variables))
        for one in node.arguments or ()
    }
    if kind.name.endswith(CONNECTION):
        size = _page_size(node, arguments)
        measured.requests += times
        measured.nodes += times * size
        times *= size
    elif "ids" in arguments:
        times *= len(arguments["ids"])
        measured.nodes += times
    _visit(walk, node.selection_set, kind, times)


def _page_size(node: FieldNode, arguments: Mapping[str, Any]) -> int:
    asked = {key: arguments[key] for key in ("first", "last") if arguments.get(key) is not None}
    name = node.name.value
    if not asked:
        raise GraphQLError(
            f"You must provide a `first` or `last` value to properly paginate the `{name}`"
            " connection.",
            node,
            extensions={"type": "MISSING_PAGINATION_BOUNDARIES"},
        )
    (key, size), *_ = asked.items()
    if not 0 <= size <= MOST_PER_PAGE:
        raise GraphQLError(
            f"Requesting {size} records on the `{name}` connection exceeds the `{key}` limit of"
            f" {MOST_PER_PAGE} records.",
            node,
            extensions={"type": "EXCESSIVE_PAGINATION"},
        )
    return int(size)
