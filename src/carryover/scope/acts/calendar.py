"""The school's year and bells, as the office lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.roster.bell_lines import BellLine
from carryover.roster.models import BellSchedule, Period, SchoolDay
from carryover.scope.actors import Actor
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused
from carryover.timelines import DayKind
from carryover.timelines import SchoolDay as Day
from carryover.timelines.year import lettered, missing_days


@dataclass(frozen=True)
class YearFacts:
    """A school year: first and last day of school, the bells of an ordinary day, whether A and B days alternate.

    On each weekday of `short_weekdays` (0 is Monday) the school lets out early, by the bells `short`.
    """

    first: date
    last: date
    regular: UUID | None = None
    alternate: bool = False
    short: UUID | None = None
    short_weekdays: frozenset[int] = frozenset()


@transaction.atomic
def lay_out_year(actor: Actor, school: UUID, year: YearFacts) -> int:
    """Put in the days that the calendar lacks for this year; how many. Days that stand already stay as they are."""
    permit = require(actor, "calendar.manage", Thing(school=school))
    if year.last < year.first or (year.last - year.first).days > _LONGEST:
        raise Refused(_YEAR)
    fresh = [_shortened(each, year) for each in missing_days(year.first, year.last, _known(school))]
    within = {each.day for each in fresh if year.first <= each.day <= year.last}
    letters = {each.day: each for each in lettered((d for d in fresh if d.day in within), year.alternate)}
    days = [letters.get(each.day, each) for each in fresh]
    bells = {DayKind.INSTRUCTIONAL: year.regular, DayKind.EARLY_RELEASE: year.short or year.regular}
    SchoolDay.objects.bulk_create(
        SchoolDay(
            school_id=school,
            day=each.day,
            kind=each.kind,
            letter=each.letter,
            note=each.note,
            bells_id=bells.get(each.kind),
        )
        for each in days
    )
    _journal(actor, permit, "calendar.year", school, {"days": len(days)})
    return len(days)


@transaction.atomic
def set_days(
    actor: Actor, school: UUID, days: Sequence[date], kind: DayKind, bells: UUID | None, note: str
) -> int:
    """Make days of the calendar closed, early release or ordinary; how many were. Letters stay as they were."""
    permit = require(actor, "calendar.manage", Thing(school=school))
    rows = SchoolDay.objects.filter(school=school, day__in=days)
    changed = rows.update(kind=kind, bells_id=None if kind is DayKind.CLOSED else bells, note=note)
    if not changed:
        raise Refused(_NO_DAY)
    detail: dict[str, object] = {
        "kind": str(kind),
        "first": min(days).isoformat(),
        "last": max(days).isoformat(),
    }
    _journal(actor, permit, "calendar.days", school, detail)
    return changed


@transaction.atomic
def keep_bells(
    actor: Actor, school: UUID, name: str, lines: Iterable[BellLine], instead: BellSchedule | None = None
) -> BellSchedule:
    """A new set of bells. `instead` of an older one it rings from today on; past days keep the bells that they had."""
    permit = require(actor, "calendar.manage", Thing(school=school))
    bells = BellSchedule.objects.create(school_id=school, name=name)
    Period.objects.bulk_create(
        Period(bells=bells, code=each.code, name=each.name, starts=each.starts, ends=each.ends)
        for each in lines
    )
    if instead is not None:
        SchoolDay.objects.filter(school=school, bells=instead, day__gte=actor.today).update(bells=bells)
        if not SchoolDay.objects.filter(bells=instead).exists():
            instead.delete()
    _journal(actor, permit, "calendar.bells", school, {"bells": str(bells.id)})
    return bells


_LONGEST = 550  # days from the first to the last day of school: a year and a half is a slip of the keyboard
_ONE_DAY = timedelta(days=1)


def span_of_days(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + i * _ONE_DAY for i in range((last - first).days + 1)]


def _known(school: UUID) -> dict[date, Day]:
    rows = SchoolDay.objects.filter(school=school).values_list("day", "kind", "note")
    return {day: Day(day, DayKind(kind), "", note) for day, kind, note in rows}


def _shortened(day: Day, year: YearFacts) -> Day:
    if day.in_session and day.day.weekday() in year.short_weekdays:
        return Day(day.day, DayKind.EARLY_RELEASE, day.letter, day.note)
    return day


def _journal(actor: Actor, permit: Permit, act: str, school: UUID, detail: dict[str, object]) -> None:
    record(
        at=actor.now, actor=actor.key, right=permit.right, act=act, thing=("school", school), detail=detail
    )


_YEAR = Refusal(
    "Lay out a school year",
    "The last day lies before the first, or more than a year and a half after it.",
    "Correct the two days.",
    "calendar.year",
)
_NO_DAY = Refusal(
    "Change days of the calendar",
    "None of these days stands in the calendar.",
    "Lay out the school year first, or correct the days.",
    "calendar.days",
)
