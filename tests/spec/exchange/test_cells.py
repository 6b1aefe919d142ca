"""What is written for a spreadsheet runs in none, and reads back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.exchange.cells import STARTS, as_typed, neutral, written

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''=1",
    '=HYPERLINK("x")',
]
TEXTS = st.text(max_size=30) | st.sampled_from(HOSTILE) | st.text(alphabet="=+-@'\t\r a", max_size=8)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_written_begins_as_a_formula(text: str) -> None:
    assert not neutral(text).startswith(STARTS)
    assert as_typed(neutral(text)) == text.strip()


@pytest.mark.parametrize("text", ["Walker", "O'Brien", "'tis", "5", "3-4", ""])
def test_plain_text_is_left_alone(text: str) -> None:
    assert neutral(text) == text == as_typed(text)


@given(rows=st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_rows_written_read_back_cell_by_cell_and_none_can_run(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(written(rows), newline="")))
    assert [[as_typed(cell) for cell in row] for row in back] == [
        [cell.strip() for cell in row] for row in rows
    ]
    assert not [cell for row in back for cell in row if cell.startswith(STARTS)]
