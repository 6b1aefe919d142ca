"""Cards for substitutes: the table behind its wall, and the walls of students open to what a card covers."""

from __future__ import annotations

import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from carryover.scope.walls import ME, also_seen, functions, ground, guard, schools

OFFICE = (
    f"(school_id IN ({schools('substitute.issue')})"
    " AND stands_for_id IN (SELECT scope_colleagues('{substitute.issue}')))"
)
OWN = f"(stands_for_id = {ME} AND school_id IN ({schools('substitute.issue_own')}))"
# Whoever gave somebody's place to a substitute with an account must see that row to end it.
PLACE_GIVEN = f"stands_for_id = {ME} OR stands_for_id IN (SELECT scope_colleagues('{{substitute.issue}}'))"
KNOWN_TO = f"school_id IN ({schools('people.see')}) OR stands_for_id = {ME} OR issued_by_id = {ME}"


def only_ends_early(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Of a card that was handed out the app can change nothing but that it ended: not whom it covers, not how long."""
    app = editor.connection.ops.quote_name(settings.DATABASES["default"]["USER"])
    editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON scope_substitutecard FROM {app}")
    editor.execute(f"GRANT UPDATE (revoked_at, revoked_by_id) ON scope_substitutecard TO {app}")


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("roster", "0003_majority"),
        ("scope", "0005_service_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubstituteCard",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("for_whom", models.CharField(blank=True, max_length=80)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "periods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("office", models.CharField(blank=True, max_length=120)),
                ("collects", models.BooleanField(default=False)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roster.adult",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.school"
                    ),
                ),
                (
                    "stands_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubstituteCardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, serialize=False)),
                ("for_whom", models.CharField(blank=True, max_length=80)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "periods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("office", models.CharField(blank=True, max_length=120)),
                ("collects", models.BooleanField(default=False)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roster.adult",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="scope.substitutecard",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roster.adult",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roster.school",
                    ),
                ),
                (
                    "stands_for",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="roster.adult",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="substitutecard",
            index=models.Index(fields=["school", "ends_at"], name="substitute_card_school"),
        ),
        migrations.AddConstraint(
            model_name="substitutecard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("starts_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(days=15))
                        ),
                    ),
                ),
                name="substitute_card_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="substitutecard",
            constraint=models.CheckConstraint(
                condition=models.Q(("periods__len__gt", 0)), name="substitute_card_has_periods"
            ),
        ),
        migrations.AddConstraint(
            model_name="substitutecard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="substitute_card_revoked_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="substitutecard",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "scope_substitutecardevent" ("collects", "ends_at", "for_whom", "id", "issued_at", "issued_by_id", "office", "periods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "school_id", "stands_for_id", "starts_at") VALUES (NEW."collects", NEW."ends_at", NEW."for_whom", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."office", NEW."periods", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."revoked_by_id", NEW."school_id", NEW."stands_for_id", NEW."starts_at"); RETURN NULL;',
                    hash="09fdb3bed4dbdfc63b42fb7e9292709736ac7c9a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1b2df",
                    table="scope_substitutecard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="substitutecard",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."collects" IS DISTINCT FROM (NEW."collects") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."for_whom" IS DISTINCT FROM (NEW."for_whom") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."office" IS DISTINCT FROM (NEW."office") OR OLD."periods" IS DISTINCT FROM (NEW."periods") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."revoked_by_id" IS DISTINCT FROM (NEW."revoked_by_id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."stands_for_id" IS DISTINCT FROM (NEW."stands_for_id") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at"))',
                    func='INSERT INTO "scope_substitutecardevent" ("collects", "ends_at", "for_whom", "id", "issued_at", "issued_by_id", "office", "periods", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "school_id", "stands_for_id", "starts_at") VALUES (NEW."collects", NEW."ends_at", NEW."for_whom", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."office", NEW."periods", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."revoked_by_id", NEW."school_id", NEW."stands_for_id", NEW."starts_at"); RETURN NULL;',
                    hash="2eb05e73732c1d5ea79ba1b953e7ac44f3c33bf8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_87cb3",
                    table="scope_substitutecard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="substitutecardevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a1391817bf244147e0528c5c26b80bdc8d1befc6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_216ea",
                    table="scope_substitutecardevent",
                    when="BEFORE",
                ),
            ),
        ),
        functions(),
        also_seen("scope_relationship", "seen_places", PLACE_GIVEN),
        *ground("scope_substitutecard"),
        guard(
            "scope_substitutecard",
            or_read=KNOWN_TO,
            or_enter=f"issued_by_id = {ME} AND ({OFFICE} OR {OWN})",
            or_change=f"{OFFICE} OR {OWN}",
        ),
        guard("scope_substitutecardevent", or_read=KNOWN_TO, or_enter="true"),
        migrations.RunPython(only_ends_early, migrations.RunPython.noop),
    ]
