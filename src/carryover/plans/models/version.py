"""Signed versions: frozen in the database, linked to the version they replace."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models

from carryover.roster.models import Adult, Student

_FROZEN = pgtrigger.Protect(name="signed_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)


class StudentPlan(models.Model):
    """One student's plan of one kind through all its versions."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=16)

    student_path = "student_id"
    seen_by = ("day.read", "plan.read")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["student", "kind"], name="one_plan_of_a_kind"),)

    def __str__(self) -> str:
        return self.kind


class PlanVersion(models.Model):
    """A signed version. In force on a day: the highest number whose `effective_from` has come."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    plan = models.ForeignKey(StudentPlan, on_delete=models.PROTECT, related_name="versions")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.IntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    purpose = models.CharField(max_length=16)
    phase_label = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    goal_id = models.CharField(max_length=40, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    template_version = models.CharField(max_length=20)
    effective_from = models.DateField()
    signed_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("day.read", "plan.read")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["initial", "annual", "amendment", "support"]),
                name="version_purpose",
            ),
        )
        indexes = (models.Index(fields=["student", "effective_from"], name="version_student_day"),)
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"version {self.number}"


class Signature(models.Model):
    """Who signed which bytes, in what capacity, meaning what."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    meaning = models.CharField(max_length=40)
    method = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("plan.read",)

    class Meta:
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"{self.capacity}: {self.meaning}"
