"""Drafts: work in progress beside the version in force, with every change kept by the database."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from carryover.plans.models.version import PlanVersion, StudentPlan
from carryover.roster.models import Adult, Student


class PlanDraft(models.Model):
    """The one open draft of a plan. It ends signed (`signed_as`) or set aside; nothing else changes the day."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    plan = models.ForeignKey(StudentPlan, on_delete=models.PROTECT, related_name="drafts")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    reason = models.TextField(blank=True)
    goal_id = models.CharField(max_length=40, blank=True)
    started_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    signed_as = models.OneToOneField(
        PlanVersion, on_delete=models.PROTECT, null=True, related_name="from_draft"
    )
    set_aside_at = models.DateTimeField(null=True)

    student_path = "student_id"
    seen_by = ("day.read",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(signed_as__isnull=True, set_aside_at__isnull=True),
                name="one_open_draft",
            ),
        )

    def __str__(self) -> str:
        return f"draft on version {self.base.number}"
