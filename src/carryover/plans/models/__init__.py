"""The plans' rows, one concept a file."""

from __future__ import annotations

from carryover.plans.models.draft import PlanDraft
from carryover.plans.models.sealed import OpenLines, SealedNote
from carryover.plans.models.team_note import TeamNote
from carryover.plans.models.version import PlanVersion, Signature, StudentPlan

__all__ = ["OpenLines", "PlanDraft", "PlanVersion", "SealedNote", "Signature", "StudentPlan", "TeamNote"]
