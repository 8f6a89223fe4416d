"""Watched channels, read cheaply, completely, and with what could not be read."""

from tasks.slack.channels.read import fetch_thread, fetch_threads, read_channels, read_thread
from tasks.slack.channels.records import RESTRICTED, ReadChannels

__all__ = [
    "RESTRICTED",
    "ReadChannels",
    "fetch_thread",
    "fetch_threads",
    "read_channels",
    "read_thread",
]
