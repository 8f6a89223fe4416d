"""A whole board with its history, in as few requests as GitHub's pages allow."""

from tasks.clients.github.boards.asking import Asking
from tasks.clients.github.boards.cards import CardsPage, ReadCard, get_cards, get_cards_page
from tasks.clients.github.boards.histories import Histories, get_histories
from tasks.clients.github.boards.overview import Found, FoundIssue, Overview, Searches, get_overview
from tasks.clients.github.boards.queries import PAGE, BoardNames, CardFilter, Feature
from tasks.clients.github.boards.sub_issues import Children, SubIssue, get_sub_issues

__all__ = [
    "PAGE",
    "Asking",
    "BoardNames",
    "CardFilter",
    "CardsPage",
    "Children",
    "Feature",
    "Found",
    "FoundIssue",
    "Histories",
    "Overview",
    "ReadCard",
    "Searches",
    "SubIssue",
    "get_cards",
    "get_cards_page",
    "get_histories",
    "get_overview",
    "get_sub_issues",
]
