"""The walls ask the policy table as expressions over arrays, which takes half the time of the joins before."""

from __future__ import annotations

from django.db import migrations

from carryover.scope import walls


class Migration(migrations.Migration):
    dependencies = [("scope", "0012_competence_walls")]
    operations = [walls.functions()]
