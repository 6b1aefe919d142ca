"""Notes to the team, behind a wall that only the team passes."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import guard


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_sealed"),
        ("roster", "0005_classes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=600)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["student", "-written_at"], name="team_note_student")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="teamnote",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4f89bae389875018d9b528870799ad8677d691e8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_f1720",
                    table="plans_teamnote",
                    when="BEFORE",
                ),
            ),
        ),
        guard("plans_teamnote", read=["team.note"], enter=["team.note"]),
        app_may_only_append("plans_teamnote"),
    ]
