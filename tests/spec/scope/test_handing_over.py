"""A caseload changes hands without a day on which nobody, or two, answer for a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.scope.handing_over import MANAGES, WORKS, Held, Place, Steps, steps, succession
from carryover.terms import DateSpan

TODAY = date(2026, 10, 20)
HORIZON = TODAY + timedelta(days=40)
FAR = TODAY - timedelta(days=15)
DAYS = st.integers(-12, 25).map(lambda n: TODAY + timedelta(days=n))
AHEAD = st.integers(0, 20).map(lambda n: TODAY + timedelta(days=n))
STUDENTS = [UUID(int=n) for n in range(1, 4)]


def every_day() -> list[date]:
    """The days that a test looks at."""
    return [FAR + timedelta(days=i) for i in range((HORIZON - FAR).days + 1)]


@st.composite
def managed(draw: st.DrawFn) -> list[Held]:
    """Rows by which the leaver manages plans, one a day and student at most, as the database holds them."""
    found: list[Held] = []
    for student in STUDENTS:
        start = draw(DAYS)
        for _ in range(draw(st.integers(0, 3))):
            end = draw(st.none() | st.integers(0, 9).map(lambda n, start=start: start + timedelta(days=n)))
            found.append(Held(UUID(int=100 + len(found)), MANAGES, DateSpan(start, end), student))
            if end is None:
                break
            start = end + timedelta(days=1 + draw(st.integers(0, 5)))
    return found


@st.composite
def worked(draw: st.DrawFn) -> list[Held]:
    """Assignments of all kinds."""
    kinds = st.sampled_from([*WORKS, "contractor", "evaluator", "administrator"])
    found = []
    for n in range(draw(st.integers(0, 6))):
        start, relation = draw(DAYS), draw(kinds)
        end = draw(st.none() | st.integers(0, 20).map(lambda k, start=start: start + timedelta(days=k)))
        student = None if relation == "administrator" else draw(st.sampled_from(STUDENTS))
        found.append(Held(UUID(int=500 + n), relation, DateSpan(start, end), student, (Place("P1"),)))
    return found


def after(held: Iterable[Held], done: Steps) -> list[tuple[str, Held]]:
    """Who holds what once the steps are written: the leaver's rows, and the heir's."""
    ended = {each.id: each for each in done.endings}
    found: list[tuple[str, Held]] = []
    for each in held:
        if each.id in done.given:
            found.append(("heir", each))
        elif each.id in ended:
            if not (ended[each.id].at_once and each.days.start > TODAY):  # never begins
                span = DateSpan(each.days.start, ended[each.id].last_day)
                found.append(("leaver", Held(each.id, each.relation, span, each.student)))
        else:
            found.append(("leaver", each))
    found += [("heir", Held(UUID(int=0), each.relation, each.days, each.student)) for each in done.beginnings]
    return found


def managers(rows: Iterable[tuple[str, Held]]) -> Counter[tuple[UUID | None, date]]:
    """How many manage each student's plan on each day."""
    return Counter(
        (each.student, day)
        for _, each in rows
        for day in every_day()
        if each.relation == MANAGES and each.days.includes(day)
    )


class TestACaseload:
    @given(held=managed(), day=AHEAD)
    def test_every_plan_is_managed_on_the_days_on_which_it_was_and_on_none_twice(
        self, held: list[Held], day: date
    ) -> None:
        before = managers([("leaver", each) for each in held])
        now = managers(after(held, steps(held, day, TODAY, works_too=False)))
        assert now == before
        assert set(now.values()) <= {1}

    @given(held=managed(), day=AHEAD)
    def test_before_that_day_it_is_the_leaver_and_from_then_on_the_heir(
        self, held: list[Held], day: date
    ) -> None:
        for who, each in after(held, steps(held, day, TODAY, works_too=False)):
            assert each.days.start >= day if who == "heir" else each.days.end is not None
            if who == "leaver":
                assert each.days.end is not None and each.days.end < day

    @given(held=worked(), day=AHEAD, works_too=st.booleans())
    def test_nothing_else_is_held_by_the_leaver_from_that_day_on(
        self, held: list[Held], day: date, works_too: bool
    ) -> None:
        done = steps(held, day, TODAY, works_too=works_too)
        at_once = {each.id for each in done.endings if each.at_once}
        for who, each in after(held, done):
            if who == "leaver" and each.id not in at_once:
                assert each.days.end is not None and each.days.end < day
            if who == "heir":
                assert each.relation in WORKS and works_too

    @given(held=worked(), day=AHEAD)
    def test_a_colleague_who_takes_over_holds_every_day_that_would_have_been_the_leavers(
        self, held: list[Held], day: date
    ) -> None:
        lost = {
            (each.student, each.relation, on)
            for each in held
            for on in every_day()
            if each.relation in WORKS and each.days.includes(on) and on >= day
        }
        rows = after(held, steps(held, day, TODAY, works_too=True))
        taken = {
            (h.student, h.relation, on)
            for who, h in rows
            for on in every_day()
            if who == "heir" and h.days.includes(on)
        }
        assert taken == lost

    def test_this_mornings_work_keeps_its_right(self) -> None:
        held = [Held(UUID(int=9), "assigned", DateSpan(FAR), STUDENTS[0], (Place("P1", "", "Room 12"),))]
        done = steps(held, TODAY, TODAY, works_too=True)
        (ending,), (beginning,) = done.endings, done.beginnings
        assert (ending.last_day, ending.at_once) == (TODAY, True)
        assert (beginning.days, beginning.places) == (DateSpan(TODAY), held[0].places)

    def test_the_past_is_not_handed_over(self) -> None:
        with pytest.raises(ValueError, match="past"):
            steps([], TODAY - timedelta(days=1), TODAY, works_too=True)


class TestOnePlan:
    @given(held=managed().map(lambda rows: [r for r in rows if r.student == STUDENTS[0]]), day=AHEAD)
    def test_from_that_day_on_it_is_the_successors_for_good(self, held: list[Held], day: date) -> None:
        done = succession(held, day)
        ended = {each.id: each.last_day for each in done.endings}
        given_on = {each.id for each in done.given}
        spans = [DateSpan(h.days.start, ended.get(h.id, h.days.end)) for h in held if h.id not in given_on]
        mine = [each.days for each in done.given] + ([done.days] if done.days else [])
        for on in every_day():
            holders = sum(span.includes(on) for span in spans), sum(span.includes(on) for span in mine)
            before = sum(h.days.includes(on) for h in held)
            assert holders == ((0, 1) if on >= day else (before, 0))
