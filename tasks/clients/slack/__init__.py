"""Slack's Web API, as Goalie uses it."""

from tasks.clients.slack.calls import SlackError, SlackRateLimitedError, SlackUnreachableError
from tasks.clients.slack.client import SlackClient, open_slack
from tasks.clients.slack.messages import MessagePage, ShownMessage
from tasks.clients.slack.pace import Pace
from tasks.clients.slack.records import Channel, Identification, SlackShapeError

__all__ = [
    "Channel",
    "Identification",
    "MessagePage",
    "Pace",
    "ShownMessage",
    "SlackClient",
    "SlackError",
    "SlackRateLimitedError",
    "SlackShapeError",
    "SlackUnreachableError",
    "open_slack",
]
