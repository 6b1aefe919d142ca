"""The record of access of one student: who looked, when, at what, by what right and to what end.

Promises: answers only to whoever may read the record (`access.read`; the database asks the same again); the newest day
first; a morning of four hundred looks is a few lines; the number of statements does not grow with the record. To the
family it says nothing of the looks of another parent, and of access by staff only what the district shows families. In
which compartment a sealed note is, it tells the privacy officer alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from carryover.journal.looks import newest_details
from carryover.roster.models import Adult
from carryover.scope.actors import Actor
from carryover.scope.deeds import acts_of, deed_words, purpose_words, right_words
from carryover.scope.models import Device, FamilyAccess, Relationship, ServiceAccount
from carryover.scope.queries import Permit, require
from carryover.scope.substitutes import names_of_cards

LINES = 300
"""Lines on a page, at most; a page ends with a whole day."""
BATCH = 5_000
OF_THE_FAMILY = ("guardian_inspect",)
Key = tuple[str, UUID | None]
"""An asker as the journal names one: the kind and, where there is one, the id."""


@dataclass(frozen=True)
class Asked:
    """What of the record is wanted: from a day to a day (both included), one asker, one kind of deed."""

    since: date | None = None
    until: date | None = None
    who: Key | None = None
    kind: str = ""


@dataclass(frozen=True)
class Who:
    """Somebody or something that looked, by name and position."""

    key: Key
    name: str
    position: str = ""

    @property
    def code(self) -> str:
        """The key as one word, for addresses."""
        kind, key = self.key
        return f"{kind}-{key}" if key else kind


@dataclass(frozen=True)
class Line:
    """What was done, how often, from when to when, to what end."""

    words: str
    times: int
    first: datetime
    last: datetime
    purpose: str


@dataclass(frozen=True)
class Visit:
    """One asker on one day by one right."""

    day: date
    who: Who
    right: str
    emergency: bool
    lines: tuple[Line, ...]

    @property
    def times(self) -> int:
        """How often in all."""
        return sum(line.times for line in self.lines)

    @property
    def purposes(self) -> tuple[str, ...]:
        """Every end, once."""
        return tuple(dict.fromkeys(line.purpose for line in self.lines if line.purpose))


@dataclass(frozen=True)
class Page:
    """The visits of some days, the newest first, and the last day of the page that follows (None: nothing follows)."""

    visits: tuple[Visit, ...]
    older: date | None

    @property
    def days(self) -> list[tuple[date, list[Visit]]]:
        """The visits by day."""
        return [(day, list(found)) for day, found in groupby(self.visits, lambda visit: visit.day)]


@dataclass(frozen=True)
class Looker:
    """Somebody who looked in the time that was asked for."""

    who: Who
    times: int
    last: datetime
    emergency: bool


@dataclass(frozen=True)
class Look:
    """One entry, in words."""

    at: datetime
    who: Who
    words: str
    right: str
    purpose: str
    emergency: bool


@dataclass(frozen=True)
class Reach:
    """How much of the record the reader is shown."""

    permit: Permit
    family: bool
    staff: bool
    without: tuple[UUID, ...] = ()

    @property
    def of_a_parent(self) -> bool:
        """Whether a parent reads, to whom another parent's looks are not told; a student of age is told of both."""
        return self.permit.right in OF_THE_FAMILY

    @property
    def compartments(self) -> bool:
        """Whether they are told in which compartment a sealed note is: half a reason, so the privacy officer alone."""
        return self.permit.right == "privacy"


def reach(actor: Actor, student: UUID) -> Reach:
    """By what right the actor reads the record, and what of it; Refused or Http404 without one."""
    permit = require(actor, "access.read", student)
    if permit.right not in OF_THE_FAMILY:
        return Reach(permit, permit.right == "self", permit.right != "self" or staff_shown(actor))
    return Reach(permit, True, staff_shown(actor), _other_parents(actor, student))


def handed_out(actor: Actor, student: UUID) -> Reach:
    """The same for a copy that leaves the house; the school's may reach either parent, so it has neither's looks."""
    shown = reach(actor, student)
    return shown if shown.family else replace(shown, without=_other_parents(actor, student))


def _other_parents(actor: Actor, student: UUID) -> tuple[UUID, ...]:
    others = Relationship.objects.filter(student=student, relation="guardian").exclude(adult=actor.adult)
    return tuple(others.values_list("adult_id", flat=True).distinct())


def staff_shown(actor: Actor) -> bool:
    """Whether the district shows families access by staff; it does until it says otherwise."""
    newest = FamilyAccess.objects.filter(district=actor.adult.district_id).order_by("-decided_at", "-id")
    said = newest.values_list("shown", flat=True).first()
    return True if said is None else said


def visits(actor: Actor, student: UUID, asked: Asked, shown: Reach, most: int = LINES) -> Page:
    """A page of the record as the reader may see it; two statements and one for each kind of asker."""
    params = [*_params(actor, student, asked, shown), actor.adult.district.time_zone, most + 1]
    rows = _rows("SELECT * FROM scope_looks_by_day(%s, %s, %s, %s, %s, %s, %s, %s, %s)", params)
    older: date | None = None
    if len(rows) > most:
        older = rows[most][0]
        rows = [row for row in rows if row[0] > older]
        if not rows:  # one day alone has more lines than a page: it is shown whole all the same
            return visits(actor, student, asked, shown, most * 10)
    names = who_are((row[1], row[2]) for row in rows)
    return Page(tuple(_visits(rows, names, shown)), older)


def lookers(actor: Actor, student: UUID, asked: Asked, shown: Reach) -> tuple[Looker, ...]:
    """Everybody who looked in that time, whoever is picked out of them, the newest first."""
    params = _params(actor, student, replace(asked, who=None), shown)
    rows = _rows("SELECT * FROM scope_lookers(%s, %s, %s, %s, %s, %s, %s)", params)
    names = who_are((row[0], row[1]) for row in rows)
    return tuple(Looker(names[row[0], row[1]], *row[2:]) for row in rows)


def looks(actor: Actor, student: UUID, asked: Asked, shown: Reach) -> Iterator[Look]:
    """Every entry, the newest first, fetched in batches."""
    params, before = _params(actor, student, asked, shown), None
    while True:
        rows = _rows(
            "SELECT id, at, actor_kind, actor_id, by_right, act, detail ->> 'compartment', detail ->> 'purpose'"
            " FROM scope_looks(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [*params, before, BATCH],
        )
        names = who_are((row[2], row[3]) for row in rows)
        for _id, at, kind, key, right, act, compartment, stated in rows:
            words = deed_words(act, compartment if shown.compartments and compartment else "")
            purpose = purpose_words(right, act, stated or "")
            yield Look(at, names[kind, key], words, right_words(right), purpose, right == "break_glass")
        if len(rows) < BATCH:
            return
        before = rows[-1][0]


def who_are(keys: Iterable[Key]) -> Mapping[Key, Who]:
    """Names and positions, one statement for each kind of asker that has names."""
    wanted = set(keys)
    kinds = ("adult", "device", "service", "card")
    ids = {of: [key for kind, key in wanted if kind == of and key] for of in kinds}
    adults = Adult.objects.in_bulk(ids["adult"])
    tablets = Device.objects.filter(id__in=ids["device"]).values_list("id", "label")
    programs = ServiceAccount.objects.filter(id__in=ids["service"]).values_list("id", "name")
    cards = newest_details("card", ids["card"], "issued_by", "for") if ids["card"] else {}
    named = dict(tablets) | dict(programs) | (names_of_cards(cards) if cards else {})
    return {pair: _who(pair, adults, named) for pair in wanted}


def _who(pair: Key, adults: Mapping[UUID, Adult], named: Mapping[UUID, str]) -> Who:
    kind, key = pair
    adult = adults.get(key) if key else None
    if kind == "adult" and adult is not None:
        return Who(pair, str(adult), str(adult.role_label))
    usual = {
        "device": (_("A tablet"), _("tablet of the school")),
        "service": (_("A service account"), _("program that the school lets in")),
        "card": (_("A substitute's card"), _("card given for the day")),
        "job": (_("Carryover itself"), _("job that an act asked for")),
        "nobody": (_("Somebody who was not signed in"), ""),
    }
    name, position = usual.get(kind, (_("Somebody whose account is gone"), ""))
    return Who(pair, (named.get(key, "") if key else "") or name, position)


def _params(actor: Actor, student: UUID, asked: Asked, shown: Reach) -> list[Any]:
    kind, key = asked.who or (None, None)
    if not shown.staff:
        mine = asked.who in (None, actor.key)
        kind, key = (actor.kind, actor.id) if mine else ("nobody", actor.id)
    zone = ZoneInfo(actor.adult.district.time_zone)
    since = datetime.combine(asked.since, time(), zone) if asked.since else None
    until = datetime.combine(asked.until + timedelta(days=1), time(), zone) if asked.until else None
    acts = acts_of(asked.kind) if asked.kind else None
    return [student, since, until, kind, key, acts, list(shown.without) or None]


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        return list(cursor.fetchall())


def _visits(rows: Iterable[tuple[Any, ...]], names: Mapping[Key, Who], shown: Reach) -> Iterator[Visit]:
    by_visit: dict[tuple[date, Key, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        by_visit.setdefault((row[0], (row[1], row[2]), row[3]), []).append(row)
    for (day, key, right), found in by_visit.items():
        lines = tuple(
            Line(
                deed_words(act, compartment if shown.compartments and compartment else ""),
                times, first, last, purpose_words(right, act, stated or ""),
            )
            for _day, _kind, _id, _right, act, compartment, stated, times, first, last in found
        )  # fmt: skip
        yield Visit(day, names[key], right_words(right), right == "break_glass", lines)
