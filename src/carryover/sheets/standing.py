"""The day of somebody with an account who takes another adult's place: the same card, inside their own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from carryover.scope.actors import Actor, in_force, stands_in
from carryover.scope.models import Relationship
from carryover.sheets.handed import Handed
from carryover.sheets.handing import Wanted, handed
from carryover.sheets.now import clock_of
from carryover.sheets.office import office_of
from carryover.sheets.queries import placed_of
from carryover.sheets.shown import shown


@dataclass(frozen=True)
class Standing:
    """In whose place this adult is, how to reach the office, and the day in full."""

    absent: tuple[str, ...]
    office: str
    blocks: list[dict[str, object]]
    handed: Handed


def in_whose_place(actor: Actor, day: date) -> Standing | None:
    """What an adult needs who takes somebody's place on that day; None for everybody else, without a query."""
    school = actor.adult.school_id
    if school is None or not stands_in(actor):
        return None
    rows = Relationship.objects.filter(in_force(actor.now, day), adult=actor.adult, stands_for__isnull=False)
    absent = sorted(str(row.stands_for) for row in rows.select_related("stands_for"))
    if not absent:
        return None
    clock = clock_of(actor) if day == actor.today else None
    found = handed(actor, Wanted(day, school, placed_of(actor, day), clock))
    return Standing(tuple(absent), office_of(actor, school), shown(found), found)
