"""Who works with a student: assignments begun and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.models import Account, Adult
from carryover.scope.actors import Actor
from carryover.scope.acts.competence import Waiver, require_ready
from carryover.scope.acts.role import ASSIGNABLE
from carryover.scope.competence import BY_PERIOD, Working
from carryover.scope.ending import end_rows
from carryover.scope.handing_over import Place
from carryover.scope.models import Relationship
from carryover.scope.placing import place_rows
from carryover.scope.policy import relations
from carryover.scope.queries import require, require_each
from carryover.scope.turns import wait_turn
from carryover.terms import DateSpan, Refusal, Refused

WITH_REASON = ("contractor", "evaluator", "auditor")
"""Relations of those who come from outside: the reason is what the record of access will say."""


@dataclass(frozen=True)
class Assignment:
    """An adult for a student, as what, on which days, when in the day, and why.

    `goes_on`: the rest of one that ends, in the periods that stay; nothing begins, so nothing is asked anew.
    """

    adult: Adult
    student: UUID
    relation: str
    days: DateSpan
    places: tuple[Place, ...] = ()
    reason: str = ""
    goes_on: bool = False

    def working(self) -> Working:
        """The assignment as the gate asks about it."""
        return Working(self.adult.id, self.student, self.days, tuple(each.period for each in self.places))


@transaction.atomic
def assign(
    actor: Actor, wanted: Sequence[Assignment], *, source: str = "office", waiver: Waiver | None = None
) -> list[UUID]:
    """Begin these assignments; all or none. They open the student on their first day, on the next request.

    Refused for an adult who lacks what being with the student needs, unless an override in force, or the one that
    `waiver` gives now, lets them work without it for a time.
    """
    permits = require_each(actor, "assignment.make", (each.student for each in wanted))
    for each in wanted:
        _refuse_unfit(each)
    _refuse_closed(wanted)
    wait_turn(f"assign {each.student}" for each in wanted)
    _refuse_twice(wanted)
    by_period = [
        (each.adult, each.working()) for each in wanted if each.relation in BY_PERIOD and not each.goes_on
    ]
    require_ready(actor, by_period, waiver)
    rows = [_row(actor, each, source) for each in wanted]
    Relationship.objects.bulk_create(rows)
    place_rows((row.id, each.places) for row, each in zip(rows, wanted, strict=True))
    for row, each in zip(rows, wanted, strict=True):
        record(
            at=actor.now,
            actor=actor.key,
            right=permits[each.student].right,
            act="assignment.make",
            thing=("relationship", row.id),
            students=[each.student],
            detail={"relation": each.relation, "adult": str(each.adult.id)},
        )
    return [row.id for row in rows]


@transaction.atomic
def end_assignment(actor: Actor, student: UUID, link: UUID, last_day: date | None) -> Relationship:
    """End one assignment after a last day, today or later, or at once (None); it is answered as it stands then."""
    permit = require(actor, "assignment.make", student)
    rows = Relationship.objects.filter(id=link, student=student, relation__in=list(ASSIGNABLE))
    if last_day is not None and last_day < actor.today:
        raise Refused(_PAST)
    if not rows.exists():
        raise Http404
    end_rows(actor, rows, last_day)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="assignment.end",
        thing=("relationship", link),
        students=[student],
        detail={"last_day": last_day.isoformat() if last_day else "at once"},
    )
    return rows.select_related("adult").get()


def _row(actor: Actor, each: Assignment, source: str) -> Relationship:
    return Relationship(
        id=uuid4(), adult=each.adult, student_id=each.student, relation=each.relation, valid_from=each.days.start,
        valid_to=each.days.end, reason=each.reason, source=source, granted_by=actor.adult,
    )  # fmt: skip


def _refuse_unfit(each: Assignment) -> None:
    if each.relation not in ASSIGNABLE:
        raise Http404
    if each.adult.role not in ASSIGNABLE[each.relation]:
        raise Refused(_ROLE)
    if relations()[each.relation].ends and each.days.end is None:
        raise Refused(_ENDS)
    if each.relation in WITH_REASON and not each.reason.strip():
        raise Refused(_REASON)


def _refuse_closed(wanted: Sequence[Assignment]) -> None:
    adults = {each.adult.id for each in wanted}
    if Account.objects.filter(adult__in=adults, is_active=False).exists():
        raise Refused(_CLOSED)


def _refuse_twice(wanted: Sequence[Assignment]) -> None:
    """Nobody is assigned twice to one student in one period, or twice to the team, on one day."""
    students = {each.student for each in wanted}
    held = Relationship.objects.filter(
        student__in=students, relation__in=list(ASSIGNABLE), ends_at__isnull=True
    )
    had: set[tuple[UUID, UUID | None, str, str, str, date, date | None]] = set()
    for row in held.prefetch_related("periods"):
        for period in [(p.period, p.letter) for p in row.periods.all()] or [("", "")]:
            had.add((row.adult_id, row.student_id, row.relation, *period, row.valid_from, row.valid_to))
    for each in wanted:
        for place in each.places or (Place(""),):
            key = (each.adult.id, each.student, each.relation, place.period, place.letter)
            if any(one[:5] == key and DateSpan(*one[5:]).overlaps(each.days) for one in had):
                raise Refused(_TWICE)


_ROLE = Refusal(
    "Assign this adult in this way",
    "Their role is another: staff are assigned or on the team, those from outside come as what they are.",
    "Choose what fits, or let the office change the adult's role.",
    "assignment.role",
)
_ENDS = Refusal(
    "Assign somebody from outside without an end",
    "An assignment from outside ends by itself.",
    "Give its last day.",
    "assignment.end",
)
_REASON = Refusal(
    "Assign somebody from outside without a reason",
    "The record of access names the reason, and the family may read it.",
    "Write the reason in a few words.",
    "assignment.reason",
    "34 CFR 99.32(a)(3)(ii)",
)
_CLOSED = Refusal(
    "Assign an adult whose account is closed",
    "Nobody can do the work under a closed account.",
    "The office can open the account again.",
    "assignment.closed",
)
_TWICE = Refusal(
    "Assign this adult once more",
    "They have the same assignment on some of these days.",
    "End the other one first, or choose other days or periods.",
    "assignment.twice",
)
_PAST = Refusal(
    "End an assignment on a past day",
    "What was done since then would lose the right under which it was done.",
    "Choose today or a later day, or end it at once.",
    "assignment.past",
)
