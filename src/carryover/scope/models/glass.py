"""Broken glass: claims of an emergency, and what a reviewer found. Both only grow."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import F, Q

from carryover.roster.models import Adult, School, Student
from carryover.scope.models.relationship import Relationship

_KEPT = pgtrigger.Protect(name="kept_as_written", operation=pgtrigger.Update | pgtrigger.Delete)


class Glass(models.Model):
    """One claim: who, about whom, of what kind, why, and for how long the access was given.

    The access itself is the relationship, which may end sooner.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    relationship = models.OneToOneField(Relationship, on_delete=models.PROTECT, related_name="glass")
    kind = models.CharField(max_length=16)
    reason = models.TextField()
    claimed_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("glass.see",)

    class Meta:
        indexes = (models.Index(fields=["adult", "claimed_at"], name="glass_adult"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["medical", "safety", "missing", "other"]), name="glass_kind"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("claimed_at")), name="glass_ends_later"),
        )
        triggers = (_KEPT,)

    def __str__(self) -> str:
        return f"{self.kind} {self.claimed_at:%Y-%m-%d %H:%M}"


class GlassReview(models.Model):
    """What the reviewer of a claim found, in words, once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    glass = models.OneToOneField(Glass, on_delete=models.PROTECT, related_name="review")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16)
    words = models.TextField()
    reviewed_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("glass.see",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=["justified", "unjustified"]), name="glass_review_outcome"
            ),
        )
        triggers = (_KEPT,)

    def __str__(self) -> str:
        return self.outcome
