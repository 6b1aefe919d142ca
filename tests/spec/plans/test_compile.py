"""From a signed plan to the day: buttons, the card, sentences, what changed, and whom it reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import Method
from carryover.plans.building import goal_values, measure_from
from carryover.plans.compile import compile_plan
from carryover.plans.content import Goal, Plan, SupportKind
from carryover.plans.reach import ButtonChange, Member, buttons_changed
from carryover.plans.redline import redline, words_changed
from carryover.plans.sections import sections
from carryover.plans.sentences import SENTENCE, goal_sentence, sentence_slots
from spec.plans.examples import good_plan

TEAM = (
    Member("Marcus Reyes", "intervention_specialist"),
    Member("Denise Walker", "paraprofessional"),
    Member("Hannah Lindqvist", "psychologist"),
)
WORDS = st.lists(
    st.sampled_from(["ask", "for", "a", "break", "with", "the", "card", "now", "please"]), max_size=12
).map(" ".join)


def test_a_goal_reads_as_one_sentence(goal: Goal) -> None:
    assert goal_sentence(goal, "Jaylen T.") == (
        "Given a writing task of five minutes, Jaylen T. will ask for a break with a card, at least 5 times per day,"
        " on 4 of 5 school days, as measured by “Asks for a break”, daily during writing, by May 14, 2027."
    )


def test_the_sentence_has_a_slot_for_each_part(goal: Goal) -> None:
    assert set(sentence_slots(goal)) == {name for _words, name in SENTENCE}
    assert all(part in goal_sentence(goal, "J.T.") for part in sentence_slots(goal).values())


def test_every_measure_becomes_a_button_of_the_roles_that_collect_it(plan: Plan) -> None:
    compiled = compile_plan(plan, "Jaylen T.")
    assert [button.measure.label for button in compiled.for_role("paraprofessional")] == ["Asks for a break"]
    assert compiled.for_role("teacher") == ()
    assert [line.text for line in compiled.card[SupportKind.BEFORE]] == ["Put the card on the desk."]
    assert set(compiled.card) == set(SupportKind)


def test_a_change_reaches_the_adults_who_collect(plan: Plan) -> None:
    goal = plan.goals[0]
    new = replace(
        goal, id="goal-2", measure=replace(goal.measure, label="Asks for help"), collectors=("teacher",)
    )
    both = ("Marcus Reyes", "Denise Walker")
    assert buttons_changed(plan, plan, TEAM) == ()
    assert buttons_changed(plan, plan.with_goal(new), TEAM) == (ButtonChange("Asks for help", "new", ()),)
    assert buttons_changed(None, plan, TEAM) == (ButtonChange("Asks for a break", "new", both),)
    assert buttons_changed(plan, replace(plan, goals=()), TEAM) == (
        ButtonChange("Asks for a break", "gone", both),
    )
    moved = replace(goal, collectors=("psychologist", "paraprofessional"))
    assert buttons_changed(plan, plan.with_goal(moved), TEAM) == (
        ButtonChange("Asks for a break", "new", ("Hannah Lindqvist",)),
        ButtonChange("Asks for a break", "changed", ("Denise Walker",)),
        ButtonChange("Asks for a break", "gone", ("Marcus Reyes",)),
    )


@given(WORDS, WORDS)
def test_a_comparison_holds_both_texts(before: str, after: str) -> None:
    pieces = words_changed(before, after)
    later = "".join(piece.text for piece in pieces if piece.kind != "removed")
    earlier = "".join(piece.text for piece in pieces if piece.kind != "added")
    assert later.split() == after.split()
    assert earlier.split() == before.split()


@given(WORDS)
def test_the_same_text_has_no_marks(text: str) -> None:
    assert all(piece.kind == "same" for piece in words_changed(text, text))


def test_one_word_is_marked_alone() -> None:
    pieces = words_changed("on 4 of 5 school days", "on 3 of 5 school days")
    assert [(piece.kind, piece.words) for piece in pieces] == [
        ("same", "on"),
        ("removed", "4"),
        ("added", "3"),
        ("same", "of 5 school days"),
    ]


def test_only_sections_that_differ_are_compared(plan: Plan) -> None:
    assert redline(plan, plan, "Jaylen T.") == ()
    assert redline(None, plan, "Jaylen T.") == ()
    (changed,) = redline(plan, plan.with_goal(replace(plan.goals[0], area="Math")), "Jaylen T.")
    assert (changed.state, [row.label for row in changed.rows]) == ("changed", ["Area"])
    states = {
        each.id: each.state for each in redline(plan, replace(plan, goals=(), supports=()), "Jaylen T.")
    }
    assert states == {"goal-goal-1": "ended", "card-before": "ended"}


def test_sections_name_all_six_parts_of_a_goal(plan: Plan) -> None:
    shown = {row.label: row.text for row in sections(plan, "Jaylen T.")[0].rows}
    assert shown["Under what condition"] == "given a writing task of five minutes"
    assert shown["How well"] == "at least 5 times per day, on 4 of 5 school days"
    assert shown["By when"] == "May 14, 2027"
    assert shown["How it is measured"] == "Counted, in times per day; it should increase"
    assert shown["Where it started"] == "2 times per day over 3 sessions, to September 1, 2026"
    assert shown["Who collects"] == "paraprofessional, intervention specialist"


def test_another_method_is_another_measure() -> None:
    goal = good_plan().goals[0]
    given_parts = {
        "label": "Asks", "definition": "d", "examples": (), "non_examples": (), "prompts": (), "direction": "increase",
    }  # fmt: skip
    same = measure_from(goal, "fresh", method=Method.COUNT, **given_parts)  # type: ignore[arg-type]
    other = measure_from(goal, "fresh", method=Method.TRIALS, **given_parts)  # type: ignore[arg-type]
    assert (same.id, other.id) == ("measure-1", "fresh")
    assert other.prompts == ("FP", "PP", "M", "G", "V", "I")
    assert goal_values(replace(goal, by=date(2027, 1, 2)))["by"] == date(2027, 1, 2)
