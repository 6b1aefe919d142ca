"""What is wrong with a file, or with a place in it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in one cell; `row` counts as the spreadsheet does, the header being row 1."""

    row: int
    column: str
    what: str


class Unreadable(ValueError):
    """Why a file cannot be read at all, in one sentence for the one who chose it."""
