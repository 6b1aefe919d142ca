"""Row history by trigger, for migrations of every room whose rows change: what stood there, who changed it, when.

Promises: an update or delete leaves the row as it was in `journal_history`, with the adult or tablet in whose name the
transaction ran and the database role that ran it. The app role can neither write that table nor switch the trigger off
(`pgtrigger.ignore`, which any role may set, does not reach it). An update that changes only what is left out, a counter
or a password, leaves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

FUNCTION = """
CREATE FUNCTION journal_keep_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    left_out text[] := TG_ARGV[2];
    was jsonb := to_jsonb(OLD) - left_out;
BEGIN
    IF TG_OP = 'UPDATE' AND was = to_jsonb(NEW) - left_out THEN
        RETURN NULL;
    END IF;
    INSERT INTO journal_history (at, table_name, row_id, change, student_id, by_adult, by_device, by_role, was)
    VALUES (
        now(), TG_TABLE_NAME, was ->> TG_ARGV[0], lower(TG_OP), (was ->> TG_ARGV[1])::uuid,
        nullif(current_setting('carryover.adult', true), '')::uuid,
        nullif(current_setting('carryover.device', true), '')::uuid,
        session_user, was
    );
    RETURN NULL;
END $$;
"""


def functions() -> RunSQL:
    """The one function that every trigger of this kind runs."""
    return RunSQL(FUNCTION, "DROP FUNCTION journal_keep_history();")


def keep_history(table: str, *, student: str = "", key: str = "id", leave_out: Sequence[str] = ()) -> RunSQL:
    """Keep what is changed in or removed from a table. `student` is the column that names the student, if one does.

    `leave_out` are columns whose change is no fact about anybody, or whose content must not be kept.
    """
    names = ",".join(leave_out)
    return RunSQL(
        f"CREATE TRIGGER keep_history AFTER UPDATE OR DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION journal_keep_history('{key}', '{student}', '{{{names}}}');",
        f"DROP TRIGGER keep_history ON {table};",
    )
