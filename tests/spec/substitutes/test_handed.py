"""What is handed over: names as short as can be, no reasons, no diagnosis, what is now before what is over."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.plans.content import Plan, Support, SupportKind
from carryover.sheets.day import Block, Present, Ring, Status
from carryover.sheets.handed import Called, first_names, lines, stretches
from carryover.sheets.undisclosed import without_diagnosis

NAMES = st.text("abcdeéñ'- ", min_size=1, max_size=6).map(lambda text: text.strip().title() or "Ana")
STUDENTS = st.lists(st.tuples(st.sampled_from(["Jaylen", "Ana", "Noor"]), NAMES), min_size=1, max_size=9).map(
    lambda pairs: [Called(UUID(int=n), given, family) for n, (given, family) in enumerate(pairs, 1)]
)


def named(*pairs: tuple[str, str]) -> list[str]:
    """What students of these names are called, in this order."""
    students = [Called(UUID(int=n), given, family) for n, (given, family) in enumerate(pairs, 1)]
    names = first_names(students)
    return [names[each.id] for each in students]


class TestNames:
    def test_a_first_name_is_enough_where_nobody_shares_it(self) -> None:
        assert named(("Jaylen", "Tucker"), ("Amara", "Okoye")) == ["Jaylen", "Amara"]

    def test_two_who_share_it_get_an_initial(self) -> None:
        assert named(("Jaylen", "Tucker"), ("Jaylen", "Moss"), ("Amara", "O")) == [
            "Jaylen T.",
            "Jaylen M.",
            "Amara",
        ]

    def test_who_shares_the_initial_too_gets_as_many_letters_as_it_takes(self) -> None:
        assert named(("Ana", "Torres"), ("Ana", "Tucker")) == ["Ana To.", "Ana Tu."]

    @pytest.mark.parametrize(
        "pair", [("Torres", "Torres"), ("Li", "Lin"), ("Montero", "Monteverdi")], ids=str
    )
    def test_who_cannot_be_told_apart_without_the_whole_name_is_numbered(self, pair: tuple[str, str]) -> None:
        found = named(("Ana", pair[0]), ("Ana", pair[1]))
        assert found == [f"Ana {pair[0][0]}. (1)", f"Ana {pair[0][0]}. (2)"]

    @given(STUDENTS)
    def test_everybody_has_a_name_of_their_own_and_nobody_s_family_name_is_told(
        self, students: list[Called]
    ) -> None:
        names = first_names(students)
        assert set(names) == {each.id for each in students}
        assert len(set(names.values())) == len(students)
        for each in students:
            told = names[each.id].removeprefix(each.given).strip().partition(" (")[0].rstrip(".")
            assert len(told) <= 3
            assert len(told) <= 1 or len(told) < len(each.family)
            alone = [other.given for other in students].count(each.given) == 1
            assert (names[each.id] == each.given) is alone


TELLING = (
    "Because of his autism, warn him twice.",
    "ADHD: short tasks.",
    "He has Down syndrome; speak slowly.",
    "Her emotional disturbance shows after lunch.",
    "Diagnosed with oppositional defiant disorder.",
    "Traumatic brain injury: no ball games.",
    "Use an autism-friendly corner.",
    "Por su discapacidad intelectual, espere.",
    "Tiene TDAH.",
)
HARMLESS = (
    "Add two words to the wall.",
    "Do not block the door or hold him.",
    "He counts odd numbers in a blind test.",
    "Ask her aide for the talker.",
    "Seizures: call 911 after five minutes.",
)


class TestLines:
    @pytest.mark.parametrize("line", TELLING)
    def test_a_word_that_names_a_disability_is_left_out_and_the_rest_stays(self, line: str) -> None:
        told = without_diagnosis(line, "(left out)")
        assert "(left out)" in told
        for word in ("autis", "adhd", "tdah", "syndrome", "disturbance", "defiant", "injury", "discapacidad"):
            assert word not in told.lower()

    def test_what_to_do_stays(self) -> None:
        assert without_diagnosis(TELLING[0], "…") == "Because of his …, warn him twice."

    @pytest.mark.parametrize("line", HARMLESS)
    def test_what_names_none_stays_as_it_is(self, line: str) -> None:
        assert without_diagnosis(line, "…") == line

    def test_an_endless_line_is_read_in_no_time_worth_naming(self) -> None:
        for piece in ("fetal alcohol ", "attention deficit", "major ", "a" * 50, "autis"):
            assert without_diagnosis(piece * 20_000, "").count("autism") == 0

    def test_reasons_and_other_parts_are_not_told_nor_the_family_name(self) -> None:
        plan = Plan(
            date(2026, 9, 1),
            date(2027, 6, 1),
            supports=(
                Support("w", SupportKind.WHY, "Leaving has worked.", "It pays."),
                Support("t", SupportKind.TEACH, "Practice asking."),
                Support("n", SupportKind.NEVER, "Never hold Jaylen Tucker.", "He was hurt once."),
            ),
        )
        jaylen = Called(UUID(int=1), "Jaylen", "Tucker")
        assert lines(plan, jaylen, SupportKind.NEVER, "…") == ("Never hold Jaylen.",)
        assert lines(plan, jaylen, SupportKind.BEFORE, "…") == ()


READING = Ring("P1", "Reading", time(8, 25), time(9, 55))
MATH = Ring("P3", "Math", time(10, 45), time(11, 50))
WRITING = Ring("P5", "Writing", time(13, 25), time(14, 25))
DAY = [
    Block(ring, "Room 12", (Present(UUID(int=1), Status.HERE),)) for ring in (READING, MATH, WRITING)
]  # fmt: skip


class TestTheOrder:
    def test_now_first_then_what_comes_then_what_is_over(self) -> None:
        found = [(each.block.ring.code, each.when) for each in stretches(DAY, time(11, 0))]
        assert found == [("P3", "now"), ("P5", "later"), ("P1", "earlier")]

    def test_a_bell_that_rings_this_minute_has_begun_and_one_that_rang_is_over(self) -> None:
        assert [each.when for each in stretches(DAY, time(9, 55))] == ["later", "later", "earlier"]
        assert stretches(DAY, time(8, 25))[0].when == "now"

    def test_another_day_is_told_as_the_bells_ring(self) -> None:
        assert [each.block.ring.code for each in stretches(DAY, None)] == ["P1", "P3", "P5"]

    @given(st.times())
    def test_nothing_is_lost_and_each_student_is_told_of_once(self, clock: time) -> None:
        found = stretches(DAY, clock)
        assert sorted(each.block.ring.code for each in found) == ["P1", "P3", "P5"]
        assert [len(each.first) for each in found] == [1, 0, 0]
