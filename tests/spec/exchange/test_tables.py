"""What spreadsheets write is read; what cannot be meant is refused with a sentence that names the place."""

from __future__ import annotations

import csv
import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.exchange.cells import as_typed
from carryover.exchange.columns import KNOWN, column_of
from carryover.exchange.faults import Unreadable
from carryover.exchange.tables import LARGEST, MOST_ROWS, UTF_8, WINDOWS, read_table, too_long

HEADER = "kind,number,given name,family name"
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t,;\"'"), max_size=20)


def zipped() -> bytes:
    """A workbook, as far as its first bytes tell."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return out.getvalue()


class TestWhatSpreadsheetsWrite:
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_with_and_without_a_mark_of_the_encoding(self, mark: bytes) -> None:
        table = read_table(mark + f"{HEADER}\nstudent,1,José,Muñoz\n".encode())
        assert (table.encoding, table.rows[0]["given name"]) == (UTF_8, "José")

    def test_the_old_encoding_of_windows_is_known_and_said(self) -> None:
        table = read_table(f"{HEADER}\nstudent,1,José,Muñoz\n".encode("cp1252"))
        assert (table.encoding, table.rows[0]["family name"]) == (WINDOWS, "Muñoz")

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_commas_semicolons_and_tabs_and_every_end_of_a_line(self, delimiter: str, ending: str) -> None:
        lines = [HEADER.replace(",", delimiter), f"student{delimiter}1{delimiter}Zoe{delimiter}Zeller"]
        table = read_table(ending.join(lines).encode())
        assert (table.delimiter, table.rows[0]["given name"], table.rows[0].number) == (delimiter, "Zoe", 2)

    def test_a_quoted_line_break_stays_within_its_cell_and_rows_count_as_the_spreadsheet_does(self) -> None:
        table = read_table(f'{HEADER}\nstudent,1,"Zoe\nMarie",Zeller\n\nstudent,2,Al,Bo\n'.encode())
        assert [(row.number, row["given name"]) for row in table.rows] == [(2, "Zoe\nMarie"), (4, "Al")]

    def test_excels_own_note_of_the_delimiter(self) -> None:
        assert read_table(b"sep=;\r\nkind;number\r\nstudent;1\r\n").rows[0]["number"] == "1"

    @pytest.mark.parametrize(
        "name",
        ["Given Name", " given_name ", "GIVENNAME", "First name", "given-name", "Gíven  Name"],
    )
    def test_a_header_in_any_case_and_with_any_space(self, name: str) -> None:
        assert column_of(name) == "given name"

    def test_other_columns_are_named_and_left_out(self) -> None:
        table = read_table(b"kind,number,Disability,Shoe size\nstudent,1,x,9\n")
        assert table.ignored == ("Disability", "Shoe size")
        assert set(table.rows[0].cells) == {"kind", "number"}

    @given(rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6))
    def test_whatever_is_written_by_the_rules_reads_back(self, rows: list[list[str]]) -> None:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([HEADER.split(","), *rows])
        told = [[as_typed(cell) for cell in row] for row in rows]
        names = HEADER.split(",")
        try:
            table = read_table(out.getvalue().encode())
        except Unreadable:
            assert not any(any(row) for row in told)
            return
        assert [[row[name] for name in names] for row in table.rows] == [row for row in told if any(row)]


LONG = "x" * (LARGEST + 1)
HOSTILE = {
    "empty": (b"", "The file is empty"),
    "blank": (b"\n\n\n", "The file is empty"),
    "only a header": (HEADER.encode(), "no rows"),
    "a workbook": (zipped(), "workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "old workbook"),
    "a document": (b"%PDF-1.7 ...", "no table of text"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "no table of text"),
    "packed": (b"\x1f\x8b\x08\x00", "no table of text"),
    "another encoding": ("kind,number\nstudent,1".encode("utf-16"), "UTF-16"),
    "a null character": (b"kind,number\nstudent,\x001\n", "no table of text"),
    "a bell": (b"kind,number\nstudent,\x071\n", "Line 2 holds a character"),
    "bytes of no text": (bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D]) * 9, "no text"),
    "larger than 2 MiB": (f"{HEADER}\nstudent,1,{LONG},x".encode(), "larger than 2 MiB"),
    "a cell of a million": (
        f'{HEADER}\nstudent,1,"{"x" * 1_000_000}",x'.encode(),
        "Row 2 holds a cell without an end",
    ),
    "a quotation mark unclosed": (
        f'{HEADER}\nstudent,1,"Zoe,Zeller\nstudent,2,Al,Bo'.encode(),
        "never closed",
    ),
    "text after a quotation mark": (f'{HEADER}\nstudent,1,"Zoe"x,Zeller'.encode(), "do not fit together"),
    "300 cells": (f"{HEADER}\nstudent,{',' * 299}x".encode(), "Row 2 has 301 cells"),
    "300 columns": ((",".join(f"c{n}" for n in range(300)) + "\nx").encode(), "300 columns"),
    "no kind": (b"number,given name\n1,Zoe\n", "The header lacks kind"),
    "a column twice": (b"kind,number,Number\nstudent,1,2\n", "Two columns are called number"),
    "too many rows": (HEADER.encode() + b"\nstudent,1,a,b" * (MOST_ROWS + 1), "more than 5,000 rows"),
}


@pytest.mark.parametrize(("content", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_meant_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refused:
        read_table(content)
    assert len(str(refused.value)) < 200


def test_five_thousand_rows_are_read() -> None:
    assert len(read_table(HEADER.encode() + b"\nstudent,1,a,b" * MOST_ROWS).rows) == MOST_ROWS


def test_a_long_cell_is_a_fault_at_its_place() -> None:
    table = read_table(f"{HEADER}\nstudent,1,{'x' * 600},y".encode())
    (fault,) = too_long(table)
    assert (fault.row, fault.column) == (2, "given name")


def test_names_that_read_from_right_to_left_are_names() -> None:
    table = read_table(f"{HEADER}\nstudent,1,محمد,‏الأحمد".encode())
    assert table.rows[0]["given name"] == "محمد"


@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        assert read_table(content).rows
    except Unreadable as refused:
        assert str(refused)


@given(content=st.text(alphabet='kind,number\n"\r;\t =sep', max_size=120).map(str.encode))
def test_any_text_is_read_or_refused(content: bytes) -> None:
    try:
        assert read_table(content).rows
    except Unreadable as refused:
        assert str(refused)


@given(seed=st.integers(0, 10_000))
def test_half_a_file_is_read_or_refused(seed: int) -> None:
    """A download that broke off."""
    chance = random.Random(seed)
    whole = f'{HEADER}\nstudent,1,"Zoe, Marie",Zeller\nstudent,2,José,Muñoz\n'.encode()
    try:
        read_table(whole[: chance.randrange(len(whole))])
    except Unreadable as refused:
        assert str(refused)


def test_every_known_column_knows_its_own_name() -> None:
    assert [column_of(name) for name in KNOWN] == list(KNOWN)
