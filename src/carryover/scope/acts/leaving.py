"""An adult leaves: everything they hold is handed to colleagues or ends, in one act, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from carryover.journal.acts import record
from carryover.roster.models import Adult
from carryover.scope.actors import Actor
from carryover.scope.acts.account import close_account
from carryover.scope.acts.case_manager import CHANGED_MEANWHILE, refuse_as_manager
from carryover.scope.acts.role import ASSIGNABLE
from carryover.scope.adults import account_of, held_by, require_for
from carryover.scope.handing_over import MANAGES, Beginning, Held, Place, Steps, steps
from carryover.scope.models import Relationship
from carryover.scope.placing import place_rows
from carryover.scope.policy import Thing
from carryover.scope.queries import require, students_for
from carryover.terms import DateSpan, Refusal, Refused

BY_THEMSELVES = ("substitute_for", "break_glass", "guardian", "learner")
"""Relations that are no part of a caseload: they end by themselves or belong to a family."""


@dataclass(frozen=True)
class Heirs:
    """Who manages the plans from then on, and who takes over the assignments; None: nobody, they end."""

    manages: Adult | None = None
    works: Adult | None = None


@transaction.atomic
def hand_over(actor: Actor, leaver: Adult, heirs: Heirs, day: date, *, close: bool = False) -> Steps:
    """Hand over from `day` on, today or later, and with `close` shut the account now. What was done, as steps."""
    permit = require_for(actor, "people.manage", leaver)
    if day < actor.today:
        raise Refused(_PAST)
    held = held_rows(actor, leaver)
    _refuse(actor, leaver, heirs, held)
    plan = steps(held, day, actor.today, works_too=heirs.works is not None)
    try:
        with transaction.atomic():
            _write(actor, leaver, heirs, plan, {each.id: each for each in held})
    except IntegrityError:
        raise Refused(CHANGED_MEANWHILE) from None
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="caseload.hand_over",
        thing=("adult", leaver.id),
        students=sorted({each.student for each in held if each.student is not None}),
        detail={"from": day.isoformat(), "ended": len(plan.endings), "begun": len(plan.beginnings)},
    )
    if close and account_of(leaver) is not None:
        close_account(actor, leaver)
    return plan


def held_rows(actor: Actor, leaver: Adult) -> list[Held]:
    """What the adult holds today or is going to hold, as far as the asker may see it."""
    rows = Relationship.objects.filter(adult=leaver).exclude(relation__in=BY_THEMSELVES)
    ahead = rows.exclude(valid_to__lt=actor.today).exclude(ends_at__lte=actor.now)
    return [
        Held(
            row.id,
            row.relation,
            DateSpan(row.valid_from, row.valid_to),
            row.student_id,
            tuple(Place(p.period, p.letter, p.place) for p in row.periods.all()),
        )
        for row in ahead.prefetch_related("periods").order_by("valid_from", "id")
    ]


def _refuse(actor: Actor, leaver: Adult, heirs: Heirs, held: Iterable[Held]) -> None:
    """Ask every right that is needed, before anything is written."""
    listed = list(held)
    managed = {each.student for each in listed if each.student is not None and each.relation == MANAGES}
    works = {each.student for each in listed if each.student is not None and each.relation != MANAGES}
    counted = sum(n for relation, n in held_by(leaver.id).items() if relation not in BY_THEMSELVES)
    reached = set(
        students_for(actor, "case_manager.change").filter(id__in=managed).values_list("id", flat=True)
    )
    reached_too = set(
        students_for(actor, "assignment.make").filter(id__in=works).values_list("id", flat=True)
    )
    if counted > len(listed) or managed - reached or works - reached_too:
        raise Refused(_ELSEWHERE)
    for row in Relationship.objects.filter(id__in=[each.id for each in listed], school__isnull=False):
        require(actor, "role.change", Thing(school=row.school_id))
    if leaver.id in {heir.id for heir in (heirs.manages, heirs.works) if heir}:
        raise Refused(_THEMSELVES)
    if managed and heirs.manages is None:
        raise Refused(_NOBODY)
    if managed and heirs.manages is not None:
        refuse_as_manager(heirs.manages)
    if heirs.works is not None and heirs.works.role not in ASSIGNABLE["assigned"]:
        raise Refused(_UNFIT)


def _write(actor: Actor, leaver: Adult, heirs: Heirs, plan: Steps, held: dict[UUID, Held]) -> None:
    rows = Relationship.objects.filter(adult=leaver)
    for each in plan.endings:
        moment = {"ends_at": actor.now} if each.at_once else {}
        rows.filter(id=each.id).update(valid_to=each.last_day, **moment)
    for key in plan.given:
        heir = heirs.manages if held[key].relation == MANAGES else heirs.works
        rows.filter(id=key).update(adult=heir)
    fresh = [(uuid4(), each) for each in _not_held_already(heirs, plan.beginnings)]
    Relationship.objects.bulk_create(_begun(actor, heirs, key, each) for key, each in fresh)
    place_rows((key, each.places) for key, each in fresh)


def _begun(actor: Actor, heirs: Heirs, key: UUID, each: Beginning) -> Relationship:
    return Relationship(
        id=key, adult=heirs.manages if each.relation == MANAGES else heirs.works, student_id=each.student,
        relation=each.relation, valid_from=each.days.start, valid_to=each.days.end, source="handed over",
        granted_by=actor.adult,
    )  # fmt: skip


def _not_held_already(heirs: Heirs, beginnings: Iterable[Beginning]) -> list[Beginning]:
    """Leave out what the colleague already does: the same student in the same relation and period."""
    had: set[tuple[UUID | None, str, str, str]] = set()
    if heirs.works is not None:
        mine = Relationship.objects.filter(adult=heirs.works, valid_to__isnull=True, student__isnull=False)
        for row in mine.prefetch_related("periods"):
            had |= {(row.student_id, row.relation, p.period, p.letter) for p in row.periods.all() or _ALL_DAY}
    found = []
    for each in beginnings:
        places = each.places or _ALL_DAY
        left = tuple(p for p in places if (each.student, each.relation, p.period, p.letter) not in had)
        if each.relation == MANAGES:
            found.append(each)
        elif left:
            found.append(replace(each, places=left if each.places else ()))
    return found


_ALL_DAY = (Place(""),)
_ELSEWHERE = Refusal(
    "Hand over everything that this adult holds",
    "Some of it belongs to schools or students that you do not answer for.",
    "A district administrator can hand over all of it.",
    "hand_over.elsewhere",
)
_THEMSELVES = Refusal(
    "Hand over everything that this adult holds",
    "It would go to the same adult.",
    "Choose a colleague.",
    "hand_over.themselves",
)
_NOBODY = Refusal(
    "Hand over everything that this adult holds",
    "A plan always has one adult who answers for it.",
    "Choose who manages the plans from then on.",
    "hand_over.nobody",
    "34 CFR 300.323(d)",
)
_UNFIT = Refusal(
    "Hand over everything that this adult holds",
    "The colleague's role does not work with students at the school.",
    "Choose a colleague who does.",
    "hand_over.unfit",
)
_PAST = Refusal(
    "Hand over from a past day",
    "What was done since then was done by the one who held it.",
    "Choose today or a later day.",
    "hand_over.past",
)
