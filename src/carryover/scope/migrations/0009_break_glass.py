"""Claims of an emergency and their reviews, and the register of requests and disclosures; each behind its wall."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from carryover.journal.append_only import app_may_only_append
from carryover.scope.walls import ME, guard, students

FIND = """
CREATE FUNCTION scope_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT btrim(lower(regexp_replace(
        regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f]', '', 'g'), '\\s+', ' ', 'g')))
$$;

-- In an emergency: the one student of the asker's schools who bears this number, or this whole name in this grade.
CREATE FUNCTION scope_find_student(whole_name text, in_grade text, with_number text)
RETURNS TABLE (student_id uuid, school_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 2 AS $$
    SELECT e.student_id, e.school_id
    FROM roster_enrolment e JOIN roster_student s ON s.id = e.student_id
    WHERE e.school_id IN (SELECT scope_schools('{glass.break}'))
      AND scope_holds(e.valid_from, e.valid_to, NULL, NULL,
                      nullif(current_setting('carryover.today', true), '')::date, NULL)
      AND CASE WHEN with_number <> '' THEN s.number = with_number
          ELSE e.grade = in_grade
              AND scope_plain(s.given_name || ' ' || s.family_name) = scope_plain(whole_name) END
    LIMIT 2
$$;
"""
NO_FIND = "DROP FUNCTION scope_find_student(text, text, text); DROP FUNCTION scope_plain(text);"
OWN = f"adult_id = {ME}"
REVIEWS = (
    f"student_id IN ({students(['glass.review'], 'awaiting')})"
    f" AND reviewed_by_id = {ME}"
    f" AND EXISTS (SELECT FROM scope_glass g WHERE g.id = glass_id AND g.student_id = scope_glassreview.student_id"
    f" AND g.adult_id <> {ME})"
)


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0005_classes"),
        ("scope", "0008_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="FamilyAccess",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("shown", models.BooleanField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.district"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Glass",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("claimed_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.adult"
                    ),
                ),
                (
                    "relationship",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="glass",
                        to="scope.relationship",
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
            name="GlassReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("outcome", models.CharField(max_length=16)),
                ("words", models.TextField()),
                ("reviewed_at", models.DateTimeField()),
                (
                    "glass",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="scope.glass"
                    ),
                ),
                (
                    "reviewed_by",
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
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("correction", models.CharField(blank=True, max_length=200)),
                ("day", models.DateField()),
                ("outcome", models.CharField(max_length=16)),
                ("asked_by", models.CharField(max_length=120)),
                ("party", models.CharField(max_length=160)),
                ("interest", models.CharField(max_length=400)),
                ("what", models.CharField(max_length=400)),
                ("basis", models.CharField(blank=True, max_length=16)),
                ("consent_on", models.DateField(null=True)),
                ("threat", models.CharField(blank=True, max_length=400)),
                ("onward", models.CharField(blank=True, max_length=400)),
                ("told_onward", models.BooleanField(default=False)),
                ("entered_at", models.DateTimeField()),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="scope.disclosure",
                    ),
                ),
                (
                    "entered_by",
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
                "indexes": [models.Index(fields=["student", "-day"], name="disclosure_student_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["disclosed", "refused", "asked"])),
                        name="disclosure_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "disclosed"), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_has_a_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "consent"), _negated=True),
                            ("consent_on__isnull", False),
                            _connector="OR",
                        ),
                        name="disclosure_consent_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "emergency"), _negated=True),
                            models.Q(("threat", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_threat_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            models.Q(("correction", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_correction_why",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosure",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1aac719e207230c67b8840eff3cf032a217b9597",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_57d8e",
                    table="scope_disclosure",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familyaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5f59f085a4bc788c5a536b2d345efe43cda5ec48",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_df327",
                    table="scope_familyaccess",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="glass",
            index=models.Index(fields=["adult", "claimed_at"], name="glass_adult"),
        ),
        migrations.AddConstraint(
            model_name="glass",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["medical", "safety", "missing", "other"])), name="glass_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="glass",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("claimed_at"))), name="glass_ends_later"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glass",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8d48d54d03eae0f5963724c76a8969ddf6ab9df0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_5ec03",
                    table="scope_glass",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="glassreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["justified", "unjustified"])), name="glass_review_outcome"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="glassreview",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="39aac2f0d920843d0f7cbe96162f4f00e484df4f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_as_written_9f930",
                    table="scope_glassreview",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(FIND, NO_FIND),
        guard(
            "scope_glass",
            read=["glass.see"],
            or_read=OWN,
            or_enter=f"{OWN} AND student_id IN (SELECT scope_enrolled('{{glass.break}}'))",
        ),
        guard(
            "scope_glassreview",
            read=["glass.see"],
            or_read=f"EXISTS (SELECT FROM scope_glass g WHERE g.id = glass_id AND g.{OWN})",
            or_enter=REVIEWS,
        ),
        guard("scope_disclosure", read=["access.read"], enter=["disclosure.record"]),
        app_may_only_append("scope_glass", "scope_glassreview", "scope_disclosure", "scope_familyaccess"),
    ]
