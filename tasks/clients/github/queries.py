"""The GraphQL texts that Goalie sends; each asks what it costs and what is left.

An issue's lists are bounded by what GitHub allows, so that one page is all of them; where it is
not, `pageInfo` says so and the reader refuses.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.issue_link import IssueRef

LIMIT = "rateLimit { cost remaining resetAt }"

SIGN_IN = "query { rateLimit { cost limit remaining resetAt } viewer { login } }"

CARD = """
fragment CardParts on ProjectV2Item {
  id
  isArchived
  project { id number owner { ... on Organization { login } ... on User { login } } }
  fieldValueByName(name: $status) {
    ... on ProjectV2ItemFieldSingleSelectValue { name updatedAt }
  }
}
"""

EVENT_TYPES = """
    LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, CLOSED_EVENT, REOPENED_EVENT,
    ADDED_TO_PROJECT_V2_EVENT, PROJECT_V2_ITEM_STATUS_CHANGED_EVENT
"""

EVENT = """
fragment EventParts on IssueTimelineItems {
  __typename
  ... on LabeledEvent { createdAt actor { login } label { name } }
  ... on UnlabeledEvent { createdAt actor { login } label { name } }
  ... on AssignedEvent { createdAt actor { login } assignee { ... on User { login } } }
  ... on UnassignedEvent { createdAt actor { login } assignee { ... on User { login } } }
  ... on ClosedEvent { createdAt actor { login } stateReason }
  ... on ReopenedEvent { createdAt actor { login } }
  ... on AddedToProjectV2Event { createdAt actor { login } project { id number } }
  ... on ProjectV2ItemStatusChangedEvent { createdAt actor { login } status project { id number } }
}
"""

ISSUE = f"""
fragment IssueParts on Issue {{
  id number title body state stateReason createdAt closedAt updatedAt
  author {{ login }}
  labels(first: 100) {{ nodes {{ name }} pageInfo {{ hasNextPage }} }}
  assignees(first: 20) {{ nodes {{ login }} pageInfo {{ hasNextPage }} }}
  comments(last: 50) {{ nodes {{ author {{ login }} createdAt }} }}
  projectItems(first: 100, includeArchived: true) {{
    nodes {{ ...CardParts }}
    pageInfo {{ hasNextPage }}
  }}
  timelineItems(last: 100, itemTypes: [{EVENT_TYPES}]) {{
    nodes {{ ...EventParts }}
  }}
}}
{EVENT}
"""

BOARD = f"""
query($owner: String!, $number: Int!) {{
  {LIMIT}
  organization(login: $owner) {{
    projectV2(number: $number) {{
      id
      number
      title
      fields(first: 100) {{
        nodes {{
          ... on ProjectV2FieldCommon {{ id name }}
          ... on ProjectV2SingleSelectField {{ options {{ id name }} }}
        }}
        pageInfo {{ hasNextPage }}
      }}
    }}
  }}
}}
"""

LABELS = f"""
query($owner: String!, $name: String!, $number: Int!, $label: String!) {{
  {LIMIT}
  repository(owner: $owner, name: $name) {{
    label(name: $label) {{ name }}
    issue(number: $number) {{ labels(first: 100) {{ nodes {{ name }} }} }}
  }}
}}
"""

CARDS = f"""
query($issue: ID!, $status: String!) {{
  {LIMIT}
  node(id: $issue) {{
    ... on Issue {{
      projectItems(first: 100, includeArchived: true) {{ nodes {{ ...CardParts }} }}
    }}
  }}
}}
{CARD}
"""

ADD_CARD = f"""
mutation($board: ID!, $issue: ID!, $status: String!) {{
  addProjectV2ItemById(input: {{projectId: $board, contentId: $issue}}) {{
    item {{ ...CardParts }}
  }}
}}
{CARD}
"""

SET_COLUMN = f"""
mutation($board: ID!, $card: ID!, $field: ID!, $column: String!, $status: String!) {{
  updateProjectV2ItemFieldValue(
    input: {{
      projectId: $board, itemId: $card, fieldId: $field, value: {{singleSelectOptionId: $column}}
    }}
  ) {{
    projectV2Item {{ ...CardParts }}
  }}
}}
{CARD}
"""

Repository = tuple[str, str]


def repositories(refs: Sequence[IssueRef]) -> dict[Repository, list[IssueRef]]:
    """Group issues by repository, whatever the case of its name, in order of first mention."""
    found: dict[Repository, list[IssueRef]] = {}
    for ref in refs:
        found.setdefault((ref.owner.casefold(), ref.repository.casefold()), []).append(ref)
    return found


def issues_query(refs: Sequence[IssueRef], status_field: str) -> tuple[str, dict[str, Any]]:
    """One query for many issues: repository number N is ``rN``, issue number M in it ``iM``."""
    variables: dict[str, Any] = {"status": status_field}
    declared, parts = ["$status: String!"], []
    for place, ((owner, name), wanted) in enumerate(repositories(refs).items()):
        variables |= {f"owner{place}": owner, f"name{place}": name}
        declared += [f"$owner{place}: String!", f"$name{place}: String!"]
        numbers = sorted({ref.number for ref in wanted})
        issues = " ".join(f"i{n}: issue(number: {n}) {{ ...IssueParts }}" for n in numbers)
        parts.append(
            f"r{place}: repository(owner: $owner{place}, name: $name{place})"
            f" {{ isPrivate {issues} }}"
        )
    text = f"query({', '.join(declared)}) {{ {LIMIT} {' '.join(parts)} }}\n{ISSUE}{CARD}"
    return text, variables


def repository_query(owner: str, name: str, labels: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Whether a repository is there and has some labels: the Nth of them is ``lN``."""
    variables = {"owner": owner, "name": name} | {f"l{n}": one for n, one in enumerate(labels)}
    declared = ", ".join(f"${key}: String!" for key in variables)
    wanted = " ".join(f"l{n}: label(name: $l{n}) {{ name }}" for n in range(len(labels)))
    read = f"repository(owner: $owner, name: $name) {{ isPrivate {wanted} }}"
    return f"query({declared}) {{ {LIMIT} {read} }}", variables


def label_variables(ref: IssueRef, label: str) -> Mapping[str, Any]:
    """The variables of LABELS."""
    return {"owner": ref.owner, "name": ref.repository, "number": ref.number, "label": label}
