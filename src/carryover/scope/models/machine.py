"""Programs of the district that read by themselves: what each may do, for which school, until when."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from carryover.roster.models import Adult, School


class ServiceAccount(models.Model):
    """A program, the adult who answers for it, and the few acts that it was given for the students of one school."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300)
    owner = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="service_accounts")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="service_accounts")
    acts = ArrayField(models.CharField(max_length=64))
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ServiceToken(models.Model):
    """What a program shows at the door. Only a hash of it is kept, and it always ends."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(ServiceAccount, on_delete=models.PROTECT, related_name="tokens")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="token_expires_later"
            ),
        )

    def __str__(self) -> str:
        return f"token until {self.expires_at:%Y-%m-%d}"
