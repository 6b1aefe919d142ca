"""What the journal's codes mean: whoever journals an act about a student says in words what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import carryover
from carryover.scope.because import BECAUSE, OF_SCHOOL
from carryover.scope.deeds import (
    BY_RIGHT,
    DEEDS,
    EMERGENCIES,
    FOR_SEALED,
    KINDS,
    PURPOSES,
    acts_of,
    deed_words,
    purpose_words,
    right_words,
)
from carryover.scope.policy import relations

PACKAGE = Path(carryover.__file__).parent


def journaled() -> Iterator[tuple[str, str]]:
    """Every literal that is journaled about students, given to `record` or to those that hand it on; and where."""
    for path in PACKAGE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for call in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            values = [given[key] for key in ("act", "entry") if key in given]
            if name == "record" and "students" not in given:
                continue  # about nobody's record
            if name in HAND_ON and "site" not in path.parts:  # the front door journals accounts
                values += call.args
            for value in (v.value for v in values if isinstance(v, ast.Constant)):
                if isinstance(value, str) and "." in value:
                    yield value, f"{path.name}:{call.lineno}"


HAND_ON = ("_journal", "_found", "_write", "_journal_list")
"""Functions of rooms that take an act to be journaled without naming it."""


def test_the_search_finds_what_it_is_for() -> None:
    found = {act for act, _ in journaled()}
    assert {
        "student.read",
        "plan.sign",
        "graph.export",
        "plan.draft.goal",
        "sealed.read",
        "glass.break",
    } <= found
    assert len(found) > 30


def test_every_act_that_is_journaled_about_a_student_has_words() -> None:
    without = {(act, where) for act, where in journaled() if act not in DEEDS}
    assert not without, "say in scope/deeds.py what somebody did"


@pytest.mark.parametrize("act", DEEDS)
def test_a_deed_is_of_a_kind_and_serves_an_end(act: str) -> None:
    deed = DEEDS[act]
    assert deed.kind in KINDS
    assert deed.purpose in PURPOSES or act.startswith(("glass.", "sealed.read"))
    assert act in acts_of(deed.kind)
    assert not str(deed.words)[0].isupper(), "it goes on after a name"


def test_a_stated_end_goes_before_the_usual_one_only_where_the_act_asks_for_it() -> None:
    assert purpose_words("team", "sealed.read", "handover") == "to hand the work over to a colleague"
    assert purpose_words("case_manager", "plan.sign", "support") == "to write the plan"
    assert purpose_words("break_glass", "glass.break", "medical") == "an emergency: medical"
    assert purpose_words("break_glass", "card.read") == "an emergency"
    assert purpose_words("guardian_inspect", "graph.read") == "a parent's right to inspect"
    assert purpose_words("case_manager", "unheard.of") == ""


def test_a_compartment_is_named_only_when_it_is_given() -> None:
    assert deed_words("sealed.read", "protection") == "opened a sealed note (protection)"
    assert deed_words("sealed.read") == "opened a sealed note"
    assert deed_words("sealed.read", "<b>") == "opened a sealed note"


def test_an_unknown_code_is_shown_as_it_stands() -> None:
    assert "future.act" in deed_words("future.act")


def test_every_relation_to_a_student_has_words_for_oneself_and_for_others() -> None:
    for name, relation in relations().items():
        assert right_words(name) == relation.means
        assert name in (BECAUSE if relation.on == "student" else {**BECAUSE, **OF_SCHOOL, "staff": ""})
    assert set(BY_RIGHT) <= set(relations())
    assert set(EMERGENCIES) | set(FOR_SEALED) <= set(PURPOSES)


def test_the_words_are_spanish_for_somebody_who_reads_spanish() -> None:
    with translation.override("es"):
        assert deed_words("graph.read") == "abrió la gráfica"
        assert right_words("team") != relations()["team"].means
