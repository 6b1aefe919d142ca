"""The second wall: row-level security, written once for every table that holds something about a student.

Used by migrations. A table behind the wall shows a row to the app role only when the adult whom the request entered
for (`carryover.adult`, on `carryover.today`) has a relationship to its student. Owner and keeper step over it.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

STUDENTS = """
CREATE FUNCTION scope_students() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 60 AS $$
DECLARE
    -- Read once: as conditions they would be worked out again for every enrolment of the district.
    me uuid := nullif(current_setting('carryover.adult', true), '');
    today date := nullif(current_setting('carryover.today', true), '');
BEGIN
    RETURN QUERY SELECT r.student_id FROM scope_relationship r
        WHERE r.adult_id = me AND r.student_id IS NOT NULL
          AND r.valid_from <= today AND (r.valid_to IS NULL OR r.valid_to >= today);
    IF EXISTS (SELECT FROM scope_relationship r WHERE r.adult_id = me AND r.school_id IS NOT NULL) THEN
        RETURN QUERY SELECT e.student_id
            FROM scope_relationship r JOIN roster_enrolment e ON e.school_id = r.school_id
            WHERE r.adult_id = me
              AND r.valid_from <= today AND (r.valid_to IS NULL OR r.valid_to >= today)
              AND e.valid_from <= today AND (e.valid_to IS NULL OR e.valid_to >= today);
    END IF;
END $$;
CREATE FUNCTION scope_device() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('carryover.device', true), '')::uuid
$$;
"""
NO_STUDENTS = "DROP FUNCTION scope_students(); DROP FUNCTION scope_device();"


def functions() -> RunSQL:
    """The two functions that every policy asks."""
    return RunSQL(STUDENTS, NO_STUDENTS)


def wall(table: str, column: str = "student_id", read_too: str = "false") -> RunSQL:
    """Row security on a table: rows of students in scope; `read_too` is a further condition for reading only."""
    inside = f"{column} IN (SELECT scope_students())"
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY in_scope ON {table} USING ({inside}) WITH CHECK ({inside});"
        f"CREATE POLICY read_too ON {table} FOR SELECT USING ({read_too});",
        f"DROP POLICY in_scope ON {table}; DROP POLICY read_too ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
