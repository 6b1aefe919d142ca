"""A card as the desk shows it: in reading order, new lines first, with what stands behind 'more'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carryover.observations.raised import Raised
from carryover.plans.gate import CardLine
from carryover.scope.actors import Actor
from carryover.sheets.by_law import WORKS_UNDER, Fixed, fixed_for
from carryover.sheets.card_words import (
    HEADINGS,
    MINE,
    line_words,
    owner_words,
    since_words,
    trainer_words,
    training_words,
)
from carryover.sheets.day import Ring
from carryover.sheets.guidance import Line, LineKind, Part, Professional
from carryover.sheets.laid_out import CHANGES_AT_ONCE, at_once, changed_first, in_period, new_lines
from carryover.sheets.now import clock_of
from carryover.sheets.own import Own
from carryover.sheets.queries import Card, rings_today


@dataclass(frozen=True)
class OfPlan:
    """A line of the plan, whether it is new, for whom it is if it needs training, and who trains the others."""

    line: CardLine
    new: bool
    training: str
    trainer: str


@dataclass(frozen=True)
class Section:
    """One part of the plan's card: the lines to show at once, and those behind 'more'."""

    kind: str
    heading: str
    lines: tuple[OfPlan, ...]
    more: tuple[OfPlan, ...]


@dataclass(frozen=True)
class Told:
    """The lines of one kind of an adult's own part, each with whether it is new."""

    heading: str
    kind: str
    lines: tuple[tuple[Line, bool], ...]


@dataclass(frozen=True)
class Asked:
    """What this adult raised about the student: about which line, who has it, and the answer."""

    raised: Raised
    about: str
    owner: str


@dataclass(frozen=True)
class Shown:
    """Everything on the card in the order in which it is read."""

    raised: tuple[Asked, ...]
    since: str
    changes: tuple[str, ...]
    more_changes: tuple[str, ...]
    sections: tuple[Section, ...]
    period: str
    mine: tuple[Told, ...]
    directs: Professional | None
    others: tuple[tuple[str, tuple[Told, ...]], ...]
    law: tuple[Fixed, ...]
    works_under: Fixed = WORKS_UNDER

    @property
    def answered(self) -> tuple[Asked, ...]:
        """What was answered lately: it is read before everything else."""
        return tuple(each for each in self.raised if each.raised.answer is not None)

    @property
    def open(self) -> tuple[Asked, ...]:
        """What still waits for an answer."""
        return tuple(each for each in self.raised if each.raised.answer is None)


def as_shown(actor: Actor, card: Card) -> Shown:
    """The card for this adult now: their part in the period that runs with the student, or in the next one."""
    own = card.own
    assert own is not None
    rings = {ring.code: ring for ring in rings_today(actor)}
    ring = _now_or_next(actor, own, list(rings.values()))
    part = in_period(own, ring.code if ring else "")
    fresh = new_lines(own)
    others = [each for each in own.parts[1:] if each.lines and each.period != part.period]
    names = {code: each.name for code, each in rings.items()}
    return Shown(
        _asked(card, own),
        since_words(own.since),
        card.changed[:CHANGES_AT_ONCE],
        card.changed[CHANGES_AT_ONCE:],
        _sections(card, at_once(card, part), fresh),
        ring.name if ring and part.period else "",
        _told(part, fresh),
        part.directs or own.directs,
        tuple((names.get(each.period, each.period), _told(each, fresh)) for each in others),
        fixed_for(actor.adult.role),
    )


def _now_or_next(actor: Actor, own: Own, rings: Sequence[Ring]) -> Ring | None:
    clock = clock_of(actor)
    left = [ring for ring in rings if ring.code in own.periods and clock < ring.ends]
    return min(left, key=lambda ring: ring.starts, default=None)


def _sections(card: Card, shown: frozenset[str], fresh: frozenset[str]) -> tuple[Section, ...]:
    return tuple(
        Section(
            kind.value,
            str(heading),
            tuple(_of_plan(line, fresh) for line in lines if line.id in shown),
            tuple(_of_plan(line, fresh) for line in lines if line.id not in shown),
        )
        for kind, heading in HEADINGS.items()
        if (lines := changed_first(card, kind))
    )


def _of_plan(line: CardLine, fresh: frozenset[str]) -> OfPlan:
    return OfPlan(line, line.id in fresh, training_words(line), trainer_words(line))


def _told(part: Part, fresh: frozenset[str]) -> tuple[Told, ...]:
    kinds = {
        LineKind.DO: part.do,
        LineKind.MAY: part.may,
        LineKind.NEVER: part.never,
        LineKind.ASK: part.ask,
    }
    return tuple(
        Told(str(MINE[kind]), kind.value, tuple((line, str(line.id) in fresh) for line in lines))
        for kind, lines in kinds.items()
        if lines
    )


def _asked(card: Card, own: Own) -> tuple[Asked, ...]:
    return tuple(
        Asked(each, line_words(each, card.plan, own.part_lines), owner_words(each.owner))
        for each in own.raised
    )
