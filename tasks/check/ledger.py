"""The ledger is looked at as it is: nothing in it is made or upgraded for a check."""

from collections.abc import Collection

from domain.check.configuration import LedgerFacts
from domain.errors import BadInputError, GoalieError
from domain.membership import MembershipRecord
from tasks.ledger import open_ledger, read_state


async def fetch_ledger_facts(url: str) -> LedgerFacts:
    """Read whether the ledger can be used, and its version."""
    try:
        state = await read_state(url)
    except GoalieError as error:
        return LedgerFacts(error=str(error), is_bad_input=isinstance(error, BadInputError))
    return LedgerFacts(shown=state.shown, version=state.version, wanted=state.wanted)


async def fetch_latest_changes(
    url: str, ledger: LedgerFacts, user_group_ids: Collection[str]
) -> dict[str, MembershipRecord]:
    """Read the last change of each group; nothing from a ledger that is not up to date."""
    if ledger.error or ledger.version != ledger.wanted:
        return {}
    try:
        async with open_ledger(url) as opened:
            return await opened.latest_changes(user_group_ids)
    except GoalieError:
        return {}  # it was fine a moment ago; its own finding stands, and this is a courtesy
