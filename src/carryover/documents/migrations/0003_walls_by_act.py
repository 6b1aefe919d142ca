"""A wall that asks acts around stored documents; the last of the first walls is gone, and so is what they asked."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import ground, guard

# A refusal can say why and who can only where the asker knows of the student: the row itself stays behind its wall.
ABOUT = """
CREATE FUNCTION documents_about(document uuid) RETURNS TABLE (student_id uuid, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.student_id, i.kind FROM documents_issued i
    WHERE i.id = document AND i.student_id IN (SELECT scope_students('{student.see}'))
$$;
"""


class Migration(migrations.Migration):
    """What opens a document depends on its kind."""

    dependencies = [
        ("documents", "0002_walls"),
        ("decisions", "0003_walls_by_act"),
        ("observations", "0004_walls_by_act"),
        ("plans", "0003_walls_by_act"),
    ]
    operations = [
        guard(
            "documents_issued",
            state="kind",
            read={"report": ["report.issue", "report.read"], "signed_plan": ["plan.read"]},
            enter={"report": ["report.issue"], "signed_plan": ["plan.draft", "decision.make"]},
        ),
        *ground("documents_issued"),
        migrations.RunSQL(ABOUT, "DROP FUNCTION documents_about(uuid)"),
        migrations.RunSQL("DROP FUNCTION IF EXISTS scope_students()", migrations.RunSQL.noop),
    ]
