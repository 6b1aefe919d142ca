"""The register of requests and disclosures that 34 CFR 99.32 asks for, and what families are shown beside it."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Q

from carryover.roster.models import Adult, District, Student


class Disclosure(models.Model):
    """One request for records or disclosure to somebody outside the school. Kept as long as the record is.

    It is never changed: a correction is a new entry that names the one it `corrects`, and why. `onward` names others to
    whom the recipient may pass it on for the school (34 CFR 99.32(b), 99.33(b)).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    correction = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    outcome = models.CharField(max_length=16)
    asked_by = models.CharField(max_length=120)
    party = models.CharField(max_length=160)
    interest = models.CharField(max_length=400)
    what = models.CharField(max_length=400)
    basis = models.CharField(max_length=16, blank=True)
    consent_on = models.DateField(null=True)
    threat = models.CharField(max_length=400, blank=True)
    onward = models.CharField(max_length=400, blank=True)
    told_onward = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("access.read",)

    class Meta:
        indexes = (models.Index(fields=["student", "-day"], name="disclosure_student_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=["disclosed", "refused", "asked"]), name="disclosure_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="disclosed") | ~Q(basis=""), name="disclosure_has_a_basis"
            ),
            models.CheckConstraint(
                condition=~Q(basis="consent") | Q(consent_on__isnull=False), name="disclosure_consent_dated"
            ),
            models.CheckConstraint(
                condition=~Q(basis="emergency") | ~Q(threat=""), name="disclosure_threat_told"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction=""), name="disclosure_correction_why"
            ),
        )
        triggers = (pgtrigger.Protect(name="kept_as_written", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.outcome} {self.day}"


class FamilyAccess(models.Model):
    """The district's newest word on whether families are shown access by staff too; it is shown where nobody said."""

    id = models.BigAutoField(primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    shown = models.BooleanField()
    decided_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        triggers = (pgtrigger.Protect(name="kept_as_written", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return "shown" if self.shown else "not shown"
