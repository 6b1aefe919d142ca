"""Row security on plans. A tablet's upload is judged by the version it names, so a device may read versions."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import wall


class Migration(migrations.Migration):
    """Walls and frozen versions."""

    dependencies = [("plans", "0001_initial"), ("scope", "0002_walls")]
    operations = [
        wall("plans_studentplan"),
        wall("plans_planversion", read_too="scope_device() IS NOT NULL"),
        wall("plans_signature"),
        wall("plans_plandraft"),
        wall("plans_plandraftevent"),
        app_may_only_append("plans_planversion", "plans_signature"),
    ]
