"""Why a student is not where the bell schedule says: absence, early leave, a trip."""

from __future__ import annotations

from django.db import models

from carryover.roster.models.district import School
from carryover.roster.models.people import Student


class Absence(models.Model):
    """A student away for a whole day, or gone from a time on (`leaves_at`)."""

    id = models.BigAutoField(primary_key=True)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="absences")
    day = models.DateField()
    leaves_at = models.TimeField(null=True)

    student_path = "student_id"
    seen_by = ("day.read",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["student", "day"], name="absence_once"),)

    def __str__(self) -> str:
        return f"absent {self.day}"


class Outing(models.Model):
    """A field trip or community outing: who is out of the building, when."""

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="outings")
    day = models.DateField()
    leaves = models.TimeField()
    returns = models.TimeField()
    title = models.CharField(max_length=80)
    students = models.ManyToManyField(Student, related_name="outings")

    def __str__(self) -> str:
        return self.title
