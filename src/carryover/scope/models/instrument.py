"""Court orders and other binding papers that take a right from a guardian or leave one with them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from carryover.roster.models import Adult, Guardian, Student


class Instrument(models.Model):
    """One effect of one paper on one right of one guardian; custody alone changes nothing (34 CFR 99.4).

    `right`: inspect, consent, notice, contact, address. `effect`: `revokes` it, or `keeps` it after majority.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="instruments")
    kind = models.CharField(max_length=16)
    right = models.CharField(max_length=8)
    effect = models.CharField(max_length=8)
    issuer = models.CharField(max_length=120)
    reference = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("order.see",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["court_order", "statute", "guardianship", "student_consent"]),
                name="instrument_kind",
            ),
            models.CheckConstraint(
                condition=Q(right__in=["inspect", "consent", "notice", "contact", "address"]),
                name="instrument_right",
            ),
            models.CheckConstraint(
                condition=Q(effect="revokes", kind__in=["court_order", "statute"])
                | Q(effect="keeps", kind__in=["guardianship", "student_consent"]),
                name="instrument_effect_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="instrument_ends_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.effect} {self.right}"
