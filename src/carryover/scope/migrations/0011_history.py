"""Row history of rights: who was what to whom, and what a tablet might do."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_may_only_append
from carryover.journal.history import keep_history


class Migration(migrations.Migration):
    """One trigger for each table whose rows change, and the wall around all history."""

    dependencies = [("scope", "0005_service_accounts"), ("roster", "0010_history")]
    operations = [
        keep_history("scope_relationship", student="student_id"),
        keep_history("scope_assignedperiod"),
        # A tablet says at every upload when it was seen and what waits on it: that is no history.
        keep_history("scope_device", leave_out=["token_hash", "seen_at", "next_n", "pending"]),
        keep_history("scope_grant"),
        keep_history("scope_instrument", student="student_id"),
        keep_history("scope_serviceaccount"),
        keep_history("scope_servicetoken", leave_out=["token_hash", "last_used_at"]),
        app_may_only_append("scope_relationshipevent", "scope_instrumentevent"),
    ]
