"""The words on the shelf keep their promises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.terms import DateSpan, Refusal, uuid7

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_a_refusal_without_somebody_who_can_is_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="who can"):
        Refusal("Change the goal", "A goal belongs to the team.", "")


@given(days, st.integers(0, 400), st.integers(-500, 900))
def test_a_span_includes_exactly_its_days(start: date, length: int, offset: int) -> None:
    span = DateSpan(start, start + timedelta(days=length))
    assert span.includes(start + timedelta(days=offset)) == (0 <= offset <= length)


@given(days, st.integers(0, 30), days, st.integers(0, 30))
def test_overlap_is_a_shared_day(a: date, la: int, b: date, lb: int) -> None:
    first, second = DateSpan(a, a + timedelta(days=la)), DateSpan(b, b + timedelta(days=lb))
    shared = any(second.includes(a + timedelta(days=i)) for i in range(la + 1))
    assert first.overlaps(second) == second.overlaps(first) == shared


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        DateSpan(date(2026, 10, 20), date(2026, 10, 19))


@given(st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_ids_are_version_7_and_sort_by_the_millisecond(ms: int, random: bytes) -> None:
    made = uuid7(ms, random)
    assert made.version == 7 and made.variant == "specified in RFC 4122"
    assert made.int >> 80 == ms
