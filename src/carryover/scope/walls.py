"""The second wall: row-level security, for every table that holds something about a student.

Used by migrations. The app role sees a row only when the adult for whom the request entered (`carryover.adult`, on
`carryover.today`, at `carryover.now`) holds one of the acts that the wall names, by the lines of the policy table in
`scope_allowed`; the functions that work this out are `walls.sql`. Every wall is forced: the owner is bound too, except
that it may read the few tables on which the walls stand (`ground`). The keeper steps over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython, RunSQL

FUNCTIONS = Path(__file__).with_name("walls.sql")
FOR_PEOPLE = Path(__file__).with_name("people.sql")

# The first form of the walls, as the migrations numbered 0002 wrote it: they knew relationships, and no acts.
FIRST_STUDENTS = """
CREATE FUNCTION scope_students() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 60 AS $$
DECLARE
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
NO_FIRST_STUDENTS = "DROP FUNCTION scope_students(); DROP FUNCTION scope_device();"


def first_functions() -> RunSQL:
    """The functions that the first walls asked."""
    return RunSQL(FIRST_STUDENTS, NO_FIRST_STUDENTS)


def wall(table: str, column: str = "student_id", read_too: str = "false") -> RunSQL:
    """The first form of a wall, kept for the migrations that wrote it; `guard` replaces it."""
    inside = f"{column} IN (SELECT scope_students())"
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY in_scope ON {table} USING ({inside}) WITH CHECK ({inside});"
        f"CREATE POLICY read_too ON {table} FOR SELECT USING ({read_too});",
        f"DROP POLICY in_scope ON {table}; DROP POLICY read_too ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def functions() -> RunSQL:
    """The functions that every wall asks, in their newest form; a migration that changes them calls this again."""
    return RunSQL(FUNCTIONS.read_text(encoding="utf-8"), RunSQL.noop)


def functions_for_people() -> RunSQL:
    """What keeping people asks across the walls, in its newest form; a migration that changes it calls this again."""
    return RunSQL(FOR_PEOPLE.read_text(encoding="utf-8"), RunSQL.noop)


def students(acts: Sequence[str], state: str = "") -> str:
    """SQL: the students to whom the asker may do one of these acts."""
    return f"SELECT scope_students('{{{','.join(acts)}}}', '{state}')"


def schools(*acts: str) -> str:
    """SQL: the schools at which the asker may do one of these acts."""
    return f"SELECT scope_schools('{{{','.join(acts)}}}')"


Acts = Sequence[str] | Mapping[str, Sequence[str]]
"""Acts that open a row, or acts by the state of the row."""
ME = "(SELECT nullif(current_setting('carryover.adult', true), '')::uuid)"
"""SQL: the adult who asks."""


def guard(
    table: str,
    *,
    read: Acts = (),
    enter: Acts = (),
    change: Acts = (),
    column: str = "student_id",
    state: str = "",
    or_read: str = "false",
    or_enter: str = "false",
    or_change: str = "false",
) -> RunPython:
    """A forced wall on a table: by which acts its rows may be read, entered and changed; nobody deletes.

    Acts by state are asked for rows whose `state` column says so. `or_…` are further conditions in SQL. Called again
    it replaces the wall that stood.
    """

    def inside(acts: Acts, further: str) -> str:
        if isinstance(acts, Mapping):
            ways = [f"({state} = '{one}' AND {column} IN ({students(of, one)}))" for one, of in acts.items()]
        else:
            ways = [f"{column} IN ({students(acts)})"] if acts else []
        return " OR ".join((*ways, further))

    changing = inside(change, or_change)
    policies = (
        f"seen ON {table} FOR SELECT TO {{app}} USING ({inside(read, or_read)})",
        f"entered ON {table} FOR INSERT TO {{app}} WITH CHECK ({inside(enter, or_enter)})",
        f"changed ON {table} FOR UPDATE TO {{app}} USING ({changing}) WITH CHECK ({changing})",
    )
    return _policies(table, policies)


def ground(*tables: str) -> list[RunPython]:
    """Let the owner read these tables through their own walls: the functions that every wall asks run as the owner."""
    return [
        _policies(table, (f"ground ON {table} FOR SELECT TO {{owner}} USING (true)",), of=("ground",))
        for table in tables
    ]


def also_seen(table: str, name: str, condition: str) -> RunPython:
    """One more way to read rows of a table whose wall stands, under a name of its own: `guard` leaves it as it is."""
    return _policies(table, (f"{name} ON {table} FOR SELECT TO {{app}} USING ({condition})",), of=(name,))


def forced(*tables: str) -> list[RunPython]:
    """Tables that the app enters through another one (partitions): forced shut, with no way in of their own."""
    return [_policies(table, ()) for table in tables]


OF_WALL = ("in_scope", "read_too", "of_device", "append", "seen", "entered", "changed")


def _policies(table: str, policies: Iterable[str], of: Iterable[str] = OF_WALL) -> RunPython:
    def forward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        names = {
            "app": editor.connection.ops.quote_name(settings.DATABASES["default"]["USER"]),
            "owner": "CURRENT_USER",
        }
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for name in of:
            editor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
        for policy in policies:
            for name, role in names.items():
                policy = policy.replace(f"{{{name}}}", role)
            editor.execute(f"CREATE POLICY {policy}")

    return RunPython(forward, RunPython.noop)
