"""A school year laid out: which days a calendar still lacks, and which letter each day bears. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from carryover.timelines.calendars import DayKind, SchoolDay

_SATURDAY = 5
NO_SCHOOL = "No school"


def missing_days(first: date, last: date, known: Mapping[date, SchoolDay]) -> tuple[SchoolDay, ...]:
    """The weekdays that must be added so that the calendar holds this year and has no gap.

    Within the year they are school days; between it and what is known they are closed. A day that is known stays.
    """
    if last < first:
        raise ValueError(f"a year cannot end on {last} before it begins on {first}")
    start, end = min([first, *known]), max([last, *known])
    every = (start + timedelta(days=i) for i in range((end - start).days + 1))
    return tuple(
        SchoolDay(day, DayKind.INSTRUCTIONAL)
        if first <= day <= last
        else SchoolDay(day, DayKind.CLOSED, "", NO_SCHOOL)
        for day in every
        if day.weekday() < _SATURDAY and day not in known
    )


def lettered(days: Iterable[SchoolDay], alternate: bool) -> tuple[SchoolDay, ...]:
    """The days in order, those in session A, B, A, B …, or without a letter where they do not alternate."""
    found, turn = [], 0
    for each in sorted(days, key=lambda one: one.day):
        if not (alternate and each.in_session):
            found.append(replace(each, letter=""))
            continue
        found.append(replace(each, letter="B" if turn % 2 else "A"))
        turn += 1
    return tuple(found)
