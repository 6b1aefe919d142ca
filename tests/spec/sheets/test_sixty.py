"""What stands before 'more': everything that must, a line of each part, then what the words allow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carryover.sheets.sixty import BUDGET, Weighed, before_more, words_in

parts = st.sampled_from(["why", "before", "teach", "respond", "never"])


@st.composite
def cards(draw: st.DrawFn) -> list[Weighed]:
    """Lines in reading order; what never to do must stand."""
    found = draw(st.lists(st.tuples(parts, st.integers(1, 60)), max_size=16))
    return [Weighed(f"{place}", part, words, part == "never") for place, (part, words) in enumerate(found)]


def taken(lines: list[Weighed], shown: frozenset[str]) -> int:
    return sum(line.words for line in lines if line.id in shown)


def owed(lines: list[Weighed]) -> set[str]:
    """What must stand, and the first line of each part."""
    parts = {line.part for line in lines}
    return {next(line.id for line in lines if line.part == part) for part in parts} | {
        line.id for line in lines if line.must
    }


@given(cards(), st.integers(0, 150))
def test_no_more_words_than_sixty_seconds_hold_unless_what_is_owed_takes_more(
    lines: list[Weighed], spent: int
) -> None:
    shown = before_more(lines, spent)
    least = taken(lines, frozenset(owed(lines)))
    assert taken(lines, shown) + spent <= max(BUDGET, least + spent)


@given(cards(), st.integers(0, 250))
def test_what_never_to_do_and_a_line_of_each_part_always_stand(lines: list[Weighed], spent: int) -> None:
    assert owed(lines) <= before_more(lines, spent)


@given(cards(), st.integers(0, 150))
def test_nothing_waits_behind_more_that_would_still_fit(lines: list[Weighed], spent: int) -> None:
    shown = before_more(lines, spent)
    left = BUDGET - spent - taken(lines, shown)
    assert all(line.words > left for line in lines if line.id not in shown)


def test_others_follow_in_reading_order() -> None:
    lines = [
        Weighed("w1", "why", 60),
        Weighed("w2", "why", 60),
        Weighed("b1", "before", 60),
        Weighed("b2", "before", 9),
    ]
    assert before_more(lines) == {"w1", "b1", "w2", "b2"}
    assert before_more(lines, spent=50) == {"w1", "b1", "b2"}


def test_words_are_what_stands_between_spaces() -> None:
    assert words_in("Say 'first … then …'", "", "once") == 6
