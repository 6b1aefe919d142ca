"""Row history of who is who: what is changed or removed stays on record, with the adult who did it."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.history import keep_history


class Migration(migrations.Migration):
    """One trigger for each table whose rows change."""

    dependencies = [
        ("roster", "0003_majority"),
        ("journal", "0003_waterline_and_history"),
    ]
    operations = [
        keep_history("roster_district"),
        keep_history("roster_school"),
        keep_history("roster_bellschedule"),
        keep_history("roster_period"),
        keep_history("roster_schoolday"),
        keep_history("roster_student", student="id"),
        keep_history("roster_enrolment", student="student_id"),
        keep_history("roster_adult"),
        keep_history("roster_account", leave_out=["password", "last_login"]),
        keep_history("roster_guardian", student="student_id"),
        keep_history("roster_absence", student="student_id"),
        keep_history("roster_outing"),
        keep_history("roster_outing_students", student="student_id"),
    ]
