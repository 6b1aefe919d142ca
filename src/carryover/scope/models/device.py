"""Tablets and the grants under which people record on them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from carryover.roster.models import Adult, School


class Device(models.Model):
    """A tablet's credential: it may append and nothing else. Only a hash of the token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="devices")
    install = models.UUIDField(unique=True)
    label = models.CharField(max_length=60, blank=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    enrolled_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    next_n = models.BigIntegerField(default=0)
    pending = models.IntegerField(default=0)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label or str(self.id)


class Grant(models.Model):
    """One sign-in of one adult on one device: what its items are authored under, long after it has expired."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="grants")
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="grants")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="grant_expires_later"
            ),
        )

    def __str__(self) -> str:
        return f"grant {self.id}"
