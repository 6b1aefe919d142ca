"""What the journal's codes mean: whoever journals an act about a student says in words what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
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
from carryover.staff.criterion import StepKind

PACKAGE = Path(carryover.__file__).parent


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the package, read."""
    found = sorted(PACKAGE.rglob("*.py"))
    return {path: ast.parse(path.read_text("utf-8")) for path in found if "migrations" not in path.parts}


def calls(inside: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call of something by its bare name."""
    for node in ast.walk(inside):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, node.func.id


def act_given(call: ast.Call, place: int) -> ast.expr | None:
    """What a call hands over as the act that is journaled: by one of its names, or by its place."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if "act" in named or "entry" in named:
        return named.get("entry") or named.get("act")
    return call.args[place] if 0 <= place < len(call.args) else None


def about_students(call: ast.Call, name: str) -> bool:
    """Whether what is journaled directly is about students; what is handed on has been asked where it is."""
    return name != "record" or any(keyword.arg == "students" for keyword in call.keywords)


@cache
def hand_on() -> dict[tuple[Path | None, str], int]:
    """Functions that journal what they are told, by where they may be called from (None: anywhere), and the place of
    the act among what they are given; those that hand it on to such a one too."""
    found: dict[tuple[Path | None, str], int] = {(None, "record"): -1}
    for _ in range(3):
        for path, tree in modules().items():
            for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
                given = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
                for call, name in calls(function):
                    place = found.get((path, name), found.get((None, name)))
                    if place is None or not about_students(call, name):
                        continue
                    act = act_given(call, place)
                    if isinstance(act, ast.Name) and act.id in given:
                        where = path if function.name.startswith("_") else None
                        found[where, function.name] = given.index(act.id)
    return found


@cache
def constants() -> dict[str, str]:
    """Texts that have a name of their own."""
    found = {}
    for tree in modules().values():
        for node in (n for n in tree.body if isinstance(n, ast.Assign)):
            names, values = node.targets[0], node.value
            pairs = (
                zip(names.elts, values.elts, strict=False)
                if isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple)
                else [(names, values)]
            )
            for name, value in pairs:
                if (
                    isinstance(name, ast.Name)
                    and isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                ):
                    found[name.id] = value.value
    return found


def journaled() -> Iterator[tuple[str, str]]:
    """Every act that is journaled about students, given to `record` or to those that hand it on; and where."""
    for path, tree in modules().items():
        for call, name in calls(tree):
            place = hand_on().get((path, name), hand_on().get((None, name)))
            if place is None or not about_students(call, name):
                continue
            act = act_given(call, place)
            if isinstance(act, ast.Constant) and isinstance(act.value, str):
                yield act.value, f"{path.name}:{call.lineno}"
            elif isinstance(act, ast.JoinedStr):
                made = ast.unparse(act)
                yield from ((each, f"{path.name}:{call.lineno}") for each in MADE_OF_PARTS.get(made, [made]))
            elif isinstance(act, ast.Name) and act.id in constants():
                yield constants()[act.id], f"{path.name}:{call.lineno}"


MADE_OF_PARTS = {"f'training.{kind}'": [f"training.{kind}" for kind in StepKind]}
"""Acts whose code is put together, as it stands in the program, and what may come out."""


def test_the_search_finds_what_it_is_for() -> None:
    found = {act for act, _ in journaled()}
    assert {
        "student.read",
        "plan.sign",
        "graph.export",
        "plan.draft.goal",
        "sealed.read",
        "glass.break",
        "caseload.read",
        "family.read",
        "substitute.read",
        "sealed.write",
        "class.join",
        "training.observe",
    } <= found
    assert not {"family.see", "account.give", "adult.enter"} & found, (
        "what is asked for, and what is about adults"
    )
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
