"""What signing in remembers, and the cache that every process and server shares."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As Django's own createcachetable makes it.
CACHE = """
CREATE TABLE front_door_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
);
CREATE INDEX front_door_cache_expires ON front_door_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tries",
            fields=[
                ("bucket", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("strikes", models.IntegerField(default=0)),
                ("until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("device", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("device", "name"), name="known_device_once")],
            },
        ),
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=500)),
                ("page", models.CharField(blank=True, max_length=500)),
                ("fields", models.JSONField()),
                ("why", models.CharField(max_length=16)),
                ("kept_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_forms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "kept_at"], name="keptform_account")],
            },
        ),
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("public", models.UUIDField(db_index=True, null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(blank=True, max_length=8)),
                ("device", models.CharField(blank=True, max_length=60)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "started_at"], name="opensession_account")],
            },
        ),
        migrations.RunSQL(CACHE, "DROP TABLE front_door_cache"),
    ]
