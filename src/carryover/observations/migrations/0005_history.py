"""Row history of dated notes; what was set aside, and the lives of the database, are only ever added to."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_may_only_append
from carryover.journal.history import keep_history


class Migration(migrations.Migration):
    """One trigger, and rights taken away."""

    dependencies = [("observations", "0004_walls_by_act"), ("journal", "0003_waterline_and_history")]
    operations = [
        keep_history("observations_datednote", student="student_id"),
        app_may_only_append("observations_epoch", "observations_setaside"),
    ]
