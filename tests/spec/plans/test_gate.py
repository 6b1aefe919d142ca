"""A line that needs training reaches only those who hold it, and a plan that names none has the bytes it always had."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.plans.care import care_words
from carryover.plans.checks import Severity, check_plan
from carryover.plans.compile import compile_plan
from carryover.plans.content import (
    Care,
    CareHelp,
    CareTask,
    CareTime,
    Plan,
    Support,
    SupportKind,
    canonical,
    content_hash,
    from_json,
    to_json,
)
from carryover.plans.gate import for_reader
from carryover.plans.redline import redline
from carryover.plans.sections import sections
from carryover.scope.competence import Held, held_on
from carryover.scope.competencies import competencies
from carryover.sheets.changes import Change, plan_changes
from spec.plans.examples import good_plan

RESPOND = SupportKind.RESPOND
SECRET = "open hands behind the upper arms"
WHY = "the hold is short"
INSTEAD = "Clear the room and call 555-0101."
LINE = Support("respond-1", RESPOND, f"Two adults, {SECRET}.", f"So {WHY}.", "restraint", INSTEAD)
CARE = Care("care-1", CareTask.TOILET, CareHelp.ONE, (CareTime.BEFORE_LUNCH, CareTime.DISMISSAL))
GATED = replace(good_plan(), supports=(*good_plan().supports, LINE), care=(CARE,))
DAY = date(2028, 2, 29)
JAYLEN = UUID(int=1)
KEYS = st.sampled_from(sorted(competencies()))


class TestTheBytes:
    def test_a_plan_without_needs_has_the_bytes_it_had_before_there_were_any(self) -> None:
        value = to_json(good_plan())
        assert set(value) == {
            "starts", "ends", "goals", "supports", "latitude", "agreement", "kind", "schema",
        }  # fmt: skip
        assert set(value["supports"][0]) == {"id", "kind", "text", "because"}  # type: ignore[index]
        assert hashlib.sha256(canonical(good_plan())).hexdigest() == SIGNED_BEFORE

    def test_reading_an_old_plan_and_writing_it_again_changes_no_byte(self) -> None:
        stored = json.loads(canonical(good_plan()))
        assert canonical(from_json(stored)) == canonical(good_plan())

    def test_what_a_line_needs_is_covered_by_the_signature(self) -> None:
        others = [
            replace(GATED, care=()),
            GATED.with_line(replace(LINE, needs="crisis")),
            GATED.with_line(replace(LINE, instead="")),
            GATED.with_line(replace(LINE, needs="", instead="")),
            replace(GATED, care=(replace(CARE, help=CareHelp.TWO),)),
        ]
        assert len({content_hash(each, "plan-1") for each in (GATED, *others)}) == len(others) + 1

    def test_a_gated_plan_reads_back_as_it_was_stored(self) -> None:
        assert from_json(json.loads(canonical(GATED))) == GATED

    def test_an_unknown_task_of_care_is_refused_with_the_place(self) -> None:
        value = to_json(GATED) | {"care": [{"id": "x", "task": "something else", "help": "one", "times": []}]}
        with pytest.raises(ValueError, match="care"):
            from_json(value)


SIGNED_BEFORE = "5527979e0c0a716b97361c1b1da79f233502c3e789c5f638087320b51b058e52"
"""SHA-256 of the example's canonical bytes, as they were made before a line could need training."""


def told(plan: Plan, held: frozenset[str], before: Plan | None = None) -> str:
    """Everything that a reader's card, its news and its care would say."""
    compiled = compile_plan(plan, "Jaylen T.", held)
    lines = [f"{line.text} {line.because}" for part in compiled.card.values() for line in part]
    care = [care_words(each) for each in compiled.care]
    news = plan_changes(for_reader(before, held), for_reader(plan, held)) if before else ()
    return " | ".join((*lines, *care, *(change.text for change in news)))


@given(
    st.lists(
        st.tuples(
            KEYS,
            st.integers(-3, 3),
            st.none() | st.integers(-3, 3),
            st.sampled_from([None, JAYLEN, UUID(int=2)]),
        )
    ),
    KEYS,
    st.integers(-2, 2),
)
def test_without_a_certificate_that_holds_on_that_day_no_word_of_it_is_said(
    rows: list[tuple[str, int, int | None, UUID | None]], needs: str, shown: int
) -> None:
    day = DAY + timedelta(days=shown)
    held = [
        Held(
            key,
            student,
            DAY + timedelta(days=start),
            None if end is None else DAY + timedelta(days=max(start, end)),
        )
        for key, start, end, student in rows
    ]
    plan = replace(GATED, supports=(replace(LINE, needs=needs),))
    keys = held_on(held, JAYLEN, DAY, day)
    valid = all(
        any(
            each.competency == needs
            and each.student in (None, JAYLEN)
            and each.issued_on <= on
            and (each.expires_on is None or on <= each.expires_on)
            for each in held
        )
        for on in (DAY, day)
    )
    words = told(plan, keys, replace(plan, supports=()))
    assert (SECRET in words) == (WHY in words) == valid
    assert (INSTEAD in words) != valid


class TestACardLine:
    def test_is_closed_unless_somebody_says_what_the_reader_holds(self) -> None:
        (line,) = compile_plan(GATED, "J.T.").card[RESPOND]
        assert (line.text, line.because, line.needs, line.closed) == (INSTEAD, "", "restraint", True)

    def test_is_open_to_those_who_hold_its_competency_and_no_other(self) -> None:
        (line,) = compile_plan(GATED, "J.T.", {"restraint"}).card[RESPOND]
        assert (line.text, line.closed) == (LINE.text, False)
        (line,) = compile_plan(GATED, "J.T.", {"crisis", "lifting"}).card[RESPOND]
        assert line.closed

    def test_says_the_words_of_its_competency_where_it_has_none_of_its_own(self) -> None:
        plan = GATED.with_line(replace(LINE, instead=""))
        (line,) = compile_plan(plan, "J.T.").card[RESPOND]
        assert line.text == "Clear the room and call for trained adults."
        plan = GATED.with_line(replace(LINE, needs="ventilator care", instead=""))
        assert compile_plan(plan, "J.T.").card[RESPOND][0].text == "Ask an adult who is trained in this."

    def test_without_a_need_is_open_to_everybody(self) -> None:
        (line,) = compile_plan(GATED, "J.T.").card[SupportKind.BEFORE]
        assert (line.text, line.closed, line.needs) == ("Put the card on the desk.", False, "")


class TestPersonalCare:
    @pytest.mark.parametrize(
        ("held", "seen"),
        [((), 0), (("personal_care",), 1), (("lifting",), 1), (("personal_care", "lifting"), 2)],
    )
    def test_shows_the_tasks_that_the_reader_is_trained_in(self, held: tuple[str, ...], seen: int) -> None:
        lift = Care("care-2", CareTask.TRANSFER, CareHelp.LIFT, (CareTime.LUNCH,))
        compiled = compile_plan(replace(GATED, care=(CARE, lift)), "J.T.", held)
        assert len(compiled.care) == seen and compiled.has_care

    def test_reads_in_plain_words(self) -> None:
        assert care_words(CARE) == "Using the toilet, with one adult, before lunch and before dismissal"

    def test_that_changed_is_told_only_to_those_who_give_it(self) -> None:
        after = replace(GATED, care=(replace(CARE, help=CareHelp.TWO),))
        assert plan_changes(GATED, after) == (Change("changed", "care", ""),), "that, and never what"
        assert plan_changes(for_reader(GATED, ()), for_reader(after, ())) == ()


def test_a_change_of_what_only_the_trained_read_is_no_news_to_others() -> None:
    after = GATED.with_line(replace(LINE, text="Three adults now."))
    held = frozenset({"restraint"})
    assert plan_changes(for_reader(GATED, held), for_reader(after, held)) == (
        Change("changed", "respond", "Three adults now.", LINE.id),
    )
    assert plan_changes(for_reader(GATED, ()), for_reader(after, ())) == ()


class TestTheWholePlan:
    """The signed plan is the legal document: whoever may read it reads all of it."""

    def test_says_who_alone_carries_a_line_out_and_what_others_do(self) -> None:
        (found,) = [each for each in sections(GATED, "J.T.") if each.id == "card-respond"]
        assert found.rows[0].label == LINE.text
        assert found.rows[0].lines == (
            f"So {WHY}.",
            "Only for adults who are trained in physical restraint and escort.",
            f"Others: {INSTEAD}",
        )
        (care,) = [each for each in sections(GATED, "J.T.") if each.id == "care"]
        assert [row.label for row in care.rows] == ["Using the toilet"]

    def test_shows_in_the_redline_that_a_line_now_needs_training(self) -> None:
        before = GATED.with_line(replace(LINE, needs="", instead=""))
        (changed,) = redline(before, GATED, "J.T.")
        added = " ".join(p.words for row in changed.rows for p in row.pieces if p.kind == "added")
        assert "trained in physical restraint" in added

    def test_of_a_plan_without_needs_reads_as_before(self) -> None:
        assert not [each for each in sections(good_plan(), "J.T.") if each.id == "care"]
        (line,) = [each for each in sections(good_plan(), "J.T.") if each.id == "card-before"]
        assert line.rows[0].text == "It must be within reach."


class TestTheChecks:
    def found(self, plan: Plan) -> dict[str, Severity]:
        return {each.id: each.severity for each in check_plan(plan) if each.id.startswith("card.")}

    def test_find_nothing_in_a_line_that_says_what_others_do(self) -> None:
        assert self.found(GATED) == {} and self.found(good_plan()) == {}

    def test_hint_at_a_line_that_leaves_others_with_general_words(self) -> None:
        assert self.found(GATED.with_line(replace(LINE, instead=""))) == {"card.instead": Severity.HINT}

    @pytest.mark.parametrize("kind", [SupportKind.BEFORE, SupportKind.TEACH])
    def test_warn_of_a_physical_technique_as_a_way_to_prepare_or_teach(self, kind: SupportKind) -> None:
        plan = GATED.with_line(replace(LINE, kind=kind))
        assert self.found(plan) == {"card.planned_restraint": Severity.WARN}
