"""A file's bytes as a table of text: what spreadsheets really write, read generously; what cannot be meant, refused.

Pure: bytes in, rows out. Promises: at most 2 MiB, 5,000 rows, 60 columns and 500 characters a cell; every refusal is a
sentence that names the row where there is one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carryover.exchange.cells import as_typed
from carryover.exchange.columns import KNOWN, NEEDED, column_of
from carryover.exchange.faults import Fault, Unreadable

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 500
UTF_8, WINDOWS = "UTF-8", "Windows-1252"
_DELIMITERS = (",", ";", "\t")
_KINDS_OF_FILE = {
    b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"%PDF": "other", b"\xd0\xcf\x11\xe0": "old", b"\xff\xfe": "utf16",
    b"\xfe\xff": "utf16", b"\x1f\x8b": "other", b"\x89PNG": "other", b"\xff\xd8\xff": "other",
}  # fmt: skip
"""How files begin that are no text."""


@dataclass(frozen=True)
class Row:
    """One row that holds something, by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of a known column; empty where the file has none."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """What was read, and what was made of the file on the way."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    encoding: str
    delimiter: str


def read_table(content: bytes) -> Table:
    """The table in the file. Raises Unreadable."""
    text, encoding = _decoded(content)
    lines = text.splitlines(keepends=True)
    if lines and lines[0].strip().lower().startswith("sep="):
        lines = lines[1:]  # Excel's own note of the delimiter
        text = "".join(lines)
    delimiter = _delimiter(lines[0] if lines else "")
    records = _records(text, delimiter)
    header = next(records, None)
    if header is None or not any(cell.strip() for cell in header[1]):
        raise Unreadable(_("The file is empty. Its first row names the columns."))
    known, ignored = _columns(header[1])
    rows = tuple(_rows(records, known, len(header[1])))
    if not rows:
        raise Unreadable(_("The file has a header and no rows."))
    return Table(rows, tuple(name for name in known if name), ignored, encoding, delimiter)


def _decoded(content: bytes) -> tuple[str, str]:
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 2 MiB. Divide it into parts."))
    _refuse_other_kinds(content)
    try:
        text, encoding = content.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError:
        try:
            text, encoding = content.decode("cp1252"), WINDOWS
        except UnicodeDecodeError:
            raise Unreadable(
                _("This is no text. Save the table as CSV (UTF-8) and choose that file.")
            ) from None
    for number, line in enumerate(text.split("\n"), 1):
        if any((ord(c) < 32 and c not in "\t\r") or ord(c) == 127 for c in line):
            words = _(
                "Line %(line)s holds a character that no text can hold. Save the table as CSV (UTF-8) again."
            )
            raise Unreadable(words % {"line": number})
    return text, encoding


def _refuse_other_kinds(content: bytes) -> None:
    kind = next((kind for start, kind in _KINDS_OF_FILE.items() if content.startswith(start)), "")
    words = {
        "zip": _("This is a workbook or a ZIP file. Open it and save the table as CSV (UTF-8)."),
        "old": _("This is an old workbook. Open it and save the table as CSV (UTF-8)."),
        "utf16": _("This is text of another kind (UTF-16). Save the table as CSV (UTF-8)."),
        "other": _("This is no table of text. Save the table as CSV (UTF-8) and choose that file."),
    }
    if kind:
        raise Unreadable(words[kind])
    if b"\x00" in content:
        raise Unreadable(words["other"])


def _delimiter(header: str) -> str:
    """What parts the names of the columns: the one of the three that stands most often outside quotation marks."""
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=lambda each: (outside.count(each), -_DELIMITERS.index(each)))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise Unreadable(_why(number, str(wrong))) from wrong
        if number > MOST_ROWS + 1:
            words = _("The file has more than %(most)s rows. Divide it into parts.")
            raise Unreadable(words % {"most": f"{MOST_ROWS:,}"})
        yield number, record


def _why(number: int, said: str) -> str:
    if "field larger" in said:
        words = _("Row %(row)s holds a cell without an end. Look for a quotation mark too many.")
    elif "end of data" in said:
        words = _("A quotation mark that opens in row %(row)s or before is never closed.")
    else:
        words = _("The quotation marks in row %(row)s do not fit together.")
    return words % {"row": number}


def _columns(header: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """For each place of the header the column that we know, or nothing; and the names of those that we do not."""
    while header and not header[-1].strip():
        header.pop()
    if len(header) > MOST_COLUMNS:
        words = _("The header names %(n)s columns, more than %(most)s. Is this the file that you meant?")
        raise Unreadable(words % {"n": len(header), "most": MOST_COLUMNS})
    known = [column_of(name) for name in header]
    for name in KNOWN:
        if known.count(name) > 1:
            raise Unreadable(_("Two columns are called %(name)s.") % {"name": name})
    missing = [name for name in NEEDED if name not in known]
    if missing:
        words = _(
            "The header lacks %(names)s. The first row names the columns; download the template to see them."
        )
        raise Unreadable(words % {"names": ", ".join(missing)})
    ignored = tuple(
        name.strip()[:40] for name, column in zip(header, known, strict=True) if not column and name.strip()
    )
    return known, ignored


def _rows(records: Iterator[tuple[int, list[str]]], known: list[str], wide: int) -> Iterator[Row]:
    for number, record in records:
        if not any(cell.strip() for cell in record):
            continue
        if any(cell.strip() for cell in record[max(wide, len(known)) :]):
            words = _("Row %(row)s has %(n)s cells and the header names %(wide)s columns.")
            raise Unreadable(words % {"row": number, "n": len(record), "wide": len(known)})
        yield Row(number, {name: as_typed(cell) for name, cell in zip(known, record, strict=False) if name})


def too_long(table: Table) -> list[Fault]:
    """A fault for each cell that is longer than anything that we keep."""
    return [
        Fault(row.number, column, _("This cell is longer than %(most)s characters.") % {"most": LONGEST_CELL})
        for row in table.rows
        for column, cell in row.cells.items()
        if len(cell) > LONGEST_CELL
    ]
