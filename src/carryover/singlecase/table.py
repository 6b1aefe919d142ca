"""The graph's twin as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

from carryover.singlecase.graph import Graph, TableRow
from carryover.singlecase.words import number

HEADER = ("date", "session", "phase", "value", "unit", "state", "n", "flags")
# What spreadsheets take for the start of a formula, in both widths, and what they skip before it (OWASP).
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\x00")
_SKIPPED = " \xa0\u200b\ufeff\"',;"
_NEGATIVE = re.compile(r"-[0-9]{1,15}(\.[0-9]{1,15})?")


def table_csv(graph: Graph) -> str:
    """The rows of the graph as CSV (RFC 4180), with a header; dates as YYYY-MM-DD.

    A day without a value has an empty value and its state in words. Text that a spreadsheet would run as a
    formula is preceded by an apostrophe; negative numbers are left alone.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_cells(row) for row in graph.rows)
    return out.getvalue()


def _cells(row: TableRow) -> list[str]:
    return [
        row.day.isoformat(),
        "" if row.session is None else str(row.session),
        _plain(row.phase),
        "" if row.value is None else number(row.value),
        _plain(row.unit),
        f"{row.state.words}, still open" if row.open else row.state.words,
        str(row.n),
        _plain("; ".join(row.flags)),
    ]


def _plain(text: str) -> str:
    starts = text.startswith(_FORMULA_STARTS) or text.lstrip(_SKIPPED).startswith(_FORMULA_STARTS)
    return f"'{text}" if starts and not _NEGATIVE.fullmatch(text) else text
