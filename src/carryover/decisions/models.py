"""Recorded decisions: what was seen, what was chosen, why, by whom."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from carryover.plans.models import PlanDraft, PlanVersion
from carryover.roster.models import Adult, Student

CHOICES = {
    "continue": _("Continue"),
    "change_support": _("Support changed"),
    "change_goal": _("Goal change drafted"),
}


class Decision(models.Model):
    """One choice about one goal, with the points that stood on the graph when it was made. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    goal_id = models.CharField(max_length=40)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    finding = models.TextField()
    points = models.JSONField()
    points_hash = models.CharField(max_length=64)
    choice = models.CharField(max_length=16)
    why = models.TextField()
    decided_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    day = models.DateField()
    new_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="+")
    draft = models.ForeignKey(PlanDraft, on_delete=models.PROTECT, null=True, related_name="+")

    student_path = "student_id"
    seen_by = ("graph.read",)

    class Meta:
        indexes = (models.Index(fields=["student", "goal_id", "-decided_at"], name="decision_goal"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(choice__in=["continue", "change_support", "change_goal"]),
                name="decision_choice",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="recorded_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.choice} {self.day}"

    @property
    def choice_words(self) -> str:
        """The choice in words."""
        return str(CHOICES.get(self.choice, self.choice))
