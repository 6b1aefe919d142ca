"""What signing in has to remember: open sessions, tries, devices that were let in before, and forms that were rescued.

None of these rows holds a student's record by itself; a rescued form holds what its writer typed, for that writer only.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from carryover.roster.models import Account


class OpenSession(AbstractBaseSession):
    """A session of one browser. Who, since when and on what stand in columns, so that they can be listed and ended."""

    # How a page names it; the key itself is never shown. Not unique: for a moment a new key has the old one beside it.
    public = models.UUIDField(null=True, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=8, blank=True)
    device = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = (models.Index(fields=["account", "started_at"], name="opensession_account"),)

    def __str__(self) -> str:
        return f"{self.device} since {self.started_at}"


class Tries(models.Model):
    """How often one thing failed lately: a user name, a device with a name, or an address, each as a keyed digest."""

    bucket = models.CharField(max_length=64, primary_key=True)
    failures = models.IntegerField(default=0)
    since = models.DateTimeField()
    strikes = models.IntegerField(default=0)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} since {self.since}"


class KnownDevice(models.Model):
    """A browser from which somebody has signed in under a name; both are digests."""

    id = models.BigAutoField(primary_key=True)
    device = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["device", "name"], name="known_device_once"),)

    def __str__(self) -> str:
        return f"seen {self.seen_at}"


class KeptForm(models.Model):
    """What somebody had typed when their session had ended or they had to confirm first: theirs alone, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="kept_forms")
    path = models.CharField(max_length=500)
    page = models.CharField(max_length=500, blank=True)  # where the form stands
    fields = models.JSONField()
    why = models.CharField(max_length=16)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "kept_at"], name="keptform_account"),)

    def __str__(self) -> str:
        return f"kept {self.kept_at}"
