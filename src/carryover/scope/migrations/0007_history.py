"""Row history of rights: who was what to whom, and what a tablet might do."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import migrations
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import RemoveTrigger

from carryover.journal.history import keep_history


def tables_of_their_own(*models: str) -> Iterator[Operation]:
    """The history tables that some had by themselves go: one table, which the app cannot write, keeps all of it."""
    for model in models:
        yield RemoveTrigger(model_name=model, name="insert_insert")
        yield RemoveTrigger(model_name=model, name="update_update")
        yield migrations.DeleteModel(name=f"{model}event")


class Migration(migrations.Migration):
    """One trigger for each table whose rows change, and the wall around all history."""

    dependencies = [("scope", "0006_substitute_cards"), ("roster", "0004_history")]
    operations = [
        *tables_of_their_own("relationship", "instrument", "substitutecard"),
        keep_history("scope_relationship", student="student_id"),
        keep_history("scope_assignedperiod"),
        # A tablet says at every upload when it was seen and what waits on it: that is no history.
        keep_history("scope_device", leave_out=["token_hash", "seen_at", "next_n", "pending"]),
        keep_history("scope_grant"),
        keep_history("scope_instrument", student="student_id"),
        keep_history("scope_substitutecard", leave_out=["token_hash"]),
        keep_history("scope_serviceaccount"),
        keep_history("scope_servicetoken", leave_out=["token_hash", "last_used_at"]),
    ]
