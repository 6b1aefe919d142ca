"""Sealed notes: a reason that few may read, and the lines that everybody on the card may."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Q

from carryover.roster.models import Adult, Student

_KEPT = pgtrigger.Protect(name="kept_as_written", operation=pgtrigger.Update | pgtrigger.Delete)


class SealedNote(models.Model):
    """The reason, encrypted with a key that the database does not hold, in one compartment.

    A newer note stands for an older one by `supersedes`; nothing is overwritten.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=16)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    key = models.CharField(max_length=16)
    nonce = models.BinaryField(max_length=12)
    sealed = models.BinaryField()
    written_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    student_path = "student_id"
    state_path = "compartment"
    seen_by = {
        "counseling": ("sealed.read",),
        "protection": ("sealed.read",),
        "health": ("sealed.read",),
    }

    class Meta:
        indexes = (models.Index(fields=["student", "compartment"], name="sealed_student"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(compartment__in=["counseling", "protection", "health"]), name="sealed_compartment"
            ),
        )
        triggers = (_KEPT,)

    def __str__(self) -> str:
        return "sealed note"


class OpenLines(models.Model):
    """What to do and what to avoid, without the reason and without the compartment; `note` opens neither.

    The lines of a student that hold are those that no later row `supersedes`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField(SealedNote, on_delete=models.PROTECT, related_name="lines")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    do = models.JSONField(default=list)
    avoid = models.JSONField(default=list)
    ask = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("day.read",)

    class Meta:
        indexes = (models.Index(fields=["student"], name="open_lines_student"),)
        triggers = (_KEPT,)

    def __str__(self) -> str:
        return "do and avoid"
