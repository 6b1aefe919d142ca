"""Relationships with a beginning and an end: the only source of rights to a student."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from carryover.roster.models import Adult, Guardian, School, Student

KNOWN = (
    "case_manager", "team", "assigned", "substitute_for", "contractor", "evaluator", "auditor", "guardian", "learner",
    "break_glass", "administrator", "privacy", "technical",
)  # fmt: skip
"""What a row may say. `guardian` and `learner` become rights by age and by court order (`scope.majority`)."""
MUST_END = ("substitute_for", "contractor", "evaluator", "auditor", "break_glass")


class Relationship(models.Model):
    """What an adult is to one student, to a school, or to another adult whose place they take, on the days it includes.

    `starts_at` and `ends_at` narrow it to moments within those days. `source` says how the row came to be.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="relationships")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, null=True, related_name="relationships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="relationships")
    stands_for = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="stood_in_for")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="relationships")
    relation = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=16, blank=True, default="", db_default="")
    granted_by = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")

    student_path = "student_id"
    seen_by = ("student.see",)

    class Meta:
        indexes = (
            models.Index(fields=["adult", "relation"], name="relationship_adult"),
            models.Index(fields=["student", "relation"], name="relationship_student"),
            models.Index(
                fields=["stands_for"], name="relationship_stands_for", condition=Q(stands_for__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(student__isnull=False, school__isnull=True, stands_for__isnull=True)
                    & ~Q(relation__in=["substitute_for", "administrator", "privacy", "technical"])
                    | Q(student__isnull=True, school__isnull=False, stands_for__isnull=True)
                    & Q(relation__in=["administrator", "privacy", "technical"])
                    | Q(student__isnull=True, school__isnull=True, stands_for__isnull=False)
                    & Q(relation="substitute_for")
                ),
                name="relationship_to_one_thing",
            ),
            models.CheckConstraint(condition=Q(relation__in=KNOWN), name="relationship_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="relationship_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="relationship_moment_ends_later",
            ),
            models.CheckConstraint(
                condition=~Q(relation__in=MUST_END) | Q(valid_to__isnull=False), name="relationship_must_end"
            ),
            models.CheckConstraint(
                condition=Q(guardian__isnull=True) | Q(relation="guardian"),
                name="relationship_guardian_named",
            ),
            ExclusionConstraint(
                name="one_case_manager_a_day",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(relation="case_manager"),
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
