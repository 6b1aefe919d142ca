"""Guidance for the adults who work with a student, and who read which card: rows that are only added, behind walls."""

from __future__ import annotations

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import ME, guard, students


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plans", "0004_history"),
        ("roster", "0005_classes"),
        ("scope", "0008_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuidanceLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=8)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("because", models.CharField(blank=True, max_length=300)),
                ("period", models.CharField(blank=True, max_length=16)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("paraprofessional", "Paraprofessional"),
                            ("behavior_technician", "Behavior technician"),
                            ("intervention_specialist", "Intervention specialist"),
                            ("teacher", "General-education teacher"),
                            ("behavior_analyst", "Behavior analyst"),
                            ("related_service", "Related-service provider"),
                            ("psychologist", "School psychologist"),
                            ("counselor", "Counselor or social worker"),
                            ("nurse", "Nurse"),
                            ("building_administrator", "Building administrator"),
                            ("district_administrator", "District administrator"),
                            ("privacy_officer", "Privacy officer"),
                            ("it", "IT administrator"),
                            ("substitute", "Substitute"),
                            ("contractor", "Agency contractor"),
                            ("external_evaluator", "External evaluator"),
                            ("auditor", "Auditor"),
                            ("guardian", "Parent or guardian"),
                            ("eligible_student", "Adult student"),
                        ],
                        max_length=32,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=64)),
                ("withdrawn", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "adult",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roster.adult",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="sheets.guidanceline",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
                (
                    "whom",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roster.adult",
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
            name="CardReading",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("guidance_hash", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("read_at", models.DateTimeField()),
                ("answers", models.JSONField()),
                (
                    "adult",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planversion"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["student", "adult", "-read_at"], name="reading_adult")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("read_at__gte", models.F("asked_at"))), name="reading_asked_first"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cardreading",
            trigger=pgtrigger.compiler.Trigger(
                name="written_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0696c6cb7b718fa306297c893e6fe1f4113074d2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_written_is_frozen_bff65",
                    table="sheets_cardreading",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="guidanceline",
            index=models.Index(fields=["student", "written_at"], name="guidance_student"),
        ),
        migrations.AddConstraint(
            model_name="guidanceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("because__regex", "\\S"),
                        ("kind__in", ["do", "may", "never", "ask"]),
                        ("text__regex", "\\S"),
                    ),
                    models.Q(("kind", "directs"), ("whom__isnull", False)),
                    ("withdrawn", True),
                    _connector="OR",
                ),
                name="guidance_line_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="guidanceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn", False), ("replaces__isnull", False), _connector="OR"),
                name="guidance_withdraws_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="guidanceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("role", ""), ("adult__isnull", True), _connector="OR"),
                name="guidance_for_one_or_role",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guidanceline",
            trigger=pgtrigger.compiler.Trigger(
                name="written_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="84e5f91bdc94bd8cfb701967b676d171c07de75b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_written_is_frozen_cdbce",
                    table="sheets_guidanceline",
                    when="BEFORE",
                ),
            ),
        ),
        app_may_only_append("sheets_guidanceline", "sheets_cardreading"),
        guard(
            "sheets_guidanceline",
            read=["day.read"],
            or_enter=f"written_by_id = {ME} AND student_id IN ({students(['guidance.write'])})",
        ),
        guard(
            "sheets_cardreading",
            read=["readers.see"],
            or_read=f"(adult_id = {ME} AND student_id IN ({students(['day.read'])}))",
            or_enter=f"adult_id = {ME} AND student_id IN ({students(['day.read'])})",
        ),
    ]
