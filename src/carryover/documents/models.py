"""Documents as they were issued: the stored bytes are the record, not a later printing."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models

from carryover.plans.models import PlanVersion
from carryover.roster.models import Adult, Student


class Issued(models.Model):
    """A PDF that was issued or kept, with the hash of its content and the version of its template."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=64)
    template_version = models.CharField(max_length=24)
    pdf = models.BinaryField()
    issued_by = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()

    student_path = "student_id"
    state_path = "kind"
    seen_by = {"report": ("report.issue", "report.read"), "signed_plan": ("plan.read",)}

    class Meta:
        triggers = (
            pgtrigger.Protect(name="issued_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_at:%Y-%m-%d}"
