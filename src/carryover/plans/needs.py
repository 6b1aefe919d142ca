"""What a plan's own lines ask of adults: each line that names a competency, in the versions in force from a day on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from carryover.plans.content import CareTask
from carryover.plans.models import PlanVersion
from carryover.scope.actors import Asker
from carryover.scope.competence import Need
from carryover.scope.queries import visible
from carryover.terms import DateSpan

_Row = tuple[UUID, int, date, list[dict[str, str]] | None, list[dict[str, str]] | None]


def of_students(asker: Asker, students: Collection[UUID], since: date) -> Iterable[Need]:
    """One need for each competency and version in force on `since` or later, on the days on which it is in force."""
    rows = (
        visible(asker, PlanVersion, "day.read")
        .filter(student__in=students, plan__kind="iep")
        .order_by("student_id", "number")
        .values_list("student_id", "number", "effective_from", "content__supports", "content__care")
    )
    for _student, versions in groupby(rows, key=lambda row: row[0]):
        yield from _of_versions(list(versions), since)


def card_changed_in(asker: Asker, students: Collection[UUID], day: date) -> dict[UUID, int]:
    """For each student, the version in force by `day` in which the card last changed: its lines or personal care."""
    rows = (
        visible(asker, PlanVersion, "day.read")
        .filter(student__in=students, plan__kind="iep", effective_from__lte=day)
        .order_by("student_id", "number")
        .values_list("student_id", "number", "content__supports", "content__care")
    )
    found: dict[UUID, int] = {}
    before: dict[UUID, object] = {}
    for student, number, supports, care in rows:
        if before.get(student) != (supports, care):
            found[student] = number
        before[student] = (supports, care)
    return found


def _of_versions(versions: list[_Row], since: date) -> Iterable[Need]:
    for place, (student, _number, start, supports, care) in enumerate(versions):
        end = versions[place + 1][2] - timedelta(days=1) if place + 1 < len(versions) else None
        if end is not None and (end < since or end < start):
            continue  # replaced before that day, or on the very day on which it began
        named = {line.get("needs", "") for line in supports or ()}
        named |= {CareTask(each["task"]).competency for each in care or ()}
        for competency in sorted(named - {""}):
            yield Need(student, competency, DateSpan(start, end), line=True)
