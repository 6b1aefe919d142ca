"""Three questions about a card, made of its own lines, so that read is understood (D40). Pure.

The same version, guidance, adult and day give the same questions. A question has three answers of which exactly one is
right, and the wrong ones are lines of the same card that say something else; where the card has too few lines for that,
the question is not asked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")
NEVER, RESPOND, BEFORE, TEACH = "never", "respond", "before", "teach"
DOES = (BEFORE, TEACH, RESPOND, "do", "may")
"""Parts whose lines are things that an adult does."""
CHOICES = 3
_FORBIDS = re.compile(r"^(do not|don['’]t|does not|never|no)\s+", re.IGNORECASE)


class Asked(StrEnum):
    """The kinds of question."""

    NEVER = "never"
    WHEN_IT_HAPPENS = "when_it_happens"
    BEFORE_IT_HAPPENS = "before_it_happens"
    NEW = "new"
    WHOM = "whom"


@dataclass(frozen=True)
class CardLine:
    """A line of the card as a question may use it: `never` parts of plan and guidance alike are `never`."""

    id: str
    part: str
    text: str
    because: str = ""
    new: bool = False


@dataclass(frozen=True)
class Question:
    """A question, its answers in the order in which they are shown, which is right (from 0), and the line behind it."""

    asked: Asked
    choices: tuple[str, ...]
    right: int
    line: str
    because: str

    def __post_init__(self) -> None:
        if len({same(choice) for choice in self.choices}) != CHOICES or not 0 <= self.right < CHOICES:
            raise ValueError("a question has three different answers, one of them right")


def same(text: str) -> str:
    """A text as far as two of them say the same: without case, spaces and points."""
    return re.sub(r"\W+", " ", text.casefold()).strip()


def bare(text: str) -> str:
    """A line that forbids, as the thing that is forbidden: 'Do not block the door.' is 'Block the door.'"""
    rest = _FORBIDS.sub("", text)
    return rest[:1].upper() + rest[1:]


def questions(
    lines: Sequence[CardLine], directs: str, others: Sequence[str], seed: str
) -> tuple[Question, ...]:
    """At most three questions; fewer when the card has too few lines to ask about without ambiguity.

    `directs` is whom to ask, `others` are names and words that are not; `seed` says version, guidance, adult and day.
    """
    first = (_never(lines, seed), _first(lines, seed))
    third = _new(lines, seed) or _whom(directs, others, seed)
    return tuple(question for question in (*first, third) if question is not None)


def _never(lines: Sequence[CardLine], seed: str) -> Question | None:
    forbidden = [line for line in lines if line.part == NEVER]
    taken = {same(bare(line.text)) for line in forbidden} | {same(line.text) for line in forbidden}
    # 'Do not hurry' among the things one does would be a second right answer.
    wrong = [line.text for line in lines if line.part in DOES and not _FORBIDS.match(line.text)]
    for line in _shuffled(forbidden, seed, "never"):
        # A line that is both forbidden and told to be done is a contradiction, not a question.
        if same(bare(line.text)) not in {same(text) for text in wrong}:
            return _question(
                Asked.NEVER, bare(line.text), [w for w in wrong if same(w) not in taken], line, seed
            )
    return None


def _first(lines: Sequence[CardLine], seed: str) -> Question | None:
    """What to do first when it happens, or before it does: the first line of that part against lines of others."""
    for part, asked in ((RESPOND, Asked.WHEN_IT_HAPPENS), (BEFORE, Asked.BEFORE_IT_HAPPENS)):
        told = [line for line in lines if line.part == part]
        if not told:
            continue
        also = {same(line.text) for line in told}
        wrong = [bare(line.text) for line in lines if line.part == NEVER]
        wrong += [line.text for line in lines if line.part in (BEFORE, TEACH) and line.part != part]
        return _question(asked, told[0].text, [w for w in wrong if same(w) not in also], told[0], seed)
    return None


def _new(lines: Sequence[CardLine], seed: str) -> Question | None:
    fresh = [line for line in lines if line.new]
    taken = {same(line.text) for line in fresh}
    wrong = [line.text for line in lines if not line.new and same(line.text) not in taken]
    for line in _shuffled(fresh, seed, "new"):
        return _question(Asked.NEW, line.text, wrong, line, seed)
    return None


def _whom(directs: str, others: Sequence[str], seed: str) -> Question | None:
    if not directs:
        return None
    line = CardLine("directs", "directs", directs)
    return _question(Asked.WHOM, directs, [o for o in others if same(o) != same(directs)], line, seed)


def _question(asked: Asked, right: str, wrong: Iterable[str], line: CardLine, seed: str) -> Question | None:
    different = list({same(text): text for text in wrong if same(text) not in ("", same(right))}.values())
    if len(different) < CHOICES - 1 or not same(right):
        return None
    chosen = [right, *_shuffled(different, seed, f"{asked}-wrong")[: CHOICES - 1]]
    shown = _shuffled(chosen, seed, f"{asked}-order")
    return Question(asked, tuple(shown), shown.index(right), line.text, line.because)


def _shuffled(things: Sequence[T], seed: str, for_what: str) -> list[T]:
    """The things in an order that looks like chance and is the same every time."""
    return sorted(things, key=lambda thing: hashlib.sha256(f"{seed}|{for_what}|{thing}".encode()).digest())
