"""What a file would change in what stands: new, changed, unchanged, ended. Pure.

Promises: the order of rows does not matter; the same file against the state that it has made changes nothing; nothing
is ever removed, only ended, and only where the file says so or claims to be whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carryover.exchange.columns import ADULT, ASSIGNMENT, CLASS, KINDS, MEMBER, STUDENT
from carryover.exchange.records import Record, assignment_key
from carryover.scope.alike import short_number

Key = tuple[str, tuple[str, ...]]
State = Mapping[Key, Mapping[str, str]]
"""What stands, by kind and key, in the words of the file."""

COMPARED = {
    ADULT: ("given name", "family name", "role", "title", "reach", "school"),
    STUDENT: ("number", "given name", "family name", "initials", "birth date", "grade", "school", "to"),
    CLASS: ("class name", "user name", "period", "place"),
    MEMBER: ("to",),
    ASSIGNMENT: ("to",),
}
"""What can differ of something that is there. When it began, where and why: for that it ends, and another begins."""
ENDED = "to"
MOST_ENDED = 0.10
"""Share of a school's active students beyond which a file is more likely wrong than right."""


@dataclass(frozen=True)
class Change:
    """One thing that would be different; `before` is empty for what is new. `row` is 0 for what the file leaves out."""

    kind: str
    key: tuple[str, ...]
    row: int
    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def is_new(self) -> bool:
        """Whether it is not there yet."""
        return not self.before

    @property
    def ends(self) -> bool:
        """Whether it is there and gets a last day."""
        return bool(self.before) and ENDED in self.after and self.after[ENDED] != self.before.get(ENDED, "")

    @property
    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """Column, old and new, for what is there already."""
        return tuple(
            (name, self.before.get(name, ""), text)
            for name, text in self.after.items()
            if self.before and text != self.before.get(name, "")
        )


@dataclass(frozen=True)
class Changes:
    """All of it, in the order in which it is written; `unchanged` only counted, by kind."""

    changes: tuple[Change, ...]
    unchanged: Mapping[str, int]

    def of(self, kind: str) -> tuple[Change, ...]:
        """Those of one kind."""
        return tuple(each for each in self.changes if each.kind == kind)

    @property
    def new(self) -> tuple[Change, ...]:
        """What is not there yet."""
        return tuple(each for each in self.changes if each.is_new)

    @property
    def changed(self) -> tuple[Change, ...]:
        """What is there and would be different, without what only ends."""
        return tuple(each for each in self.changes if not each.is_new and not each.ends)

    @property
    def ended(self) -> tuple[Change, ...]:
        """What would end."""
        return tuple(each for each in self.changes if each.ends)


def changes(
    records: Iterable[Record], state: State, *, today: str, home: str = "", whole: bool = False
) -> Changes:
    """What these records would change. A `whole` file ends today what it leaves out at `home`, of its kinds.

    Adults are never ended by being left out: their caseload would have to go to somebody. What is not there and ended
    before today is over already.
    """
    listed = list(records)
    found: list[Change] = []
    unchanged = dict.fromkeys(KINDS, 0)
    for record in listed:
        had = state.get((record.kind, record.key), {})
        after = _after(record, had)
        over = not had and "" < record.says.get(ENDED, "") < today
        if over or (had and all(had.get(name, "") == text for name, text in after.items())):
            unchanged[record.kind] += 1
        else:
            found.append(Change(record.kind, record.key, record.row, had, after))
    if whole:
        found += _left_out(listed, state, today, home)
    found.sort(key=lambda each: (KINDS.index(each.kind), each.key))
    return Changes(tuple(found), {kind: n for kind, n in unchanged.items() if n})


def applied(state: State, made: Changes) -> dict[Key, dict[str, str]]:
    """The state once the changes are made; the plain twin of what the act writes."""
    after = {key: dict(says) for key, says in state.items()}
    for each in made.changes:
        said = after.pop((each.kind, each.key), {}) | dict(each.after)
        numbered = each.kind == STUDENT and said.get("number")
        after[each.kind, (short_number(said["number"]),) if numbered else each.key] = said
    return after


def too_many_end(made: Changes, active: int) -> int:
    """How many students would end when that is more than a tenth of the active ones; else 0."""
    ending = sum(1 for each in made.of(STUDENT) if each.ends)
    return ending if ending > MOST_ENDED * active else 0


def digest(made: Changes, *more: str) -> str:
    """A hash of everything that would be written, and of what was there: what was shown is what is applied."""
    parts = [[each.kind, list(each.key), dict(each.before), dict(each.after)] for each in made.changes]
    text = json.dumps([parts, *more], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _after(record: Record, had: Mapping[str, str]) -> dict[str, str]:
    """What the row says that counts: all of something new; of something there, what can differ."""
    if not had:
        return {"school": record.school, **record.says}
    said = {name: text for name, text in record.says.items() if name in COMPARED[record.kind]}
    return {name: had.get(name, "") if _same(name, text, had) else text for name, text in said.items()}


def _same(name: str, text: str, had: Mapping[str, str]) -> bool:
    """Whether the file says what stands; a number that only lacks its zeros is the same."""
    stands = had.get(name, "")
    return short_number(stands) == short_number(text) if name == "number" else stands == text


def _left_out(records: Iterable[Record], state: State, today: str, home: str) -> list[Change]:
    listed = {(each.kind, each.key) for each in records}
    kinds = {kind for kind, _key in listed} - {ADULT, CLASS}
    return [
        Change(kind, key, 0, says, {ENDED: today})
        for (kind, key), says in state.items()
        if kind in kinds and (kind, key) not in listed and says.get("school") == home and not says.get(ENDED)
    ]


def expanded(records: Iterable[Record], state: State, *, whole: bool = False) -> list[Record]:
    """An assignment to a class as one to each of its members, in the file or there, when and where the class meets.

    A row that names the student goes before one that names the class. In a `whole` file that lists members, those whom
    it leaves out are members no longer.
    """
    listed = list(records)
    there = {} if whole and any(each.kind == MEMBER for each in listed) else state
    named = {(each.kind, each.key) for each in listed}
    classes = {key: says for (kind, key), says in state.items() if kind == CLASS}
    classes |= {each.key: {**classes.get(each.key, {}), **each.says} for each in listed if each.kind == CLASS}
    found: dict[Key, Record] = {}
    for record in listed:
        if record.kind != ASSIGNMENT or "class" not in record.says:
            found[record.kind, record.key] = record
            continue
        place = (record.school, record.says["class"].casefold())
        for number in _members(place, listed, there):
            one = _for_member(record, number, classes.get(place, {}))
            if (one.kind, one.key) not in named:
                found.setdefault((one.kind, one.key), one)
    return list(found.values())


def _members(place: tuple[str, str], records: Iterable[Record], state: State) -> list[str]:
    there = {
        key[2]
        for (kind, key), says in state.items()
        if kind == MEMBER and key[:2] == place and not says.get(ENDED)
    }
    told = {
        each.key[2]: each.says.get(ENDED, "")
        for each in records
        if each.kind == MEMBER and each.key[:2] == place
    }
    return sorted((there - set(told)) | {number for number, until in told.items() if not until})


def _for_member(record: Record, number: str, of: Mapping[str, str]) -> Record:
    says = {name: of[name] for name in ("period", "place") if of.get(name)} | dict(record.says)
    says |= {"number": number}
    says.pop("class")
    key = assignment_key(says.get("user name", ""), number, says)
    return Record(ASSIGNMENT, key, record.school, says, record.row)
