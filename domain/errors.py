"""Goalie's errors are sentences: where something is wrong and what to do about it."""


class GoalieError(Exception):
    """Something went wrong; the message says where and what to do, and holds no secret."""


class BadInputError(GoalieError):
    """Configuration, environment or arguments cannot be used as they are (exit status 2)."""
