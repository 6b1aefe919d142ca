"""What was recorded becomes a value in one of four states; missing is never zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import Closing, Measure, Method, Observed, PromptLevel, State, score

NINE = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)
ALL_LEVELS = tuple(level.value for level in PromptLevel)

calls_out = Measure("calls-out", "Calls out", Method.COUNT, direction="decrease")
on_task = Measure("on-task", "On task", Method.DURATION)
asks = Measure("asks", "Asks for a break", Method.TRIALS, prompts=ALL_LEVELS)


def count(id: str, many: int = 1, session: str = "reading") -> Observed:
    return Observed(id, Method.COUNT, NINE, session, count=many)


def trial(id: str, correct: bool, prompt: str | None = "I") -> Observed:
    return Observed(id, Method.TRIALS, NINE, "reading", correct=correct, prompt=prompt)


@st.composite
def recorded(draw: st.DrawFn) -> tuple[Measure, list[Observed]]:
    measure = draw(st.sampled_from([calls_out, on_task, asks]))
    moments = draw(st.lists(st.integers(0, 20_000), min_size=1, max_size=12))
    events = []
    for number, second in enumerate(moments):
        at = NINE + timedelta(seconds=second)
        if measure.method is Method.COUNT:
            event = Observed(f"e{number}", Method.COUNT, at, "s", count=draw(st.integers(1, 9)))
        elif measure.method is Method.DURATION:
            event = Observed(f"e{number}", Method.DURATION, at, "s", seconds=draw(st.floats(0, 5000)))
        else:
            level = draw(st.sampled_from(ALL_LEVELS))
            event = Observed(f"e{number}", Method.TRIALS, at, "s", correct=draw(st.booleans()), prompt=level)
        events.append(event)
    return measure, events


def test_counts_are_summed() -> None:
    value = score(calls_out, [count("a", 3), count("b")], [], finished=True)
    assert (value.state, value.value, value.unit, value.n) == (State.VALUE, 4, "times per day", 2)


def test_durations_are_total_minutes() -> None:
    episodes = [Observed(str(i), Method.DURATION, NINE, "math", seconds=45) for i in range(4)]
    assert score(on_task, episodes, [], finished=True).value == 3


def test_only_correct_and_independent_trials_count_as_independent() -> None:
    trials = [trial("1", True), trial("2", True, "G"), trial("3", False), trial("4", True)]
    value = score(asks, trials, [], finished=True)
    assert (value.value, value.n, value.unit) == (50, 4, "percent independent")


def test_a_measure_without_levels_takes_an_unprompted_trial_at_its_word() -> None:
    plain = replace(asks, prompts=())
    assert score(plain, [trial("1", True, None), trial("2", False, None)], [], finished=True).value == 50
    assert score(asks, [trial("1", True, None)], [], finished=True).value == 0


@pytest.mark.parametrize(
    ("measure", "closing", "state"),
    [
        (calls_out, None, State.NOT_COLLECTED),
        (calls_out, Closing("s"), State.NOT_COLLECTED),
        (calls_out, Closing("s", zero=frozenset({"other"})), State.NOT_COLLECTED),
        (calls_out, Closing("s", zero=frozenset({"calls-out"})), State.TRUE_ZERO),
        (calls_out, Closing("s", no_opportunity=frozenset({"calls-out"})), State.NO_OPPORTUNITY),
        (asks, Closing("s", no_opportunity=frozenset({"asks"})), State.NO_OPPORTUNITY),
        (asks, Closing("s", zero=frozenset({"asks"})), State.NO_OPPORTUNITY),
    ],
)
def test_without_events_the_closing_says_which_absence_it_is(
    measure: Measure, closing: Closing | None, state: State
) -> None:
    value = score(measure, [], [closing] if closing else [], finished=True)
    assert value.state is state
    assert value.value == (0 if state is State.TRUE_ZERO else None)


def test_a_zero_in_one_session_outweighs_no_opportunity_in_another() -> None:
    closings = [
        Closing("reading", no_opportunity=frozenset({"calls-out"})),
        Closing("math", zero=frozenset({"calls-out"})),
    ]
    assert score(calls_out, [], closings, finished=True).state is State.TRUE_ZERO


def test_an_event_stands_against_a_closing_that_denies_it_and_the_value_says_so() -> None:
    denied = Closing("reading", zero=frozenset({"calls-out"}))
    elsewhere = Closing("math", zero=frozenset({"calls-out"}))
    assert score(calls_out, [count("a")], [denied], finished=True).conflict
    assert score(calls_out, [count("a")], [denied], finished=True).value == 1
    assert not score(calls_out, [count("a")], [elsewhere], finished=True).conflict


def test_an_unfinished_day_is_open_only_where_time_watched_matters() -> None:
    assert score(calls_out, [count("a")], [], finished=False).open
    assert not score(calls_out, [count("a")], [], finished=True).open
    assert not score(asks, [trial("1", True)], [], finished=False).open


def test_an_event_of_another_method_is_an_error_not_a_silence() -> None:
    with pytest.raises(ValueError, match="takes count"):
        score(calls_out, [trial("1", True)], [], finished=True)


def test_an_event_given_twice_is_an_error_not_two() -> None:
    with pytest.raises(ValueError, match="twice"):
        score(calls_out, [count("a"), count("a")], [], finished=True)


@given(recorded(), st.randoms(use_true_random=False))
def test_the_order_of_events_never_matters(case: tuple[Measure, list[Observed]], chance: object) -> None:
    measure, events = case
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(measure, shuffled, [], finished=True) == score(measure, events, [], finished=True)


@given(recorded())
def test_every_event_is_in_the_value(case: tuple[Measure, list[Observed]]) -> None:
    measure, events = case
    value = score(measure, events, [], finished=True)
    assert sorted(value.event_ids) == sorted(event.id for event in events)
    assert value.n == len(events)
    assert value.state is State.VALUE


@given(recorded(), st.data())
def test_one_late_event_marks_the_value(case: tuple[Measure, list[Observed]], data: st.DataObject) -> None:
    measure, events = case
    late = data.draw(st.integers(0, len(events) - 1))
    marked = [replace(event, late=number == late) for number, event in enumerate(events)]
    assert score(measure, marked, [], finished=True).late
    assert not score(measure, events, [], finished=True).late
