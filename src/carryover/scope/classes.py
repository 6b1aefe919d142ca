"""Look-ups of classes, and of those of their members of whom the asker may know."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404

from carryover.roster.models import ClassMember, Enrolment, SchoolClass, Student
from carryover.scope.actors import Actor, on_day
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import require, students_for, visible


@dataclass(frozen=True)
class Pupil:
    """A member of a class: since when, and whether somebody manages a plan for them."""

    student: Student
    since: object
    managed: bool
    assigned: frozenset[UUID]


def classes_of(actor: Actor, school: UUID) -> list[tuple[SchoolClass, int]]:
    """The classes of a school with the number of members of whom the asker may know."""
    rows = SchoolClass.objects.filter(school=school).select_related("teacher").order_by("name", "code")
    counts = dict(
        visible(actor, ClassMember)
        .filter(on_day(actor.today), school_class__school=school)
        .order_by()
        .values_list("school_class")
        .annotate(n=Count("id"))
    )
    return [(row, counts.get(row.id, 0)) for row in rows]


def class_to_keep(actor: Actor, key: UUID) -> SchoolClass:
    """A class of a school at which the asker keeps classes; Http404 when there is none, Refused with the reason."""
    found = SchoolClass.objects.select_related("school", "teacher").filter(id=key).first()
    if found is None:
        raise Http404
    require(actor, "class.manage", Thing(school=found.school_id))
    return found


def members_of(actor: Actor, row: SchoolClass) -> list[Pupil]:
    """The members today, by name, as far as the asker may know of them."""
    members = (
        visible(actor, ClassMember).filter(on_day(actor.today), school_class=row).select_related("student")
    )
    listed = list(members.order_by("student__family_name", "student__given_name", "student_id"))
    links = Relationship.objects.filter(
        on_day(actor.today), student__in=[m.student_id for m in listed], ends_at__isnull=True
    )
    managed = {link.student_id for link in links if link.relation == "case_manager"}
    assigned: dict[UUID, set[UUID]] = {}
    for link in links:
        if link.student_id:
            assigned.setdefault(link.student_id, set()).add(link.adult_id)
    return [
        Pupil(m.student, m.valid_from, m.student_id in managed, frozenset(assigned.get(m.student_id, ())))
        for m in listed
    ]


def who_could_join(actor: Actor, row: SchoolClass) -> list[Student]:
    """Students of the school, of whom the asker may know, who do not belong to the class today or later."""
    here = Enrolment.objects.filter(on_day(actor.today), school=row.school_id).values("student_id")
    belong = ClassMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=actor.today), school_class=row
    ).values("student_id")
    rows = students_for(actor, "student.see").filter(id__in=here).exclude(id__in=belong)
    return list(rows.order_by("family_name", "given_name", "id"))
