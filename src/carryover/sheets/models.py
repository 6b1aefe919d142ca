"""Written guidance for the adults who work with a student, and who has read which card. Rows are only ever added."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Q

from carryover.plans.models import PlanVersion
from carryover.roster.models import Adult, Student
from carryover.roster.roles import Role

_FROZEN = pgtrigger.Protect(name="written_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)


class GuidanceLine(models.Model):
    """One line: what an adult does, may offer, never does, asks first, or who directs them (D57).

    It holds for one adult, for those of a role, or for all who work with the student; in one period or all day. A line
    is replaced by a later one or withdrawn by one, never overwritten. `source` is the plan line that it was drawn from.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=300, blank=True)
    because = models.CharField(max_length=300, blank=True)
    period = models.CharField(max_length=16, blank=True)
    role = models.CharField(max_length=32, choices=Role.choices, blank=True)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")
    whom = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=64, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    withdrawn = models.BooleanField(default=False)
    written_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("day.read",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["do", "may", "never", "ask"], text__regex=r"\S", because__regex=r"\S")
                | Q(kind="directs", whom__isnull=False)
                | Q(withdrawn=True),
                name="guidance_line_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(replaces__isnull=False), name="guidance_withdraws_a_line"
            ),
            models.CheckConstraint(
                condition=Q(role="") | Q(adult__isnull=True), name="guidance_for_one_or_role"
            ),
        )
        indexes = (models.Index(fields=["student", "written_at"], name="guidance_student"),)
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"{self.kind} {self.written_at:%Y-%m-%d}"


class CardReading(models.Model):
    """An adult read a student's card and answered its questions: which version, which guidance, which answers (D40)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    guidance_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField()
    answers = models.JSONField()

    student_path = "student_id"
    seen_by = ("readers.see",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(read_at__gte=models.F("asked_at")), name="reading_asked_first"
            ),
        )
        indexes = (models.Index(fields=["student", "adult", "-read_at"], name="reading_adult"),)
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"read {self.read_at:%Y-%m-%d}"
