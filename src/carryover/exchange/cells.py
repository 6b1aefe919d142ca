"""Cells that a spreadsheet opens as text, and what was typed in them. Pure.

A spreadsheet runs what begins with one of a few characters as a formula. What is written out is preceded by an
apostrophe; what is read back loses exactly one (OWASP ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it; an apostrophe that stands before such a start is kept."""
    return f"'{text}" if text.lstrip("'").startswith(STARTS) else text


def as_typed(cell: str) -> str:
    """The text behind a cell: without the apostrophe that kept it from running, and without space around it."""
    text = cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(STARTS) else cell
    return text.strip()


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV (RFC 4180) that is safe to open."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue()
