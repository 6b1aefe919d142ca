"""Who is flagged, as what, until when: an assignment is never taken away, it is only said what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.scope.competence import Held, Need, Waived, Working
from carryover.scope.competencies import PLAN_TRAINING
from carryover.staff.flags import Ground, Standing, State, flagged, once_each, standings
from carryover.staff.words import standing_words
from carryover.terms import DateSpan

TODAY = date(2028, 2, 28)
KIM, NOOR = UUID(int=1), UUID(int=2)
ASSIGNED = Working(KIM, NOOR, DateSpan(TODAY - timedelta(days=100)), ("P4",))
NEED = Need(NOOR, "crisis", DateSpan(TODAY - timedelta(days=100)), line=True)
OLD = TODAY - timedelta(days=300)


def ground(
    held: Sequence[Held] = (),
    *,
    waived: Sequence[Waived] = (),
    needs: Sequence[Need] = (NEED,),
    card: int = 0,
) -> Ground:
    """What is known of Kim and Noor."""
    return Ground(tuple(needs), {KIM: held}, {KIM: waived}, {NOOR: card})


def of(found: Ground, assigned: Working = ASSIGNED, today: date = TODAY) -> list[tuple[State, date | None]]:
    """Every standing as its state and its day."""
    return [(each.state, each.day) for each in standings([assigned], found, today)]


class TestAnAdult:
    def test_without_a_certificate_is_missing_it(self) -> None:
        assert of(ground()) == [(State.MISSING, None)]

    def test_whose_certificate_ended_yesterday_is_missing_it(self) -> None:
        assert of(ground([Held("crisis", None, OLD, TODAY)])) == [(State.ENDING, TODAY)]
        assert of(ground([Held("crisis", None, OLD, TODAY - timedelta(days=1))])) == [(State.MISSING, None)]

    @pytest.mark.parametrize(("left", "state"), [(14, State.ENDING), (15, State.HELD), (0, State.ENDING)])
    def test_is_told_fourteen_days_before_it_ends(self, left: int, state: State) -> None:
        last = TODAY + timedelta(days=left)
        assert of(ground([Held("crisis", None, OLD, last)])) == [(state, last)]

    def test_with_a_newer_certificate_in_hand_is_not_told(self) -> None:
        held = [Held("crisis", None, OLD, TODAY + timedelta(days=3)), Held("crisis", None, TODAY, None)]
        assert of(ground(held)) == [(State.HELD, None)]

    def test_whose_assignment_ends_first_is_not_told(self) -> None:
        short = replace(ASSIGNED, days=DateSpan(ASSIGNED.days.start, TODAY + timedelta(days=3)))
        assert of(ground([Held("crisis", None, OLD, TODAY + timedelta(days=3))]), short) == [
            (State.HELD, TODAY + timedelta(days=3))
        ]

    def test_under_an_override_is_flagged_with_its_end_and_again_when_it_is_over(self) -> None:
        waived = [Waived("crisis", NOOR, DateSpan(TODAY - timedelta(days=5), TODAY))]
        assert of(ground(waived=waived)) == [(State.WAIVED, TODAY)]
        assert of(ground(waived=waived), today=TODAY + timedelta(days=1)) == [(State.MISSING, None)]

    def test_whose_override_was_ended_today_is_flagged_today(self) -> None:
        waived = [Waived("crisis", NOOR, DateSpan(TODAY, TODAY + timedelta(days=9)), ended_on=TODAY)]
        assert of(ground(waived=waived)) == [(State.MISSING, None)]

    def test_who_comes_at_other_times_is_not_concerned(self) -> None:
        assert of(ground(needs=[replace(NEED, period="P1")])) == []
        assert of(ground(needs=[replace(NEED, period="P4")])) == [(State.MISSING, None)]
        assert of(ground(needs=[replace(NEED, period="P1")]), replace(ASSIGNED, periods=())) != []

    def test_who_begins_later_is_judged_on_the_first_day(self) -> None:
        later = replace(ASSIGNED, days=DateSpan(TODAY + timedelta(days=30)))
        held = [Held("crisis", None, OLD, TODAY + timedelta(days=29))]
        assert of(ground(held), later) == [(State.MISSING, None)]

    def test_is_not_asked_for_what_is_no_longer_needed(self) -> None:
        over = replace(NEED, days=DateSpan(OLD, TODAY - timedelta(days=1)))
        assert of(ground(needs=[over])) == []


class TestTrainingOnAPlan:
    def held(self, number: int | None, student: UUID = NOOR) -> list[Held]:
        return [Held(PLAN_TRAINING, student, OLD, None, None, number)]

    def test_is_repeated_when_the_card_has_changed_since(self) -> None:
        assert of(ground(self.held(2), needs=[], card=3)) == [(State.RETRAIN, None)]

    def test_names_both_versions(self) -> None:
        (found,) = standings([ASSIGNED], ground(self.held(2), needs=[], card=3), TODAY)
        assert found.versions == (2, 3)
        assert standing_words(found) == "trained on v2, the card is of v3: train again"

    def test_is_not_repeated_for_a_version_that_left_the_card_as_it_was(self) -> None:
        assert of(ground(self.held(2), needs=[], card=2)) == []
        assert of(ground(self.held(3), needs=[], card=2)) == []

    def test_counts_the_newest_training_and_only_with_this_student(self) -> None:
        both = [*self.held(2), *self.held(3)]
        assert of(ground(both, needs=[], card=3)) == []
        assert of(ground(self.held(1, UUID(int=9)), needs=[], card=3)) == []

    def test_that_is_over_asks_for_a_training_and_not_for_a_repetition(self) -> None:
        ended = [replace(self.held(2)[0], expires_on=TODAY - timedelta(days=1))]
        assert of(ground(ended, needs=[replace(NEED, competency=PLAN_TRAINING)], card=3)) == [
            (State.MISSING, None)
        ]


class TestWhatIsShown:
    def test_of_two_needs_for_one_thing_only_the_most_pressing(self) -> None:
        needs = [NEED, replace(NEED, period="P4")]
        found = standings([ASSIGNED], ground(needs=needs), TODAY)
        assert len(found) == 2 and len(flagged(found)) == 1

    def test_nothing_for_adults_who_are_trained(self) -> None:
        found = standings([ASSIGNED], ground([Held("crisis", None, OLD)]), TODAY)
        assert flagged(found) == () and len(once_each(found)) == 1


@given(
    st.lists(
        st.builds(
            Standing,
            st.sampled_from([KIM, UUID(int=7)]),
            st.sampled_from([NOOR, UUID(int=8)]),
            st.sampled_from(["crisis", "lifting"]),
            st.sampled_from(State),
            st.none() | st.dates(TODAY, TODAY + timedelta(days=20)),
        )
    )
)
def test_flags_come_by_urgency_and_each_matter_once(rows: list[Standing]) -> None:
    found, order = flagged(rows), list(State)
    assert [order.index(each.state) for each in found] == sorted(order.index(each.state) for each in found)
    matters = [(each.adult, each.student, each.competency) for each in found]
    assert len(matters) == len(set(matters))
    for each in found:
        others = [
            r
            for r in rows
            if (r.adult, r.student, r.competency) == (each.adult, each.student, each.competency)
        ]
        assert order.index(each.state) == min(order.index(other.state) for other in others)
