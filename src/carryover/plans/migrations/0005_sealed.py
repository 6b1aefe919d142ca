"""Sealed notes and the lines that may be shown without their reason, each behind its own wall."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import guard, students

COMPARTMENTS = ("counseling", "protection", "health")
WRITERS = " OR ".join(f"student_id IN ({students(['sealed.write'], of)})" for of in COMPARTMENTS)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_history"),
        ("scope", "0009_break_glass"),
        ("roster", "0005_classes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("compartment", models.CharField(max_length=16)),
                ("key", models.CharField(max_length=16)),
                ("nonce", models.BinaryField(max_length=12)),
                ("sealed", models.BinaryField()),
                ("written_at", models.DateTimeField()),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="plans.sealednote",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OpenLines",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("do", models.JSONField(default=list)),
                ("avoid", models.JSONField(default=list)),
                ("written_at", models.DateTimeField()),
                (
                    "ask",
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
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="plans.openlines",
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="plans.sealednote",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="sealednote",
            index=models.Index(fields=["student", "compartment"], name="sealed_student"),
        ),
        migrations.AddConstraint(
            model_name="sealednote",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartment__in", ["counseling", "protection", "health"])),
                name="sealed_compartment",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealednote",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0913e4cd971b9b52fdea8cfc3f97595ba3d40623",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_fe835",
                    table="plans_sealednote",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="openlines",
            index=models.Index(fields=["student"], name="open_lines_student"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openlines",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="912fdd926922346c35af39f942d0d35f7e1d91c8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_14050",
                    table="plans_openlines",
                    when="BEFORE",
                ),
            ),
        ),
        guard(
            "plans_sealednote",
            state="compartment",
            read={of: ["sealed.read"] for of in COMPARTMENTS},
            enter={of: ["sealed.write"] for of in COMPARTMENTS},
        ),
        guard("plans_openlines", read=["day.read"], or_enter=WRITERS),
        app_may_only_append("plans_sealednote", "plans_openlines"),
    ]
