"""The GraphQL texts about boards: each is asked once for a hundred nodes.

A connection inside a list of a hundred nodes costs a point, so each has few of them. Labels and
assignees are asked through the interfaces of issues and pull requests: asked of each type alone,
they would cost twice.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from tasks.clients.github.queries import EVENT, EVENT_TYPES, LIMIT

PAGE = 100
"""The most nodes GitHub gives at once."""

Feature = Literal["archived cards", "filters", "dependencies", "parents"]
"""What an older server does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardNames:
    """Names of the board's fields: the one that makes the columns, priority, and stream."""

    status: str
    priority: str
    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which cards are asked for.

    Attributes:
        query: In the language of the board's filter; empty for all.
        with_archived: Whether those put away are wanted too.
    """

    query: str = ""
    with_archived: bool = False


OVERVIEW = """
  organization(login: $owner) {
    projectV2(number: $number) {
      id
      number
      fields(first: 100) {
        nodes {
          ... on ProjectV2FieldCommon { name }
          ... on ProjectV2SingleSelectField { options { name } }
        }
        pageInfo { hasNextPage }
      }
    }
  }
"""

FACTS = """
fragment IssueFacts on Issue {
  id number title url state stateReason createdAt closedAt updatedAt
  repository { nameWithOwner isPrivate }
}
"""

PEOPLE_AND_LABELS = """
    ... on Assignable { assignees(first: 20) { nodes { login } pageInfo { hasNextPage } } }
    ... on Labelable { labels(first: 100) { nodes { name } pageInfo { hasNextPage } } }
"""

SEARCHES = f"""
  open: search(type: ISSUE, query: $open, first: 100) {{
    issueCount
    nodes {{ ...IssueFacts {PEOPLE_AND_LABELS} }}
  }}
  closed: search(type: ISSUE, query: $closed, first: 100) {{
    issueCount
    nodes {{ ...IssueFacts }}
  }}
  tracking: search(type: ISSUE, query: $tracking, first: 100) {{
    issueCount
    nodes {{ ...IssueFacts }}
  }}
"""


def overview_query(*, with_searches: bool) -> str:
    """The board's fields, and on request the issues that are found by label."""
    declared = ", $open: String!, $closed: String!, $tracking: String!" if with_searches else ""
    searches, fragments = (SEARCHES, FACTS) if with_searches else ("", "")
    return (
        f"query($owner: String!, $number: Int!{declared}) {{ {LIMIT} {OVERVIEW} {searches} }}"
        f"{fragments}"
    )


def cards_query(names: BoardNames, wanted: CardFilter, unknown: Collection[Feature]) -> str:
    """One page of a board in the order in which it is ranked; variables: board, after."""
    arguments = ["first: 100", "after: $after", "orderBy: {field: POSITION, direction: ASC}"]
    if wanted.query and "filters" not in unknown:
        arguments.append(f"query: {json.dumps(wanted.query)}")
    if wanted.with_archived and "archived cards" not in unknown:
        arguments.append("archivedStates: [NOT_ARCHIVED, ARCHIVED]")
    return f"""
query($board: ID!, $after: String) {{
  {LIMIT}
  node(id: $board) {{
    ... on ProjectV2 {{
      items({", ".join(arguments)}) {{
        totalCount
        nodes {{ ...BoardCard }}
        pageInfo {{ hasNextPage endCursor }}
      }}
    }}
  }}
}}
{_card(names, unknown)}
"""


def cards_by_id_query(names: BoardNames, unknown: Collection[Feature]) -> str:
    """Cards by their ids; variable: ids."""
    return f"""
query($ids: [ID!]!) {{
  {LIMIT}
  nodes(ids: $ids) {{ ... on ProjectV2Item {{ ...BoardCard }} }}
}}
{_card(names, unknown)}
"""


def histories_query(unknown: Collection[Feature], *, with_blockers: bool) -> str:
    """Timelines of issues, and what blocks others; variables: ids, and on request blocked."""
    blockers = """
  blocked: nodes(ids: $blocked) {
    ... on Issue {
      id
      blockedBy(first: 100) {
        nodes { number state repository { nameWithOwner } }
        pageInfo { hasNextPage }
      }
    }
  }
"""
    return f"""
query($ids: [ID!]!{", $blocked: [ID!]!" if with_blockers else ""}) {{
  {LIMIT}
  histories: nodes(ids: $ids) {{ ... on Issue {{ id {_timeline(unknown, "")} }} }}
  {blockers if with_blockers else ""}
}}
{_events(unknown)}
"""


def more_history_query(count: int, unknown: Collection[Feature]) -> str:
    """The next page of each of some timelines; variables: id0, after0, id1, after1 and so on."""
    places = range(count)
    declared = ", ".join(f"$id{n}: ID!, $after{n}: String!" for n in places)
    parts = " ".join(
        f"h{n}: node(id: $id{n}) {{ ... on Issue {{ id {_timeline(unknown, f'$after{n}')} }} }}"
        for n in places
    )
    return f"query({declared}) {{ {LIMIT} {parts} }} {_events(unknown)}"


def sub_issues_query(*, with_facts: bool) -> str:
    """The sub-issues of issues, and on request these issues themselves; variable: ids."""
    facts = f"...IssueFacts {PEOPLE_AND_LABELS}" if with_facts else "id"
    return f"""
query($ids: [ID!]!) {{
  {LIMIT}
  nodes(ids: $ids) {{
    ... on Issue {{
      {facts}
      subIssuesSummary {{ total }}
      subIssues(first: 100) {{
        nodes {{
          id number state stateReason closedAt
          repository {{ nameWithOwner }}
          subIssuesSummary {{ total }}
        }}
        pageInfo {{ hasNextPage }}
      }}
    }}
  }}
}}
{FACTS if with_facts else ""}
"""


def _card(names: BoardNames, unknown: Collection[Feature]) -> str:
    dependencies = "" if "dependencies" in unknown else "issueDependenciesSummary { blockedBy }"
    parents = "" if "parents" in unknown else "parent { id parent { id parent { id } } }"
    chosen = "... on ProjectV2ItemFieldSingleSelectValue"
    return f"""
fragment BoardCard on ProjectV2Item {{
  id
  type
  isArchived
  updatedAt
  status: fieldValueByName(name: {json.dumps(names.status)}) {{ {chosen} {{ name updatedAt }} }}
  priority: fieldValueByName(name: {json.dumps(names.priority)}) {{ {chosen} {{ name }} }}
  stream: fieldValueByName(name: {json.dumps(names.stream)}) {{ {chosen} {{ name }} }}
  content {{
    __typename
    ... on Issue {{ ...IssueFacts {dependencies} {parents} }}
    ... on PullRequest {{
      id number title url pullState: state createdAt closedAt updatedAt
      repository {{ nameWithOwner isPrivate }}
    }}
    ... on DraftIssue {{ id title createdAt updatedAt }}
{PEOPLE_AND_LABELS}
  }}
}}
{FACTS}
"""


def _timeline(unknown: Collection[Feature], after: str) -> str:
    types = EVENT_TYPES
    if "dependencies" not in unknown:
        types += "    BLOCKED_BY_ADDED_EVENT, BLOCKED_BY_REMOVED_EVENT\n"
    place = f"after: {after}, " if after else ""
    dependencies = "" if "dependencies" in unknown else "...DependencyParts"
    return f"""
  timelineItems(first: 100, {place}itemTypes: [{types}]) {{
    nodes {{ ...EventParts {dependencies} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
"""


def _events(unknown: Collection[Feature]) -> str:
    if "dependencies" in unknown:
        return EVENT
    issue = "blockingIssue { number repository { nameWithOwner } }"
    return f"""
{EVENT}
fragment DependencyParts on IssueTimelineItems {{
  ... on BlockedByAddedEvent {{ createdAt actor {{ login }} {issue} }}
  ... on BlockedByRemovedEvent {{ createdAt actor {{ login }} {issue} }}
}}
"""
