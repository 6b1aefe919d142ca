"""Trainings of adults for one student, and their steps."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plans", "0004_history"),
        ("roster", "0005_classes"),
        ("scope", "0012_competence_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Training",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("competency", models.CharField(max_length=60)),
                ("behaviors", models.JSONField()),
                ("percent", models.IntegerField()),
                ("observations", models.IntegerField()),
                ("begun_at", models.DateTimeField()),
                ("set_aside_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "certificate",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training",
                        to="scope.certificate",
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.planversion",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="roster.adult",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=8)),
                ("day", models.DateField()),
                ("answers", models.JSONField(default=list)),
                ("entered_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.student"
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="staff.training"
                    ),
                ),
            ],
            options={
                "ordering": ("day", "entered_at"),
            },
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                condition=models.Q(("certificate__isnull", True), ("set_aside_at__isnull", True)),
                fields=("student", "trainee", "competency"),
                name="one_training_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(("trainee", models.F("begun_by")), _negated=True),
                name="trained_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("observations__gte", 1),
                    ("observations__lte", 5),
                    ("percent__gte", 1),
                    ("percent__lte", 100),
                ),
                name="training_criterion",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["instruct", "model", "rehearse", "observe"])),
                name="step_kind",
            ),
        ),
    ]
