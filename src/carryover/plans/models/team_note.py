"""Notes to the team: the brief word between those who work with a student, kept here and not on anybody's phone."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models

from carryover.roster.models import Adult, Student


class TeamNote(models.Model):
    """One note on one student. It is never changed; whoever was wrong writes another."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=600)
    written_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("team.note",)

    class Meta:
        indexes = (models.Index(fields=["student", "-written_at"], name="team_note_student"),)
        triggers = (pgtrigger.Protect(name="kept_as_written", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"note of {self.written_at:%Y-%m-%d}"
