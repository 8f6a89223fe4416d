"""Requests: found among messages, classified, and followed through their life by their events."""

from domain.request.attach import attach_issues
from domain.request.find import find_requests, linked_issues
from domain.request.people import TeamPeople, identify_members
from domain.request.rules import Rules, prepare_rules

__all__ = [
    "Rules",
    "TeamPeople",
    "attach_issues",
    "find_requests",
    "identify_members",
    "linked_issues",
    "prepare_rules",
]
