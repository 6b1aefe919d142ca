"""Two append-only tables: what happened, and the chain that proves nobody rewrote it."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Entry(models.Model):
    """One act or one look: opaque ids and codes only, so that the journal itself discloses nothing."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    right = models.CharField(max_length=64)
    act = models.CharField(max_length=64)
    thing_kind = models.CharField(max_length=32)
    thing_id = models.CharField(max_length=64)
    student_ids = ArrayField(models.UUIDField(), default=list)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = (
            GinIndex(fields=["student_ids"], name="journal_entry_students"),
            models.Index(fields=["actor_id", "at"], name="journal_entry_actor"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.thing_kind}"


class Seal(models.Model):
    """The place of an entry in the chain: hash of the seal before it and of the entry's canonical bytes."""

    ordinal = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    hash = models.BinaryField(max_length=32)

    class Meta:
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"seal {self.ordinal}"
