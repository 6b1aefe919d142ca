"""What adults find does not fit, and how it was answered: rows that are only added, behind walls that ask acts."""

from __future__ import annotations

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import ME, guard, students

MINE = f"author_id = {ME} AND student_id IN ({students(['day.read'])})"
"""What one raised oneself, while one still works with the student."""
RAISED = f"device_id IS NULL AND author_id = {ME} AND student_id IN ({students(['concern.raise'])})"
OF_MINE = f"concern_id IN (SELECT mine.id FROM observations_concern mine WHERE mine.author_id = {ME})"  # noqa: S608
ANSWERED = (
    f"kind = 'answered' AND student_id IN ({students(['concern.resolve'], 'open')}) AND NOT ({OF_MINE})"
)
REOPENED = f"kind = 'reopened' AND student_id IN ({students(['concern.reopen'], 'answered')}) AND {OF_MINE}"


class Migration(migrations.Migration):
    dependencies = [
        ("observations", "0005_history"),
        ("roster", "0005_classes"),
        ("scope", "0008_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("about", models.CharField(max_length=12)),
                ("plan_version_id", models.UUIDField(null=True)),
                ("measure", models.CharField(blank=True, max_length=64)),
                ("line", models.CharField(blank=True, max_length=64)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("raised_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("device_id", models.UUIDField(null=True)),
                ("flag", models.CharField(blank=True, max_length=20)),
                ("received_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.school"
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConcernAddition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("concern", models.UUIDField(db_index=True)),
                ("at", models.DateTimeField()),
                ("line", models.CharField(blank=True, max_length=64)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("device_id", models.UUIDField(null=True)),
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
        ),
        migrations.CreateModel(
            name="ConcernStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("words", models.CharField(max_length=600)),
                ("at", models.DateTimeField()),
                ("link_kind", models.CharField(blank=True, max_length=10)),
                ("link_id", models.CharField(blank=True, max_length=64)),
                ("link_words", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="observations.concern",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["student", "raised_at"], name="concern_student"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["author", "raised_at"], name="concern_author"),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", "two_things"), ("measure", "")),
                    models.Q(("about", "definition"), models.Q(("measure", ""), _negated=True)),
                    _connector="OR",
                ),
                name="concern_about",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="raised_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="339cd6e7650c4fd52ecd651396e6d789823234b9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_raised_is_frozen_bd307",
                    table="observations_concern",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernaddition",
            trigger=pgtrigger.compiler.Trigger(
                name="raised_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3c8578f3447fef7e4406c605534cb9f6b1a926d9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_raised_is_frozen_c9b98",
                    table="observations_concernaddition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.UniqueConstraint(fields=("concern", "number"), name="concern_step_once"),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "answered"), ("number__in", [1, 3])),
                    models.Q(("kind", "reopened"), ("number", 2)),
                    _connector="OR",
                ),
                name="concern_step_in_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("words__regex", "\\S")), name="concern_step_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("link_kind__in", ["", "guidance", "plan_line", "draft"])),
                name="concern_link_kind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernstep",
            trigger=pgtrigger.compiler.Trigger(
                name="raised_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="32106496e3f3f2ec08651268ad93f48d440f5ef2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_raised_is_frozen_f6530",
                    table="observations_concernstep",
                    when="BEFORE",
                ),
            ),
        ),
        app_may_only_append(
            "observations_concern", "observations_concernaddition", "observations_concernstep"
        ),
        *(
            guard(
                table,
                read=["concern.see"],
                or_read=f"({MINE})",
                or_enter=f"device_id = scope_device() OR ({RAISED})",
            )
            for table in ("observations_concern", "observations_concernaddition")
        ),
        guard(
            "observations_concernstep",
            read=["concern.see"],
            or_read=OF_MINE,
            or_enter=f"by_id = {ME} AND (({ANSWERED}) OR ({REOPENED}))",
        ),
    ]
