"""An older server refuses fields and arguments that were made after its time."""

from collections.abc import Collection
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)


def problems_of(
    schema: GraphQLSchema, document: DocumentNode, without: Collection[str]
) -> list[GraphQLError]:
    """Why a server without these would refuse a valid query, in GitHub's words.

    ``without`` names fields as ``Type.field`` and arguments as ``Type.field.argument``.
    """
    if not without:
        return []
    types = TypeInfo(schema)
    visitor = _Finder(types, without)
    visit(document, TypeInfoVisitor(types, visitor))
    return visitor.found


class _Finder(Visitor):
    """Collects what is unknown; graphql-core takes nothing else but a visitor of its own kind."""

    def __init__(self, types: TypeInfo, without: Collection[str]) -> None:
        super().__init__()
        self.types, self.without = types, without
        self.found: list[GraphQLError] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:  # noqa: ANN401  graphql-core's
        parent = self.types.get_parent_type()
        if parent is None:
            return
        name = node.name.value
        path = f"{parent.name}.{name}"
        if path in self.without:
            told = {"code": "undefinedField", "typeName": parent.name, "fieldName": name}
            text = f"Field '{name}' doesn't exist on type '{parent.name}'"
            self.found.append(GraphQLError(text, node, extensions=told))
        for one in node.arguments or ():
            argument = one.name.value
            if f"{path}.{argument}" in self.without:
                told = {"code": "argumentNotAccepted", "name": name, "argumentName": argument}
                text = f"Field '{name}' doesn't accept argument '{argument}'"
                self.found.append(GraphQLError(text, one, extensions=told | {"typeName": "Field"}))
