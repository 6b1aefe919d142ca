"""Row history of drafts and of the plans they belong to, kept as everywhere: by the one trigger that the app cannot switch off.

It replaces a table of its own that drafts had; no school's plans were in it yet.
"""

from __future__ import annotations

import pgtrigger.migrations
from django.db import migrations

from carryover.journal.history import keep_history


class Migration(migrations.Migration):
    """The old table goes, two triggers come."""

    dependencies = [("plans", "0003_walls_by_act"), ("journal", "0003_waterline_and_history")]
    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="plandraft", name="insert_insert"),
        pgtrigger.migrations.RemoveTrigger(model_name="plandraft", name="update_update"),
        migrations.DeleteModel(name="PlanDraftEvent"),
        keep_history("plans_studentplan", student="student_id"),
        keep_history("plans_plandraft", student="student_id"),
    ]
