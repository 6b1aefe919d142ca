"""What a guardian may do, from today on: rights move on the birthday and with the days of papers, on no other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from carryover.scope.course import MAJORITY, PAPER_BEGINS, PAPER_ENDS, Paper, Stretch, course
from carryover.scope.majority import RIGHTS, Effect, rights_of_guardian
from carryover.terms import DateSpan

TODAY = date(2026, 10, 20)
CHILD = date(2016, 3, 4)
DAYS = st.integers(-400, 4000).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def papers(draw: st.DrawFn) -> list[Paper]:
    """A few papers."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(DAYS)
        end = draw(st.none() | st.integers(0, 900).map(lambda n, start=start: start + timedelta(days=n)))
        right = draw(st.sampled_from([*sorted(RIGHTS), "contact"]))
        found.append(Paper(Effect(right, draw(st.booleans())), DateSpan(start, end)))
    return found


def test_a_parent_has_every_right_until_the_age_of_majority_and_notices_afterwards() -> None:
    assert course(CHILD, 18, [], TODAY) == (
        Stretch(TODAY, RIGHTS),
        Stretch(date(2034, 3, 4), frozenset({"notice"}), (MAJORITY,)),
    )


def test_a_state_may_say_another_age() -> None:
    assert course(CHILD, 19, [], TODAY)[1].start == date(2035, 3, 4)


def test_an_order_takes_one_right_for_its_days() -> None:
    order = Paper(Effect("inspect", keeps=False), DateSpan(date(2026, 12, 1), date(2027, 5, 31)))
    told = course(CHILD, 18, [order], TODAY)
    assert [(each.start, each.because) for each in told] == [
        (TODAY, ()),
        (date(2026, 12, 1), (PAPER_BEGINS,)),
        (date(2027, 6, 1), (PAPER_ENDS,)),
        (date(2034, 3, 4), (MAJORITY,)),
    ]
    assert told[1].rights == RIGHTS - {"inspect"}


def test_guardianship_leaves_rights_after_majority() -> None:
    kept = [Paper(Effect(right, keeps=True), DateSpan(TODAY)) for right in RIGHTS]
    assert course(CHILD, 18, kept, TODAY) == (Stretch(TODAY, RIGHTS),)


def test_a_leap_days_child_comes_of_age_on_the_last_of_february() -> None:
    assert course(date(2016, 2, 29), 18, [], TODAY)[1].start == date(2034, 2, 28)


@given(found=papers(), on=DAYS.filter(lambda day: day >= TODAY))
def test_on_every_day_it_says_what_the_law_says_of_that_day(found: list[Paper], on: date) -> None:
    told = [each for each in course(CHILD, 18, found, TODAY) if each.start <= on][-1]
    effects = [paper.effect for paper in found if paper.days.includes(on)]
    assert told.rights == rights_of_guardian(date(2034, 3, 4) <= on, effects)


@given(found=papers())
def test_it_names_a_reason_for_every_change_and_no_change_twice(found: list[Paper]) -> None:
    told = course(CHILD, 18, found, TODAY)
    assert told[0].start == TODAY and not told[0].because
    for before, after in pairwise(told):
        assert before.start < after.start and before.rights != after.rights and after.because
