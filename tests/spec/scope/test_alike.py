"""Whether two entries may be one child."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.roster.spelling import initials_of, tidy, user_name_of, words_of
from carryover.scope.alike import NAME, NUMBER, Known, alike, likeness, same_number, turned

BORN = date(2016, 3, 4)
NAMES = st.text(st.characters(categories=["L", "Pd", "Zs", "Mn"]), min_size=1, max_size=20)
PEOPLE = st.builds(Known, NAMES, NAMES, st.just(BORN), st.text("0123456789", max_size=6))

SAME = [
    ("accents", ("José", "Muñoz"), ("Jose", "Munoz")),
    ("names exchanged", ("Linh", "Nguyen"), ("Nguyen", "Linh")),
    ("a hyphen more", ("Ana", "Ruiz-Ortega"), ("Ana", "Ruiz Ortega")),
    ("one surname of two", ("Ana", "Ruiz Ortega"), ("Ana", "Ruiz")),
    ("an apostrophe", ("Sinead", "O'Brien"), ("Sinéad", "OBrien")),
    ("case", ("JAYLEN", "TUCKER"), ("Jaylen", "Tucker")),
    ("a slip of one letter", ("Jaylen", "Tucker"), ("Jaylin", "Tucker")),
    ("a short form", ("Bob", "Featherstone"), ("Robert", "Featherstone")),
    ("composed and decomposed letters", ("Zoe\u0308", "Ng"), ("Zoë", "Ng")),
    ("other scripts", ("Мария", "Иванова"), ("Иванова", "Мария")),
]


@pytest.mark.parametrize(("one", "other"), [pair[1:] for pair in SAME], ids=[pair[0] for pair in SAME])
def test_one_birth_date_and_nearly_one_name_is_asked_about(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert alike(Known(*one, BORN), Known(*other, BORN)) == NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [(("Jaylen", "Tucker"), ("Amara", "Okoye")), (("Lina", "Haddad"), ("Noor", "Siddiqui"))],
)
def test_another_name_is_not(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike(Known(*one, BORN), Known(*other, BORN)) == ""


def test_one_name_on_another_birth_date_is_not() -> None:
    assert alike(Known("Jaylen", "Tucker", BORN), Known("Jaylen", "Tucker", date(2016, 5, 4))) == ""


def test_a_date_read_the_other_way_round_is() -> None:
    assert alike(Known("Jaylen", "Tucker", BORN), Known("Jaylen", "Tucker", date(2016, 4, 3))) == NAME
    assert turned(date(2016, 3, 31)) is None


@pytest.mark.parametrize(("one", "other"), [("000123", "123"), ("a7", "A7"), (" 123 ", "123")])
def test_one_number_is_one_child_whatever_the_name(one: str, other: str) -> None:
    assert alike(Known("A", "B", BORN, one), Known("C", "D", date(2011, 1, 1), other)) == NUMBER


@pytest.mark.parametrize("number", ["", "0", "000"])
def test_no_number_is_nobodys(number: str) -> None:
    assert not same_number(number, number)


@given(one=PEOPLE, other=PEOPLE)
def test_it_does_not_matter_who_was_first(one: Known, other: Known) -> None:
    assert alike(one, other) == alike(other, one)
    assert likeness(one, other) == likeness(other, one) and 0 <= likeness(one, other) <= 1


@given(one=PEOPLE)
def test_everybody_is_like_themselves(one: Known) -> None:
    assert likeness(one, one) == (1.0 if words_of(f"{one.given} {one.family}") else 0.0)


@given(text=st.text(max_size=80))
def test_tidying_is_done_once_and_leaves_no_marks(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert not set(tidy(text)) & set("\u202e\u200f\x00\x07\ufeff\n\t")


def test_names_are_abbreviated_as_a_school_does() -> None:
    assert initials_of("Jaylen", "Tucker") == "J.T."
    assert initials_of("Édith", "") == "É."
    assert user_name_of("Denise", "Walker") == "dwalker"
    assert user_name_of("Zoë", "O'Neil-Smith") == "zoneilsmith"
    assert user_name_of("王", "小明") == ""
