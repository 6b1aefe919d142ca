"""Walls that ask acts: around the roster's student tables and around what rights rest on."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_may_only_read
from carryover.scope.walls import ME, functions, ground, guard, schools, students

MAY_ENTER = f"EXISTS ({schools('student.enter')})"
OWN = f"adult_id = {ME}"
MADE_BY = " OR ".join(
    (
        f"(relation NOT IN ('case_manager', 'break_glass') AND student_id IN ({students(['assignment.make'])}))",
        f"(relation = 'break_glass' AND {OWN} AND student_id IN (SELECT scope_enrolled('{{glass.break}}')))",
        f"(stands_for_id = {ME} AND EXISTS ({schools('substitute.issue_own')}))",
        "stands_for_id IN (SELECT scope_colleagues('{substitute.issue}'))",
        f"(relation = 'case_manager' AND student_id IN ({students(['case_manager.change'])}))",
        f"(relation = 'case_manager' AND {OWN} AND student_id IN (SELECT scope_unmanaged('{{student.enter}}')))",
        f"school_id IN ({schools('role.change')})",
    )
)


class Migration(migrations.Migration):
    """The functions first, then what the owner may read for them, then the walls."""

    dependencies = [("scope", "0003_relations")]
    operations = [
        app_may_only_read("scope_allowed"),
        functions(),
        *ground(
            "roster_student",
            "roster_enrolment",
            "scope_relationship",
            "scope_assignedperiod",
            "scope_instrument",
        ),
        guard(
            "roster_student", column="id", read=["student.see"], change=["student.change"], or_enter=MAY_ENTER
        ),
        guard(
            "roster_enrolment",
            read=["student.see"],
            change=["student.change"],
            or_enter=f"school_id IN ({schools('student.enter')})",
        ),
        guard(
            "roster_guardian",
            read=["family.see"],
            enter=["family.change"],
            change=["family.change"],
            or_read=f"EXISTS (SELECT FROM scope_relationship r WHERE r.guardian_id = roster_guardian.id AND r.{OWN})",
        ),
        guard("roster_absence", read=["day.read"], enter=["student.change"], change=["student.change"]),
        guard("roster_outing_students", read=["student.see"]),
        guard(
            "scope_relationship",
            read=["student.see"],
            or_read=f"{OWN} OR school_id IN ({schools('people.see')})",
            or_enter=MADE_BY,
            or_change=MADE_BY,
        ),
        guard("scope_relationshipevent", read=["student.see"], or_read=OWN, or_enter="true"),
        guard(
            "scope_assignedperiod",
            or_read="EXISTS (SELECT FROM scope_relationship r WHERE r.id = relationship_id)",
            or_enter="EXISTS (SELECT FROM scope_relationship r WHERE r.id = relationship_id AND r.student_id IN"
            f" ({students(['assignment.make'])}))",
        ),
        guard(
            "scope_instrument",
            read=["order.see"],
            enter=["order.enter"],
            change=["order.enter"],
            or_read="EXISTS (SELECT FROM scope_relationship r WHERE r.guardian_id = scope_instrument.guardian_id"
            f" AND r.{OWN})",
        ),
        guard("scope_instrumentevent", read=["order.see"], or_enter="true"),
    ]
