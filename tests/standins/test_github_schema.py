"""Every type, field, argument and value of the stand-in's schema is GitHub's own."""

import gzip
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    parse,
    validate,
)

from domain.issue_link import IssueRef
from standins.github.graphql_endpoint import SCHEMA
from tasks.clients.github import queries
from tasks.clients.github.boards import queries as boards

OFFICIAL = Path(__file__).parents[3] / "shared/specs/github/schema-2026-07-24.graphql.gz"
OWN = sorted(name for name in SCHEMA.type_map if not name.startswith("__"))
NAMES = boards.BoardNames(status="Status", priority="Priority", stream="Delivery stream")
FILTER = boards.CardFilter(query='status:"In progress"', with_archived=True)
QUERIES = {
    "issues": queries.issues_query([IssueRef(owner="o", repository="r", number=1)], "Status")[0],
    "board": queries.BOARD,
    "labels": queries.LABELS,
    "cards of an issue": queries.CARDS,
    "add card": queries.ADD_CARD,
    "set column": queries.SET_COLUMN,
    "overview": boards.overview_query(with_searches=True),
    "overview of a live read": boards.overview_query(with_searches=False),
    "cards": boards.cards_query(NAMES, FILTER, ()),
    "cards by id": boards.cards_by_id_query(NAMES, ()),
    "histories": boards.histories_query((), with_blockers=True),
    "more history": boards.more_history_query(2, ()),
    "sub-issues": boards.sub_issues_query(with_facts=True),
    "sub-issues of the next level": boards.sub_issues_query(with_facts=False),
}

pytestmark = pytest.mark.skipif(
    not OFFICIAL.is_file(),
    reason=f"GitHub's schema is not beside this repository ({OFFICIAL}): the stand-in and the"
    " queries are not held to it here.",
)


@cache
def official() -> GraphQLSchema:
    text = gzip.decompress(OFFICIAL.read_bytes()).decode()
    return build_schema(text, assume_valid_sdl=True, assume_valid=True)


def fields_of(kind: GraphQLNamedType) -> dict[str, GraphQLField]:
    with_fields = GraphQLObjectType | GraphQLInterfaceType
    return dict(kind.fields) if isinstance(kind, with_fields) else {}


@pytest.mark.parametrize("name", OWN)
def test_a_type_of_the_stand_in_is_githubs(name: str) -> None:
    own, theirs = SCHEMA.type_map[name], official().type_map.get(name)

    assert theirs is not None, f"GitHub has no type {name}"
    assert type(own) is type(theirs)
    match own, theirs:
        case GraphQLScalarType(), GraphQLScalarType():
            pass
        case GraphQLEnumType(), GraphQLEnumType():
            assert own.values.keys() <= theirs.values.keys()
        case GraphQLUnionType(), GraphQLUnionType():
            assert {one.name for one in own.types} <= {one.name for one in theirs.types}
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            shape = {key: str(one.type) for key, one in own.fields.items()}
            assert shape == {key: str(one.type) for key, one in theirs.fields.items()}
        case _:
            assert not problems_of_fields(own, theirs)


def problems_of_fields(own: GraphQLNamedType, theirs: GraphQLNamedType) -> list[str]:
    problems, known = [], fields_of(theirs)
    assert fields_of(own)
    for key, one in fields_of(own).items():
        if key not in known or str(known[key].type) != str(one.type):
            problems.append(f"{own.name}.{key}: {one.type}")
            continue
        for argument, given in one.args.items():
            there = known[key].args.get(argument)
            same = there and (str(there.type), there.default_value) == (
                str(given.type),
                given.default_value,
            )
            problems += [] if same else [f"{own.name}.{key}({argument}: {given.type})"]
        required = {a for a, given in known[key].args.items() if str(given.type).endswith("!")}
        problems += [f"{own.name}.{key} lacks ({a})" for a in required - one.args.keys()]
    if isinstance(own, GraphQLObjectType) and isinstance(theirs, GraphQLObjectType):
        interfaces = {one.name for one in theirs.interfaces}
        problems += [one.name for one in own.interfaces if one.name not in interfaces]
    return problems


@pytest.mark.parametrize("what", QUERIES)
def test_github_would_accept_what_goalie_sends(what: str) -> None:
    assert validate(official(), parse(QUERIES[what])) == []


def test_a_field_github_does_not_have_is_found_out() -> None:
    wrong = build_schema("type Label { name: String shade(dark: Boolean): String! }")

    problems = problems_of_fields(wrong.type_map["Label"], official().type_map["Label"])

    assert problems == ["Label.name: String", "Label.shade: String!"]
