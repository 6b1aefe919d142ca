"""Look-ups of a school's calendar and bells for the page on which they are laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from carryover.roster.models import BellSchedule, Period, SchoolDay
from carryover.scope.actors import Actor


@dataclass(frozen=True)
class Month:
    """One month of the calendar: how many days there is school, and every day that is not an ordinary one."""

    first: date
    in_session: int
    unusual: tuple[SchoolDay, ...]


@dataclass(frozen=True)
class SchoolYear:
    """What stands in the calendar; nothing when nobody has entered one."""

    first: date | None
    last: date | None
    months: tuple[Month, ...]


def school_year(actor: Actor, school: UUID) -> SchoolYear:
    """The calendar from this month on, month by month; `first` and `last` are those of the whole calendar."""
    days = list(SchoolDay.objects.filter(school=school).select_related("bells").order_by("day"))
    if not days:
        return SchoolYear(None, None, ())
    usual = Counter(each.bells_id for each in days if each.kind == "instructional").most_common(1)
    ordinary = usual[0][0] if usual else None
    ahead = [each for each in days if each.day >= actor.today.replace(day=1)]
    months = tuple(
        _month(list(of), ordinary) for _, of in groupby(ahead, lambda each: each.day.replace(day=1))
    )
    return SchoolYear(days[0].day, days[-1].day, months)


def _month(days: Sequence[SchoolDay], ordinary: UUID | None) -> Month:
    unusual = [
        each for each in days if each.kind != "instructional" or each.bells_id != ordinary or each.note
    ]
    in_session = sum(each.kind != "closed" for each in days)
    return Month(days[0].day.replace(day=1), in_session, tuple(unusual))


def bells_of(actor: Actor, school: UUID) -> list[BellSchedule]:
    """The bells that ring today or later, or on no day yet, with their periods in order."""
    rows = BellSchedule.objects.filter(school=school)
    ringing = SchoolDay.objects.filter(school=school, day__gte=actor.today, bells__isnull=False)
    ever = SchoolDay.objects.filter(school=school, bells__isnull=False)
    shown = rows.filter(Q(id__in=ringing.values("bells_id")) | ~Q(id__in=ever.values("bells_id")))
    return list(shown.prefetch_related("periods").order_by("name", "id"))


def one_bells(school: UUID, bells: UUID) -> BellSchedule:
    """A set of bells of this school; Http404 for any other."""
    found = BellSchedule.objects.prefetch_related("periods").filter(id=bells, school=school).first()
    if found is None:
        raise Http404
    return found


def periods_at(actor: Actor, schools: Sequence[UUID]) -> list[Period]:
    """The periods of these schools that can be assigned: each code once, as the bells that ring most name it."""
    found: dict[str, Period] = {}
    for school in schools:
        for bells in bells_of(actor, school):
            for period in bells.periods.all():
                found.setdefault(period.code, period)
    return sorted(found.values(), key=lambda each: (each.starts, each.code))
