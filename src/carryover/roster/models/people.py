"""Students, adults and families as the school names them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from carryover.roster.models.district import District, School
from carryover.roster.roles import Role
from carryover.roster.titles import called


class Student(models.Model):
    """A learner, named and abbreviated as the family writes it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    initials = models.CharField(max_length=8)
    birth_date = models.DateField()
    number = models.CharField(max_length=20)

    student_path = "id"
    seen_by = ("student.see",)

    class Meta:
        indexes = (
            models.Index(fields=["number"], name="student_number"),
            models.Index(fields=["birth_date"], name="student_birth_date"),
        )

    def __str__(self) -> str:
        return self.initials

    @property
    def short_name(self) -> str:
        """Given name and the first letter of the family name, as staff say it: 'Jaylen T.'."""
        return f"{self.given_name} {self.family_name[:1]}."


class Enrolment(models.Model):
    """Where a student is enrolled, from when to when; an open end is current."""

    id = models.BigAutoField(primary_key=True)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="enrolments")
    grade = models.CharField(max_length=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    student_path = "student_id"
    seen_by = ("student.see",)

    def __str__(self) -> str:
        return f"grade {self.grade} from {self.valid_from}"


class Adult(models.Model):
    """A member of staff (or another adult with an account). `role` carries rights; `title` is only a local label."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="adults")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="adults")
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    initials = models.CharField(max_length=8)
    role = models.CharField(max_length=32, choices=Role.choices)
    title = models.CharField(max_length=80, blank=True)
    reach = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def role_label(self) -> str:
        """The adult's own title where they have one, else what the district calls the role."""
        return self.title or called(self.role)


class Guardian(models.Model):
    """A parent or guardian who is sent the student's documents, in the language they read.

    `left_on` is the last day on which they were one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="en")
    left_on = models.DateField(null=True)

    student_path = "student_id"
    seen_by = ("family.see",)

    def __str__(self) -> str:
        return self.relation
