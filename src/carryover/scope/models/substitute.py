"""Cards for substitutes without an account: in whose place, when, in which periods, and the hash of a secret link."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from carryover.roster.models import Adult, School

LONGEST = timedelta(days=15)
"""Longer than two school weeks is no card but an account with an assignment."""


class SubstituteCard(models.Model):
    """What was handed to somebody who takes an adult's place, in some of the bell schedule's periods, until a moment.

    `for_whom` may be empty: the office may not know yet who comes. `collects` says whether it asks to record.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    stands_for = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    for_whom = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    periods = ArrayField(models.CharField(max_length=16))
    office = models.CharField(max_length=120, blank=True)
    collects = models.BooleanField(default=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    issued_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["school", "ends_at"], name="substitute_card_school"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + LONGEST),
                name="substitute_card_ends",
            ),
            models.CheckConstraint(condition=Q(periods__len__gt=0), name="substitute_card_has_periods"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="substitute_card_revoked_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"card until {self.ends_at:%Y-%m-%d %H:%M}"
