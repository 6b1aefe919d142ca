"""What a file would change: the same whatever the order of rows, nothing the second time, and nothing removed."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from carryover.exchange.changes import Changes, State, applied, changes, digest, expanded, too_many_end
from carryover.exchange.records import Record, read_records
from carryover.exchange.tables import read_table

TODAY = "2026-10-20"
COLUMNS = (
    "kind", "number", "given name", "family name", "birth date", "grade", "to", "user name", "role", "title", "class",
    "class name", "period", "place", "relation",
)  # fmt: skip
NUMBERS, USERS, CODES = (
    st.sampled_from("123456"),
    st.sampled_from(["aa", "bb", "cc"]),
    st.sampled_from(["C1", "C2"]),
)
UNTIL = st.sampled_from(["", "", "", "2026-10-01", TODAY, "2026-12-18"])
NAMES = st.sampled_from(["Zoe", "José", "Ana"])

STUDENTS = st.fixed_dictionaries(
    {"kind": st.just("student"), "number": NUMBERS, "given name": NAMES, "family name": NAMES,
     "birth date": st.sampled_from(["2016-03-04", "2015-05-06"]), "grade": st.sampled_from(["4", "5"]), "to": UNTIL}
)  # fmt: skip
ADULTS = st.fixed_dictionaries(
    {"kind": st.just("adult"), "user name": USERS, "given name": NAMES, "family name": NAMES,
     "role": st.sampled_from(["nurse", "teacher"]), "title": st.sampled_from(["", "Aide"])}
)  # fmt: skip
CLASSES = st.fixed_dictionaries(
    {
        "kind": st.just("class"),
        "class": CODES,
        "class name": NAMES,
        "period": st.sampled_from(["", "P1", "P2"]),
    }
)
MEMBERS = st.fixed_dictionaries({"kind": st.just("member"), "class": CODES, "number": NUMBERS, "to": UNTIL})
ASSIGNED = st.fixed_dictionaries(
    {
        "kind": st.just("assignment"),
        "user name": USERS,
        "number": NUMBERS,
        "period": st.sampled_from(["", "P1"]),
    }
)
CLASSED = st.fixed_dictionaries({"kind": st.just("assignment"), "user name": USERS, "class": CODES})
LINES = st.lists(STUDENTS | ADULTS | CLASSES | MEMBERS | ASSIGNED | CLASSED, min_size=1, max_size=12)


def records(lines: list[Mapping[str, str]]) -> list[Record]:
    """The records of a file of these rows, those that contradict others left out."""
    if not lines:
        return []
    text = [",".join(COLUMNS), *(",".join(line.get(name, "") for name in COLUMNS) for line in lines)]
    found = read_records(read_table("\n".join(text).encode()), "ALC", ["ALC"])
    wrong = {fault.row for fault in found.faults}
    return [record for record in found.records if record.row not in wrong]


def diff(found: list[Record], state: State, whole: bool = False) -> Changes:
    """What a file would change today."""
    return changes(expanded(found, state, whole=whole), state, today=TODAY, home="ALC", whole=whole)


@given(before=LINES, now=LINES, whole=st.booleans())
def test_the_second_time_a_file_changes_nothing(
    before: list[dict[str, str]], now: list[dict[str, str]], whole: bool
) -> None:
    state = applied({}, diff(records(before), {}))
    after = applied(state, diff(records(now), state, whole))
    again = diff(records(now), after, whole)
    assert again.changes == ()


@given(lines=LINES, seed=st.integers(0, 1000), whole=st.booleans())
def test_the_order_of_rows_does_not_matter(lines: list[dict[str, str]], seed: int, whole: bool) -> None:
    found = records(lines)
    shuffled = list(found)
    random.Random(seed).shuffle(shuffled)
    state = applied({}, diff(records(lines[: len(lines) // 2]), {}))
    one, other = diff(found, state, whole), diff(shuffled, state, whole)
    assert digest(one) == digest(other) and one.unchanged == other.unchanged


@given(before=LINES, now=LINES, whole=st.booleans())
def test_nothing_is_removed_and_only_what_the_file_speaks_of_is_touched(
    before: list[dict[str, str]], now: list[dict[str, str]], whole: bool
) -> None:
    state = applied({}, diff(records(before), {}))
    made = diff(records(now), state, whole)
    after = applied(state, made)
    assert set(state) <= set(after)
    spoken = {(each.kind, each.key) for each in expanded(records(now), state, whole=whole)}
    for key, says in state.items():
        if key not in spoken and after[key] != says:
            assert whole and after[key] == {**says, "to": TODAY}


@given(before=LINES, now=LINES)
def test_a_file_that_is_not_whole_ends_only_what_it_names(
    before: list[dict[str, str]], now: list[dict[str, str]]
) -> None:
    state = applied({}, diff(records(before), {}))
    assert all(each.row for each in diff(records(now), state).ended)


@given(lines=LINES)
def test_every_row_counts_once(lines: list[dict[str, str]]) -> None:
    found = expanded(records(lines), {})
    made = diff(records(lines), {})
    assert len(made.changes) + sum(made.unchanged.values()) == len(found)


def school(n: int) -> State:
    """A school of so many students."""
    lines = [
        {
            "kind": "student",
            "number": str(i),
            "given name": "A",
            "family name": "B",
            "birth date": "2016-03-04",
            "grade": "5",
        }
        for i in range(1, n + 1)
    ]
    return applied({}, diff(records(lines), {}))


def test_more_than_a_tenth_of_the_students_is_too_many() -> None:
    state = school(30)
    for left, too_many in ((27, 0), (26, 4)):
        lines = [
            {
                "kind": "student",
                "number": str(i),
                "given name": "A",
                "family name": "B",
                "birth date": "2016-03-04",
                "grade": "5",
            }
            for i in range(1, left + 1)
        ]
        assert too_many_end(diff(records(lines), state, whole=True), 30) == too_many


def test_adults_are_not_ended_by_being_left_out() -> None:
    lines = [
        {"kind": "adult", "user name": user, "given name": "A", "family name": "B", "role": "nurse"}
        for user in ("aa", "bb")
    ]
    state = applied({}, diff(records(lines), {}))
    assert diff(records(lines[:1]), state, whole=True).changes == ()


def test_a_class_is_assigned_member_by_member_in_its_period_and_place() -> None:
    lines = [
        {"kind": "class", "class": "RR-2", "class name": "Resource room", "period": "P2", "place": "Room 14"},
        {"kind": "member", "class": "rr-2", "number": "1"},
        {"kind": "member", "class": "RR-2", "number": "2"},
        {"kind": "member", "class": "RR-2", "number": "3", "to": "2026-10-01"},
        {"kind": "assignment", "user name": "aa", "class": "RR-2"},
    ]
    made = diff(records(lines), {})
    found = {each.key[1]: (each.after["period"], each.after["place"]) for each in made.of("assignment")}
    assert found == {"1": ("P2", "Room 14"), "2": ("P2", "Room 14")}


def test_a_row_that_names_the_student_goes_before_one_that_names_the_class() -> None:
    lines = [
        {"kind": "member", "class": "C1", "number": "1"},
        {"kind": "assignment", "user name": "aa", "class": "C1", "place": "Gym"},
        {"kind": "assignment", "user name": "aa", "number": "1", "place": "Room 9"},
    ]
    (made,) = diff(records(lines), {}).of("assignment")
    assert made.after["place"] == "Room 9"


def test_what_differs_is_told_with_old_and_new() -> None:
    before = [
        {
            "kind": "adult",
            "user name": "aa",
            "given name": "A",
            "family name": "B",
            "role": "nurse",
            "title": "Nurse",
        }
    ]
    state = applied({}, diff(records(before), {}))
    (made,) = diff(records([before[0] | {"title": "School nurse"}]), state).changed
    assert made.differences == (("title", "Nurse", "School nurse"),)
    assert diff(records([before[0] | {"title": ""}]), state).changes == (), "an empty cell says nothing"
