"""Classes and who belongs to them; a class by itself gives nobody a right to a student."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from carryover.roster.models.district import School
from carryover.roster.models.people import Adult, Student


class SchoolClass(models.Model):
    """A group that meets, such as a section or a resource room. `teacher` names who leads it and carries no right."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classes")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    teacher = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="classes")
    period = models.CharField(max_length=16, blank=True)
    place = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "code"], name="class_code_once"),)

    def __str__(self) -> str:
        return self.name


class ClassMember(models.Model):
    """A student who belongs to a class, from when to when; an open end is current."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="members")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="classes")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    student_path = "student_id"
    seen_by = ("student.see",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="class_member_ends_later",
            ),
            ExclusionConstraint(
                name="class_member_once_a_day",
                expressions=[
                    ("school_class", RangeOperators.EQUAL),
                    ("student", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"member from {self.valid_from}"
