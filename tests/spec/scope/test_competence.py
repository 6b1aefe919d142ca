"""On which days a competency is held, where one is lacking, and how long an override covers it. Values only."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.scope import competencies as table
from carryover.scope.competence import (
    Gap,
    Held,
    Need,
    Waived,
    ends_on,
    gaps,
    held_on,
    missing,
    uncovered,
)
from carryover.scope.competencies import competencies, instead_of, name_of
from carryover.terms import DateSpan

JAYLEN, AMARA = UUID(int=1), UUID(int=2)
START = date(2028, 2, 24)  # the days around a leap day
DAYS = st.integers(0, 12).map(lambda n: START + timedelta(days=n))
STUDENTS = st.sampled_from([None, JAYLEN, AMARA])
NAMES = st.sampled_from(["lifting", "crisis"])


@st.composite
def certificates(draw: st.DrawFn) -> Held:
    """A certificate of these days, perhaps without an end, perhaps ended early."""
    issued = draw(DAYS)
    expires = draw(st.none() | DAYS.filter(lambda day: day >= issued))
    return Held(draw(NAMES), draw(STUDENTS), issued, expires, draw(st.none() | DAYS))


@st.composite
def spans(draw: st.DrawFn, *, open_end: bool = True) -> DateSpan:
    """Some of these days."""
    start = draw(DAYS)
    later = DAYS.filter(lambda day: day >= start)
    return DateSpan(start, draw(st.none() | later if open_end else later))


@st.composite
def needs(draw: st.DrawFn) -> Need:
    """Something that being with one of the two needs on some of these days."""
    return Need(draw(st.sampled_from([JAYLEN, AMARA])), draw(NAMES), draw(spans()))


def holds(each: Held, need: Need, day: date) -> bool:
    """The slow and obvious reading of a certificate."""
    return (
        each.competency == need.competency
        and each.student in (None, need.student)
        and each.issued_on <= day
        and not (each.expires_on is not None and day > each.expires_on)
        and not (each.ended_on is not None and day >= each.ended_on)
    )


class TestACertificate:
    def test_holds_on_the_day_it_was_issued_and_on_the_day_it_expires(self) -> None:
        held = Held("crisis", None, date(2027, 2, 28), date(2028, 2, 29))
        assert [held.valid_on(day) for day in (date(2027, 2, 27), date(2027, 2, 28))] == [False, True]
        assert [held.valid_on(day) for day in (date(2028, 2, 29), date(2028, 3, 1))] == [True, False]

    def test_that_was_ended_no_longer_holds_on_that_day(self) -> None:
        held = Held("crisis", None, date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 20))
        assert held.valid_on(date(2026, 10, 19)) and not held.valid_on(date(2026, 10, 20))

    def test_that_was_ended_on_the_day_it_was_issued_never_held(self) -> None:
        day = date(2026, 1, 1)
        assert not any(
            Held("crisis", None, day, None, day).valid_on(day + timedelta(days=n)) for n in range(-1, 3)
        )

    def test_that_does_not_expire_holds_for_good(self) -> None:
        assert Held("aac", None, date(2026, 1, 1)).valid_on(date(2126, 1, 1))

    def test_for_one_student_says_nothing_of_another(self) -> None:
        held = Held("feeding", JAYLEN, START)
        assert held_on([held], JAYLEN, START) == {"feeding"} and held_on([held], AMARA, START) == frozenset()

    def test_of_two_one_may_take_over_where_the_other_ends(self) -> None:
        first, second = Held("lifting", None, START, START), Held("lifting", None, START + timedelta(days=1))
        assert held_on([first, second], JAYLEN, START, START + timedelta(days=1)) == {"lifting"}


@given(st.lists(certificates(), max_size=4), needs(), DAYS, DAYS)
def test_what_is_held_on_two_days_is_held_on_each_of_them(
    held: list[Held], need: Need, day: date, other: date
) -> None:
    found = need.competency in held_on(held, need.student, day, other)
    assert found == all(any(holds(each, need, on) for each in held) for on in (day, other))


@given(st.lists(certificates(), max_size=4), st.lists(needs(), max_size=3), DAYS)
def test_missing_is_every_need_of_the_day_that_no_certificate_meets(
    held: list[Held], wanted: list[Need], day: date
) -> None:
    expected = [
        need
        for need in wanted
        if need.days.includes(day) and not any(holds(each, need, day) for each in held)
    ]
    assert list(missing(wanted, held, day)) == expected


@given(st.lists(certificates(), max_size=4), needs(), spans())
def test_a_gap_is_the_first_day_of_the_assignment_on_which_the_need_is_unmet(
    held: list[Held], need: Need, days: DateSpan
) -> None:
    last = days.end or days.start
    every = [days.start + timedelta(days=n) for n in range((last - days.start).days + 1)]
    unmet = [
        day for day in every if need.days.includes(day) and not any(holds(each, need, day) for each in held)
    ]
    found = gaps([need], held, days)
    assert [gap.day for gap in found] == unmet[:1]


@given(st.lists(certificates(), min_size=1, max_size=4), needs(), DAYS)
def test_a_need_is_met_without_a_break_until_the_day_that_is_named(
    held: list[Held], need: Need, day: date
) -> None:
    if not any(holds(each, need, day) for each in held):
        with pytest.raises(ValueError, match="is not held"):
            ends_on(need, held, day)
        return
    last = ends_on(need, held, day)
    far = last or date(2100, 1, 1)
    for n in range(min((far - day).days, 40) + 1):
        assert any(holds(each, need, day + timedelta(days=n)) for each in held)
    if last is not None:
        assert not any(holds(each, need, last + timedelta(days=1)) for each in held)


class TestAnAssignment:
    NEED = Need(JAYLEN, "crisis", DateSpan(START))
    HELD = (Held("crisis", None, START - timedelta(days=300), START + timedelta(days=5)),)

    def test_with_an_end_is_judged_on_every_day(self) -> None:
        short, long = (DateSpan(START, START + timedelta(days=n)) for n in (5, 6))
        assert gaps([self.NEED], self.HELD, short) == ()
        (gap,) = gaps([self.NEED], self.HELD, long)
        assert (gap.day, gap.until) == (START + timedelta(days=6), START + timedelta(days=5))

    def test_without_an_end_is_judged_on_its_first_day(self) -> None:
        assert gaps([self.NEED], self.HELD, DateSpan(START)) == ()
        assert len(gaps([self.NEED], (), DateSpan(START))) == 1

    def test_before_the_need_begins_asks_nothing_of_those_days(self) -> None:
        later = Need(JAYLEN, "crisis", DateSpan(START + timedelta(days=3)))
        assert gaps([later], (), DateSpan(START, START + timedelta(days=2))) == ()
        (gap,) = gaps([later], (), DateSpan(START, START + timedelta(days=9)))
        assert gap.day == START + timedelta(days=3)

    @pytest.mark.parametrize(
        ("period", "periods", "matters"),
        [("P4", ["P4"], True), ("P4", ["P1"], False), ("P4", [], True), ("", ["P1"], True), ("", [], True)],
    )
    def test_is_asked_for_what_its_periods_need(self, period: str, periods: list[str], matters: bool) -> None:
        assert Need(JAYLEN, "lifting", DateSpan(START), period).in_periods(periods) is matters


@given(st.lists(certificates(), max_size=3), needs(), spans(), spans(open_end=False), st.none() | DAYS)
def test_an_override_covers_a_gap_only_while_it_lasts(
    held: list[Held], need: Need, days: DateSpan, lasts: DateSpan, ended: date | None
) -> None:
    waived = Waived(need.competency, need.student, lasts, ended)
    for gap in gaps([need], held, days):
        covered = lasts.includes(gap.day) and (ended is None or gap.day < ended)
        assert uncovered([gap], [waived]) == (() if covered else (gap,))


def test_an_override_for_another_student_or_another_thing_covers_nothing() -> None:
    gap = Gap(Need(JAYLEN, "crisis", DateSpan(START)), START, None)
    others = [
        Waived("crisis", AMARA, DateSpan(START, START)),
        Waived("lifting", JAYLEN, DateSpan(START, START)),
    ]
    assert uncovered([gap], others) == (gap,)


class TestTheReviewedTable:
    def test_names_those_that_the_law_and_the_plans_speak_of(self) -> None:
        known = competencies()
        assert {
            "plan_training",
            "personal_care",
            "feeding",
            "lifting",
            "aac",
            "seizure",
            "crisis",
            "restraint",
        } == set(known)
        assert all(
            each.source and each.who_trains.endswith(".") and each.instead.endswith(".")
            for each in known.values()
        )
        assert known["plan_training"].one_student and not known["restraint"].trained_here

    def test_says_nowhere_how_long_a_certificate_lasts(self) -> None:
        assert not any(word in table.TABLE.read_text("utf-8") for word in ("months", "years", "days ="))

    def test_a_districts_own_goes_by_its_name(self) -> None:
        assert name_of("ventilator care") == "ventilator care"
        assert instead_of("ventilator care") == table.INSTEAD
        assert name_of("lifting") == "lifting and transfer"

    @pytest.mark.parametrize("broken", ["instead", "about", "source"])
    def test_a_line_that_says_less_does_not_load(self, broken: str) -> None:
        line = dict.fromkeys(table.PARTS, "student") | {"trained": "here", broken: ""}
        with pytest.raises(ValueError, match="it"):
            table._competency("it", line)
