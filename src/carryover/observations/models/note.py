"""Dated notes and condition flags that stand on a graph."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from carryover.roster.models import Adult, Student


class DatedNote(models.Model):
    """A short fact of one day: a note, or a condition such as a substitute, new medication, a fire drill.

    Taken back by its author it leaves the graphs and stays in the record.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=80)
    author = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    student_path = "student_id"
    seen_by = ("graph.read",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["note", "condition"]), name="dated_note_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
