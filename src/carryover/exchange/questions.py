"""Who in a file may be somebody who is here already: asked one by one, and answered by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from carryover.exchange.columns import ADULT, STUDENT
from carryover.exchange.records import Record
from carryover.exchange.standing import Standing
from carryover.scope.actors import Actor
from carryover.scope.adults import SameName, account_of, may_manage, same_names
from carryover.scope.alike import NUMBER, Known, alike
from carryover.scope.enrolled import Twin, twins

OTHER, LEFT_OUT = "other", "skip"
MOST = 200
"""A file in which more rows than this look like people who are here is rarely the right one."""


@dataclass(frozen=True)
class Suspect:
    """Somebody who may be the one in the row: named only where the asker may know of them."""

    why: str
    name: str
    id: UUID | None = None
    row: int = 0


@dataclass(frozen=True)
class Question:
    """One row that has to be decided. `same` are those of whom it may be said that it is they."""

    row: int
    kind: str
    name: str
    suspects: tuple[Suspect, ...]
    may_be_other: bool = True

    @property
    def same(self) -> tuple[Suspect, ...]:
        """Those who can be taken for the one in the row."""
        return tuple(each for each in self.suspects if each.id)


def questions(actor: Actor, records: Sequence[Record], here: Standing) -> list[Question]:
    """A question for each row that would enter somebody who may be here; a fixed number of queries."""
    fresh = [each for each in records if (each.kind, each.key) not in here.state]
    students = [each for each in fresh if each.kind == STUDENT]
    adults = [each for each in fresh if each.kind == ADULT]
    return sorted([*_of_students(actor, students), *_of_adults(actor, adults)], key=lambda each: each.row)


def decided(records: Iterable[Record], here: Standing, decisions: Mapping[int, str]) -> list[Record]:
    """The records with what was decided done to them: left out, or about somebody who is here."""
    found = []
    for record in records:
        said = decisions.get(record.row, "")
        if said == LEFT_OUT:
            continue
        key = here.key_of(UUID(said)) if record.kind == STUDENT and _is_id(said) else None
        found.append(replace(record, key=key) if key else record)
    return found


def is_answered(question: Question, said: str) -> bool:
    """Whether a decision is one that the question allows."""
    if said == LEFT_OUT or (said == OTHER and question.may_be_other):
        return True
    return said in {str(each.id) for each in question.same}


def _of_students(actor: Actor, records: Sequence[Record]) -> Iterable[Question]:
    known = [_known(each) for each in records]
    within = _within(records, known)
    for record, who, found in zip(records, known, twins(actor, known) if known else [], strict=True):
        suspects = [_suspect(each) for each in found] + [
            Suspect("row", f"{other.given} {other.family}", row=row) for row, other in within[record.row]
        ]
        if suspects:
            other = not any(each.why == NUMBER for each in suspects)
            yield Question(record.row, STUDENT, f"{who.given} {who.family}", tuple(suspects), other)


def _suspect(twin: Twin) -> Suspect:
    if twin.student:
        return Suspect(twin.why, twin.name, twin.student)
    return Suspect(twin.why if twin.enrolled else "left", twin.name)


def _within(records: Sequence[Record], known: Sequence[Known]) -> dict[int, list[tuple[int, Known]]]:
    """Rows of one birth date and nearly one name, each against the earlier ones."""
    found: dict[int, list[tuple[int, Known]]] = defaultdict(list)
    born: dict[date, list[tuple[int, Known]]] = defaultdict(list)
    for record, who in sorted(zip(records, known, strict=True), key=lambda pair: pair[0].row):
        found[record.row] = [(row, each) for row, each in born[who.birth] if alike(who, each)]
        born[who.birth].append((record.row, who))
    return found


def _known(record: Record) -> Known:
    says = record.says
    return Known(
        says["given name"],
        says["family name"],
        date.fromisoformat(says["birth date"]),
        says.get("number", ""),
    )


def _of_adults(actor: Actor, records: Sequence[Record]) -> Iterable[Question]:
    names = [f"{each.says['given name']} {each.says['family name']}" for each in records]
    for record, name, same in zip(records, names, same_names(actor, names) if names else [], strict=True):
        if same:
            yield Question(record.row, ADULT, name, tuple(_of_same_name(actor, each) for each in same))


def _of_same_name(actor: Actor, each: SameName) -> Suspect:
    """One without an account, whom the asker keeps, can get the account that the row names."""
    if each.adult is None:
        return Suspect("elsewhere", "")
    account = account_of(each.adult)
    free = account is None and may_manage(actor, each.adult)
    why = "without" if account is None else account.username
    return Suspect(why, f"{each.adult}, {each.adult.role_label}", each.adult.id if free else None)


def _is_id(said: str) -> bool:
    try:
        UUID(said)
    except ValueError:
        return False
    return True
