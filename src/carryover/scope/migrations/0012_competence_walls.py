"""Walls around certificates, requirements and overrides, and their history.

Everybody sees their own; those who assign see colleagues'.
"""

from __future__ import annotations

from django.db import migrations

from carryover.journal.history import keep_history
from carryover.scope.walls import ME, ground, guard, schools, students

OWN = f"adult_id = {ME}"
DESK = "SELECT FROM roster_adult a WHERE a.id = adult_id AND"


def at_desk(act: str) -> str:
    """SQL: the adult has their desk at a school where the asker may do this, or at none while the asker may at some."""
    return f"EXISTS ({DESK} (a.school_id IN ({schools(act)}) OR (a.school_id IS NULL AND EXISTS ({schools(act)}))))"


SIGNED_OFF = f"student_id IN ({students(['training.sign'])})"
MAY_OVERRIDE = ["competence.override"]
MAY_ADD = f"EXISTS ({schools('competence.record')})"

# Whoever assigns an adult to a student must be answered rightly wherever that adult has their desk: what the adult is
# trained in, from when to when, and nothing else of the certificate.
HELD = """
CREATE FUNCTION scope_held(adults uuid[], students uuid[]) RETURNS TABLE (
    adult_id uuid, competency varchar, student_id uuid, issued_on date, expires_on date, ended_on date, plan_number int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 100 AS $$
    WITH mine AS (
        SELECT s.id FROM unnest(students) AS s (id)
        WHERE s.id IN (SELECT scope_students('{assignment.make,training.see,training.record}'))
    )
    SELECT c.adult_id, c.competency, c.student_id, c.issued_on, c.expires_on, c.ended_on, c.plan_number
    FROM scope_certificate c
    WHERE c.adult_id = ANY (adults) AND EXISTS (SELECT FROM mine)
      AND (c.student_id IS NULL OR c.student_id IN (SELECT id FROM mine))
$$;
"""


class Migration(migrations.Migration):
    """A certificate for one student is read with that student, any other with the adult's desk."""

    dependencies = [("scope", "0011_competence")]
    operations = [
        guard(
            "scope_certificate",
            read=["training.see"],
            or_read=f"{OWN} OR (student_id IS NULL AND {at_desk('competence.see')})",
            or_enter=f"{at_desk('competence.record')} OR {SIGNED_OFF}",
            or_change=at_desk("competence.record"),
        ),
        *ground("scope_certificate"),
        migrations.RunSQL(HELD, "DROP FUNCTION scope_held(uuid[], uuid[])"),
        guard(
            "scope_requirement",
            read=["training.see", "day.read"],
            enter=["requirement.set"],
            change=["requirement.set"],
        ),
        guard("scope_override", read=["training.see"], or_read=OWN, enter=MAY_OVERRIDE, change=MAY_OVERRIDE),
        keep_history("scope_certificate", student="student_id"),
        keep_history("scope_requirement", student="student_id"),
        keep_history("scope_override", student="student_id"),
        keep_history("scope_owncompetency"),
        guard("scope_owncompetency", or_read="true", or_enter=MAY_ADD, or_change=MAY_ADD),
    ]
