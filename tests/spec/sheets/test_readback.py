"""Three questions out of a card's own lines: exactly one answer is right, and nothing is left to interpretation."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carryover.sheets.readback import CHOICES, DOES, Asked, CardLine, Question, bare, questions, same
from carryover.site.demo.lines import POOL

SEED = "version|guidance|adult|2026-10-20"
OTHERS = ["Priya Raman", "Hannah Lindqvist", "Whoever is nearest", "Nobody: I decide it myself"]
CARD = (
    CardLine("why-1", "why", "Long tasks are where he leaves.", "Leaving has made the task go away."),
    CardLine("before-1", "before", "Put the break card on his desk.", "It must be within reach."),
    CardLine("before-2", "before", "Say 'first … then …'.", "A near end makes the start easier."),
    CardLine("teach-1", "teach", "Practice asking each morning.", "Calm is when one learns."),
    CardLine("respond-1", "respond", "Honor every request at once.", "Asking has to pay."),
    CardLine("respond-2", "respond", "Return to the same task.", "Leaving gains nothing."),
    CardLine("never-1", "never", "Do not block the door.", "Blocked ways made it worse."),
    CardLine("never-2", "never", "Do not take away recess.", "It keeps the day going."),
)
PARTS = ("why", "before", "teach", "respond", "never", "do", "may", "ask")
texts = st.sampled_from([words for pool in POOL.values() for words, _why in pool]) | st.text(
    st.sampled_from("ab .,Ñ'"), max_size=6
)
lines = st.lists(
    st.builds(
        CardLine, st.uuids().map(str), st.sampled_from(PARTS), texts, st.just("Because."), st.booleans()
    ),
    max_size=14,
)
names = st.lists(st.sampled_from(["", "Marcus Reyes", "marcus reyes", *OTHERS]), max_size=5)


def asked(found: tuple[Question, ...]) -> list[Asked]:
    return [question.asked for question in found]


def of(kind: Asked, found: tuple[Question, ...]) -> Question:
    return next(question for question in found if question.asked is kind)


class TestWhatIsAsked:
    def test_a_whole_card_gives_three_questions(self) -> None:
        found = questions(CARD, "Marcus Reyes", OTHERS, SEED)
        assert asked(found) == [Asked.NEVER, Asked.WHEN_IT_HAPPENS, Asked.WHOM]

    def test_what_is_never_done_is_asked_as_the_thing_itself(self) -> None:
        question = of(Asked.NEVER, questions(CARD, "Marcus Reyes", OTHERS, SEED))
        assert question.choices[question.right] in ("Block the door.", "Take away recess.")
        assert question.line.startswith("Do not") and question.because

    def test_what_comes_first_is_the_first_line_of_the_part(self) -> None:
        question = of(Asked.WHEN_IT_HAPPENS, questions(CARD, "Marcus Reyes", OTHERS, SEED))
        assert question.choices[question.right] == "Honor every request at once."
        assert "Return to the same task." not in question.choices

    def test_a_card_without_a_response_asks_about_before(self) -> None:
        bare_card = [line for line in CARD if line.part != "respond"]
        assert Asked.BEFORE_IT_HAPPENS in asked(questions(bare_card, "Marcus Reyes", OTHERS, SEED))

    def test_a_new_line_is_asked_about_instead_of_whom_to_ask(self) -> None:
        card = [*CARD, CardLine("do-1", "do", "Sit two seats away.", "Help stays a step away.", new=True)]
        question = of(Asked.NEW, questions(card, "Marcus Reyes", OTHERS, SEED))
        assert question.choices[question.right] == "Sit two seats away."

    @pytest.mark.parametrize(
        ("line", "thing"),
        [
            ("Do not block the door.", "Block the door."),
            ("Don't block the door.", "Block the door."),
            ("Never leave her alone.", "Leave her alone."),
            ("No le quite el recreo.", "Le quite el recreo."),
            ("Notes stay closed.", "Notes stay closed."),
            ("Talk about him.", "Talk about him."),
        ],
    )
    def test_a_line_that_forbids_becomes_what_it_forbids(self, line: str, thing: str) -> None:
        assert bare(line) == thing


class TestFewLines:
    def test_no_line_no_question(self) -> None:
        assert questions((), "", (), SEED) == ()

    @pytest.mark.parametrize("many", range(len(CARD) + 1))
    def test_fewer_lines_never_give_more_questions_than_they_can_carry(self, many: int) -> None:
        found = questions(CARD[:many], "Marcus Reyes", [], SEED)
        assert all(len(question.choices) == CHOICES for question in found)
        assert Asked.WHOM not in asked(found), "with nobody else to name there is nothing to choose"

    def test_two_lines_are_not_enough_for_three_answers(self) -> None:
        card = [line for line in CARD if line.id in ("never-1", "before-1")]
        assert questions(card, "", (), SEED) == ()

    def test_a_line_that_is_told_and_forbidden_is_no_question(self) -> None:
        card = [
            CardLine("n", "never", "Do not offer a break."),
            CardLine("d", "do", "Offer a break."),
            *CARD[1:5],
        ]
        assert Asked.NEVER not in asked(questions(card, "Marcus Reyes", OTHERS, SEED))

    def test_a_prohibition_among_the_things_to_do_is_no_wrong_answer(self) -> None:
        card = [
            CardLine("n", "never", "Do not block the door."),
            CardLine("b", "before", "Do not hurry him."),
            CardLine("c", "before", "Do not speak first."),
        ]
        assert Asked.NEVER not in asked(questions(card, "", (), SEED))


class TestWhateverTheCard:
    @given(lines, names, names)
    def test_exactly_one_answer_is_right(
        self, card: list[CardLine], first: list[str], others: list[str]
    ) -> None:
        directs = first[0] if first else ""
        for question in questions(card, directs, others, SEED):
            said = [same(choice) for choice in question.choices]
            assert len(set(said)) == CHOICES and "" not in said
            assert [
                place for place, text in enumerate(said) if text in self.right(question, card, directs)
            ] == [question.right]

    @staticmethod
    def right(question: Question, card: list[CardLine], directs: str) -> set[str]:
        """A slow second reading: every text that would be a right answer to this kind of question."""
        if question.asked is Asked.NEVER:
            told = {same(line.text) for line in card if line.part == "never"}
            told |= {same(bare(line.text)) for line in card if line.part == "never"}
            return told | {
                same(line.text)
                for line in card
                if line.part in DOES and same(line.text) != same(bare(line.text))
            }
        if question.asked is Asked.NEW:
            return {same(line.text) for line in card if line.new}
        if question.asked is Asked.WHOM:
            return {same(directs)}
        part = "respond" if question.asked is Asked.WHEN_IT_HAPPENS else "before"
        return {same(line.text) for line in card if line.part == part}

    @given(lines, names)
    def test_the_same_day_gives_the_same_questions(self, card: list[CardLine], others: list[str]) -> None:
        assert questions(card, "Marcus Reyes", others, SEED) == questions(card, "Marcus Reyes", others, SEED)

    @given(lines)
    def test_at_most_three_and_no_kind_twice(self, card: list[CardLine]) -> None:
        found = asked(questions(card, "Marcus Reyes", OTHERS, SEED))
        assert len(found) <= 3 and len(set(found)) == len(found)

    @given(st.lists(st.integers(0, 10_000), min_size=2, max_size=12, unique=True))
    def test_the_right_answer_is_not_always_in_the_same_place(self, days: list[int]) -> None:
        assume(len(days) == 12)
        places = {
            of(Asked.NEVER, questions(CARD, "Marcus Reyes", OTHERS, f"{SEED}{day}")).right for day in days
        }
        assert len(places) > 1


def test_a_question_refuses_to_exist_with_two_alike() -> None:
    with pytest.raises(ValueError, match="three different answers"):
        Question(Asked.WHOM, ("Marcus", "marcus.", "Priya"), 0, "Marcus", "")
    with pytest.raises(ValueError, match="three different answers"):
        Question(Asked.WHOM, ("Marcus", "Kim", "Priya"), 3, "Marcus", "")
