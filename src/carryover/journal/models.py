"""Append-only tables: what happened, the chain that proves nobody rewrote it, and rows as they were before a change."""

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


class Waterline(models.Model):
    """One row: how far the sealer is certain that no entry can still arrive; see `carryover.journal.sealing.Water`."""

    id = models.SmallIntegerField(primary_key=True)
    passed = models.BigIntegerField()
    marked = models.BigIntegerField()
    marked_xid = models.BigIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_one_waterline"),)

    def __str__(self) -> str:
        return f"passed {self.passed}"


class History(models.Model):
    """A row of a mutable table as it was before somebody changed or removed it; written by a trigger alone.

    The row as it is now stands in its own table, so the two together are the whole history since the row was made; who
    made it stands in the journal. `was` leaves out what `carryover.journal.history.keep_history` was told to.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=64)
    change = models.CharField(max_length=6)
    student_id = models.UUIDField(null=True)
    by_adult = models.UUIDField(null=True)
    by_device = models.UUIDField(null=True)
    by_role = models.CharField(max_length=63)
    was = models.JSONField()

    class Meta:
        indexes = (
            models.Index(fields=["table_name", "row_id", "at"], name="journal_history_row"),
            models.Index(fields=["student_id"], name="journal_history_student"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} before {self.change}"
