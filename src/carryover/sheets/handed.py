"""What a substitute is handed: who is where when, and for each student what to do and never to do. Pure.

Promises: a first name, and of the family name only as many letters as it takes to tell two students apart; of the plan
only what to do before, what to do if it happens, and what never to do; of sealed notes what to do and to avoid; no
reasons, no goals, no criteria, no diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from carryover.plans.content import Plan, SupportKind
from carryover.sheets.day import Block
from carryover.sheets.undisclosed import without_diagnosis

MOST_LETTERS = 3


@dataclass(frozen=True)
class Called:
    """A student's names, of which a card shows as little as it can."""

    id: UUID
    given: str
    family: str


@dataclass(frozen=True)
class Noted:
    """A measure to write down on paper: what it is called and what counts."""

    label: str
    definition: str


@dataclass(frozen=True)
class Learner:
    """One student as a substitute meets them. `do` and `avoid` are lines whose reason is sealed."""

    id: UUID
    called: str
    never: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    respond: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    note: tuple[Noted, ...] = ()
    ask: str = ""
    reach: str = ""
    has_plan: bool = True

    @property
    def has_lines(self) -> bool:
        """Whether anything is told that the substitute does or does not do."""
        return bool(self.never or self.before or self.respond or self.do or self.avoid)


@dataclass(frozen=True)
class Stretch:
    """A block of the day, and when it is: now, later or earlier; empty on another day.

    `first` holds those who were not in a block told before: their needs are told here, once.
    """

    block: Block
    when: str
    first: frozenset[UUID]


@dataclass(frozen=True)
class Handed:
    """A whole card for a day."""

    stretches: tuple[Stretch, ...]
    learners: Mapping[UUID, Learner]


def first_names(students: Iterable[Called]) -> dict[UUID, str]:
    """What each is called: the given name; where two share it, with as few letters of the family name as it takes.

    The family name is never shown whole; who cannot be told apart by three of its letters is numbered.
    """
    alike: dict[str, list[Called]] = {}
    for each in students:
        alike.setdefault(each.given, []).append(each)
    names: dict[UUID, str] = {}
    for given, group in alike.items():
        names |= {group[0].id: given} if len(group) == 1 else _apart(given, group)
    return names


def _apart(given: str, group: Sequence[Called]) -> dict[UUID, str]:
    for letters in range(1, MOST_LETTERS + 1):
        short = {each.id: each.family[:letters] for each in group}
        whole = any(len(each.family) <= letters for each in group)
        if len(set(short.values())) == len(group) and (letters == 1 or not whole):
            return {key: f"{given} {text}." for key, text in short.items()}
    ordered = sorted(group, key=lambda each: (each.family, each.id))
    return {each.id: f"{given} {each.family[:1]}. ({number})" for number, each in enumerate(ordered, 1)}


def lines(plan: Plan, student: Called, kind: SupportKind, instead: str) -> tuple[str, ...]:
    """The card lines of one part as a substitute may read them: without reasons, family name or diagnosis."""
    return tuple(outward(line.text, student, instead) for line in plan.of_kind(kind))


def outward(text: str, student: Called, instead: str) -> str:
    """A text as it may leave the house: the student by first name only, `instead` where a disability is named."""
    return without_diagnosis(text.replace(f"{student.given} {student.family}", student.given), instead)


def stretches(blocks: Sequence[Block], clock: time | None) -> tuple[Stretch, ...]:
    """The blocks as they matter: what is now, what comes, what is over; on another day as the bells ring."""
    timed = [(_when(block, clock), block) for block in blocks]
    order = ("now", "later", "earlier", "")
    timed.sort(key=lambda each: order.index(each[0]))  # stable: bell order stays within each
    told: set[UUID] = set()
    found = []
    for when, block in timed:
        here = frozenset(each.student for each in block.students) - told
        told |= here
        found.append(Stretch(block, when, here))
    return tuple(found)


def _when(block: Block, clock: time | None) -> str:
    if clock is None:
        return ""
    if clock >= block.ring.ends:
        return "earlier"
    return "now" if clock >= block.ring.starts else "later"
