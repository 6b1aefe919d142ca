"""When a training has been shown: each of the last observations reaches the share of what could be seen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.staff.criterion import (
    Criterion,
    Observed,
    StepKind,
    counted,
    deciding,
    is_met,
    parts_missing,
)
from carryover.staff.words import observed_words

DAY = date(2026, 10, 20)
NINETY_TWICE = Criterion(90, 2)
ANSWERS = st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=7).map(tuple)
OBSERVATIONS = st.lists(ANSWERS.map(lambda answers: Observed(DAY, answers)), max_size=6)


def seen(text: str) -> Observed:
    """'yyn-' as yes, yes, no, no chance."""
    return Observed(DAY, tuple({"y": True, "n": False, "-": None}[letter] for letter in text))


@pytest.mark.parametrize(
    ("observations", "met"),
    [
        (["yyyyy", "yyyyy"], True),
        (["yyyyy"], False),
        (["yyyyn", "yyyyy"], False),
        (["nnnnn", "yyyyy", "yyyyy"], True),
        (["yyyyy", "yyyyy", "yyyyn"], False),
        (["yyyy-", "y-yyy"], True),
        (["yyyyy", "-----", "yyyyy"], True),
        (["-----", "-----"], False),
        ([], False),
    ],
)
def test_the_last_two_must_each_reach_ninety_percent(observations: list[str], met: bool) -> None:
    assert is_met([seen(each) for each in observations], NINETY_TWICE) is met


@given(OBSERVATIONS, st.integers(1, 100), st.integers(1, 5))
def test_it_is_met_exactly_when_every_one_of_the_last_that_count_is_high_enough(
    observations: list[Observed], percent: int, row: int
) -> None:
    usable = [each for each in observations if any(answer is not None for answer in each.answers)]
    last = usable[-row:]
    shares = [sum(a is True for a in o.answers) / sum(a is not None for a in o.answers) for o in last]
    expected = len(last) == row and all(share * 100 >= percent - 1e-9 for share in shares)
    assert is_met(observations, Criterion(percent, row)) == expected
    assert list(deciding(observations, Criterion(percent, row))) == last
    assert counted(observations) == usable


@given(ANSWERS)
def test_no_chance_is_neither_for_nor_against(answers: tuple[bool | None, ...]) -> None:
    given_, without = Observed(DAY, answers), Observed(DAY, tuple(a for a in answers if a is not None))
    assert (given_.done, given_.n, given_.percent) == (without.done, without.n, without.percent)
    assert all(given_.reaches(p) == without.reaches(p) for p in (1, 50, 90, 100))


def test_few_behaviors_are_counted_and_more_are_a_share_with_its_n() -> None:
    assert observed_words(seen("yyn-")) == "2 of 3"
    assert observed_words(seen("yyyn")) == "3 of 4"
    assert observed_words(seen("yyyyn")) == "80 % (n = 5)"
    assert observed_words(seen("yyyyyyn")) == "86 % (n = 7)"


@pytest.mark.parametrize(("percent", "row"), [(0, 2), (101, 2), (90, 0), (90, 6)])
def test_a_criterion_that_asks_nonsense_does_not_exist(percent: int, row: int) -> None:
    with pytest.raises(ValueError, match="is not a"):
        Criterion(percent, row)


def test_the_parts_before_observing_are_named_in_their_order() -> None:
    assert parts_missing([]) == (StepKind.INSTRUCT, StepKind.MODEL, StepKind.REHEARSE)
    assert parts_missing([StepKind.REHEARSE, StepKind.OBSERVE]) == (StepKind.INSTRUCT, StepKind.MODEL)
    assert parts_missing(StepKind) == ()
