"""Bells as an office types them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.roster.bell_lines import BellLine, Unreadable, read_bells

MINUTES = st.lists(st.integers(0, 1439), min_size=2, max_size=20, unique=True).map(sorted)


def at(minute: int) -> time:
    """That minute of the day."""
    return time(minute // 60, minute % 60)


@given(minutes=MINUTES)
def test_what_is_written_reads_back(minutes: list[int]) -> None:
    pairs = list(zip(minutes[::2], minutes[1::2], strict=False))
    bells = tuple(BellLine(f"P{n}", f"Block {n}", at(a), at(b)) for n, (a, b) in enumerate(pairs))
    assert read_bells("\n".join(map(str, reversed(bells)))) == bells


@pytest.mark.parametrize(
    "line",
    [
        "P1 8:25 9:55 Reading",
        "P1 8:25-9:55 Reading",
        "P1  08:25 – 09:55  Reading",
        "P1 8:25 am 9:55 AM Reading",
    ],
)
def test_the_ways_in_which_people_write_a_time(line: str) -> None:
    assert read_bells(line) == (BellLine("P1", "Reading", time(8, 25), time(9, 55)),)


def test_afternoon() -> None:
    assert read_bells("P7 12:05pm 1:00pm Art")[0] == BellLine("P7", "Art", time(12, 5), time(13))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one period"),
        ("P1 8:25 9:55 Reading\nP2 ten eleven Math", "Line 2"),
        ("P1 8:25 9:55", "Line 1"),
        ("P1 9:55 8:25 Reading", "Line 1: the period ends before it begins"),
        ("P1 8:25 9:55 Reading\nP2 9:50 10:30 Math", "Line 2: P2 begins before P1 has ended"),
        ("P1 8:25 9:55 Reading\n\nP1 10:00 10:30 Math", "Line 3: the code P1 stands in line 1 already"),
        ("P1 25:00 26:00 Night", "Line 1"),
        ("P1 13:00 pm 14:00 Reading", "Line 1"),
        ("\n".join(f"P{n} 8:00 8:01 x" for n in range(31)), "More than 30"),
        ("x" * 5000, "Line 1"),
    ],
)
def test_what_cannot_be_meant_is_named_by_its_line(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_bells(text)


@given(text=st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_bells(text)
    except Unreadable as refused:
        assert str(refused)
