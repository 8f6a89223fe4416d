"""What became of the plan since the last ceremony, from snapshots and the board's history."""

from domain.plan_change.compare import compare_plan
from domain.plan_change.records import Fate, PlanChanges, PlannedItem, ReRanked

__all__ = ["Fate", "PlanChanges", "PlannedItem", "ReRanked", "compare_plan"]
