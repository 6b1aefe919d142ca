"""Row security on the roster's student tables."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import first_functions, wall


class Migration(migrations.Migration):
    """Functions first, then a wall around every table that names a student."""

    dependencies = [("scope", "0001_initial"), ("roster", "0001_initial")]
    operations = [
        first_functions(),
        wall("roster_student", "id"),
        wall("roster_enrolment"),
        wall("roster_guardian"),
        wall("roster_absence"),
    ]
