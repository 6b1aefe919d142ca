"""Service accounts, and their side of the wall: the students of the one school that each was made for."""

from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from carryover.scope.walls import STUDENTS

END = "END $$;"
SERVICE = """
    IF nullif(current_setting('carryover.service', true), '') IS NOT NULL THEN
        RETURN QUERY SELECT e.student_id
            FROM scope_serviceaccount a JOIN roster_enrolment e ON e.school_id = a.school_id
            WHERE a.id = current_setting('carryover.service', true)::uuid AND a.ended_at IS NULL
              AND e.valid_from <= today AND (e.valid_to IS NULL OR e.valid_to >= today);
    END IF;
"""


def with_services() -> str:
    """The function that every wall asks, as `scope.walls` writes it, with one more way to be in scope."""
    begins, ends = STUDENTS.index("CREATE FUNCTION scope_students()"), STUDENTS.index(END)
    body = STUDENTS[begins:ends].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return body + SERVICE + END


def without_services() -> str:
    """The same function as it was."""
    begins, ends = STUDENTS.index("CREATE FUNCTION scope_students()"), STUDENTS.index(END)
    return STUDENTS[begins:ends].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1) + END


class Migration(migrations.Migration):
    dependencies = [("scope", "0002_walls"), ("roster", "0002_language_unchosen")]

    operations = [
        migrations.CreateModel(
            name="ServiceAccount",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("purpose", models.CharField(max_length=300)),
                (
                    "acts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), size=None
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_accounts",
                        to="roster.adult",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_accounts",
                        to="roster.school",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceToken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="scope.serviceaccount",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="token_expires_later",
                    )
                ],
            },
        ),
        migrations.RunSQL(with_services(), without_services()),
    ]
