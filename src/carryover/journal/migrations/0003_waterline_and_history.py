"""Only the keeper writes seals, and only a trigger writes history: the app role has no right to either."""

from __future__ import annotations

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from carryover.journal.append_only import app_may_only_read
from carryover.journal.history import functions

# The app role reads nobody's history until a room that shows it opens the wall by an act; the trigger alone writes.
WALL = """
ALTER TABLE journal_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_history FORCE ROW LEVEL SECURITY;
CREATE POLICY by_trigger ON journal_history FOR INSERT WITH CHECK (true);
"""
NO_WALL = """
DROP POLICY by_trigger ON journal_history;
ALTER TABLE journal_history NO FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_history DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Two tables, the function behind row history, and rights taken away."""

    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Waterline",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("passed", models.BigIntegerField()),
                ("marked", models.BigIntegerField()),
                ("marked_xid", models.BigIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="waterline",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="journal_one_waterline"),
        ),
        migrations.CreateModel(
            name="History",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.CharField(max_length=64)),
                ("change", models.CharField(max_length=6)),
                ("student_id", models.UUIDField(null=True)),
                ("by_adult", models.UUIDField(null=True)),
                ("by_device", models.UUIDField(null=True)),
                ("by_role", models.CharField(max_length=63)),
                ("was", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["table_name", "row_id", "at"], name="journal_history_row"),
                    models.Index(fields=["student_id"], name="journal_history_student"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="history",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0e343f6dcc5a00627c9cb3abb02ed38dbc93f267",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_36a8d",
                    table="journal_history",
                    when="BEFORE",
                ),
            ),
        ),
        functions(),
        migrations.RunSQL(WALL, NO_WALL),
        app_may_only_read("journal_seal", "journal_waterline", "journal_history", "django_migrations"),
    ]
