"""Row security on what this room keeps, and no right to change it."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import wall


class Migration(migrations.Migration):
    """One wall; rows are only ever added."""

    dependencies = [("decisions", "0001_initial"), ("scope", "0002_walls")]
    operations = [wall("decisions_decision"), app_may_only_append("decisions_decision")]
