"""Slack's Web API, as Goalie uses it."""

from tasks.clients.slack.calls import SlackError, SlackUnreachableError
from tasks.clients.slack.client import SlackClient, open_slack
from tasks.clients.slack.records import Channel, HistoryPage, Identification, SlackShapeError

__all__ = [
    "Channel",
    "HistoryPage",
    "Identification",
    "SlackClient",
    "SlackError",
    "SlackShapeError",
    "SlackUnreachableError",
    "open_slack",
]
