"""Rows as records: each cell that cannot be meant is named by row and column, and nothing else is lost."""

from __future__ import annotations

import pytest

from carryover.exchange.records import Read, read_records
from carryover.exchange.tables import read_table

STUDENT = "student,1001,Zoe,Zeller,2016-03-04,5"
HEADER = (
    "kind,number,given name,family name,birth date,grade,from,to,school,user name,role,class,class name,relation,"
    "letter,reason"
)


def read(*lines: str) -> Read:
    """The records of a file of these lines."""
    return read_records(read_table("\n".join([HEADER, *lines]).encode()), "ALC", ["ALC", "BIR"])


@pytest.mark.parametrize(
    ("birth", "meant"),
    [
        ("2016-03-04", "2016-03-04"),
        ("03/04/2016", "2016-03-04"),
        ("3/4/2016", "2016-03-04"),
        ("3/4/16", "2016-03-04"),
    ],
)
def test_dates_as_spreadsheets_write_them(birth: str, meant: str) -> None:
    (record,) = read(f"student,1001,Zoe,Zeller,{birth},5").records
    assert record.says["birth date"] == meant


@pytest.mark.parametrize(
    ("grade", "meant"), [("K", "K"), ("kg", "K"), ("05", "5"), ("Pre-K", "PK"), ("12", "12")]
)
def test_grades_as_schools_write_them(grade: str, meant: str) -> None:
    (record,) = read(f"student,1001,Zoe,Zeller,2016-03-04,{grade}").records
    assert record.says["grade"] == meant


@pytest.mark.parametrize(
    ("role", "meant"),
    [("Paraprofessional", "paraprofessional"), ("intervention_specialist", "intervention_specialist"),
     ("general-education TEACHER", "teacher"), ("Nurse", "nurse")],
)  # fmt: skip
def test_roles_by_their_plain_names(role: str, meant: str) -> None:
    (record,) = read(f"adult,,Nora,New,,,,,,nnew,{role}").records
    assert record.says["role"] == meant


FAULTS = {
    "no kind": ("pupil,1001", "kind", "A row is one of"),
    "no number": ("student,,Zoe,Zeller,2016-03-04,5", "number", "needed"),
    "no name": ("student,1001,,Zeller,2016-03-04,5", "given name", "needed"),
    "a date of no calendar": ("student,1001,Zoe,Zeller,2016-02-30,5", "birth date", "2016-03-04"),
    "the day first": ("student,1001,Zoe,Zeller,31/03/2016,5", "birth date", "month, day, year"),
    "no grade": ("student,1001,Zoe,Zeller,2016-03-04,13", "grade", "PK, K or 1 to 12"),
    "another school": (f"{STUDENT},,,ZZZ", "school", "No school of yours"),
    "ends before it begins": (f"{STUDENT},2026-10-20,2026-10-19", "to", "lies before the first"),
    "rights over a school": (
        "adult,,Nora,New,,,,,,nnew,Building administrator",
        "role",
        "not given by a file",
    ),
    "a family": ("adult,,Nora,New,,,,,,nnew,guardian", "role", "not given by a file"),
    "no role": ("adult,,Nora,New,,,,,,nnew,Wizard", "role", "There is no such role"),
    "a user name with a space": ("adult,,Nora,New,,,,,,n new,nurse", "user name", "small letters"),
    "a long name": (f"student,1001,{'x' * 61},Zeller,2016-03-04,5", "given name", "60"),
    "whom": ("assignment,,,,,,,,,nnew", "number", "by number, or a class"),
    "a student and a class": ("assignment,1001,,,,,,,,nnew,,RR-2", "number", "not both"),
    "from outside without an end": (
        "assignment,1001,,,,,,,,nnew,,,,contractor,,contract",
        "to",
        "a last day and a reason",
    ),
    "an unknown relation": ("assignment,1001,,,,,,,,nnew,,,,friend", "relation", "An assignment is one of"),
    "a third letter": ("assignment,1001,,,,,,,,nnew,,,,,C", "letter", "A or B"),
}


@pytest.mark.parametrize(("line", "column", "said"), FAULTS.values(), ids=FAULTS)
def test_a_cell_that_cannot_be_meant_is_named(line: str, column: str, said: str) -> None:
    found = read(STUDENT.replace("1001", "7"), line)
    (fault,) = [each for each in found.faults if each.column == column]
    assert fault.row == 3 and said in fault.what
    assert len(found.records) == 1, "and the others are read"


def test_one_thing_said_twice_alike_is_one() -> None:
    assert len(read(STUDENT, STUDENT).records) == 1


def test_one_thing_said_in_two_ways_names_both_rows() -> None:
    found = read(STUDENT, STUDENT.replace("Zoe", "Zoë"))
    (fault,) = found.faults
    assert fault.row == 3 and "Row 2 says something else" in fault.what


def test_a_number_without_its_zeros_is_the_same_number() -> None:
    assert read(STUDENT.replace("1001", "001001")).records[0].key == read(STUDENT).records[0].key


def test_direction_marks_and_odd_spaces_are_no_part_of_a_name() -> None:
    (record,) = read("student,1001,\u202eZoe\u00a0 Marie,Zeller,2016-03-04,5").records
    assert record.says["given name"] == "Zoe Marie"
