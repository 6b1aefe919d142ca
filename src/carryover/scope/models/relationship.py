"""Relationships with a beginning and an end: the only source of rights to a student."""

from __future__ import annotations

from uuid import uuid4

import pghistory
from django.db import models

from carryover.roster.models import Adult, School, Student


@pghistory.track()
class Relationship(models.Model):
    """What an adult is to one student (or, for administrators, to a school) on the days it includes."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="relationships")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, null=True, related_name="relationships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="relationships")
    relation = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["adult", "relation"], name="relationship_adult"),
            models.Index(fields=["student", "relation"], name="relationship_student"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(student__isnull=True) ^ models.Q(school__isnull=True),
                name="relationship_to_student_or_school",
            ),
            models.CheckConstraint(
                condition=models.Q(relation__in=["case_manager", "assigned", "administrator"]),
                name="relationship_known",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="relationship_ends_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.relation} from {self.valid_from}"


class AssignedPeriod(models.Model):
    """When in the school day an assignment holds: period, letter day (blank is every day), and where."""

    id = models.BigAutoField(primary_key=True)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="periods")
    period = models.CharField(max_length=16)
    letter = models.CharField(max_length=1, blank=True)
    place = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["relationship", "period", "letter"], name="assigned_period_once"),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.place}"
