"""A team file says everything about one team that is not secret; here is its shape.

Field descriptions are what editors show (``goalie schema``) and what errors quote.
"""

from domain.team.rotations import Rotation
from domain.team.team import Team

__all__ = ["Rotation", "Team"]
