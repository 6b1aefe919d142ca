"""The gate in front of an assignment, what a student's day needs, and overrides with a name and an end.

Whoever makes an assignment calls `require_ready` first, in the same transaction.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor
from carryover.scope.certificates import as_waived, held_of, known_competencies, overrides
from carryover.scope.competence import (
    LONGEST_OVERRIDE,
    Gap,
    Held,
    Need,
    Waived,
    Working,
    gaps,
    uncovered,
)
from carryover.scope.competencies import Competency, name_of
from carryover.scope.models import Override, Requirement
from carryover.scope.needs import needed
from carryover.scope.queries import Permit, require
from carryover.terms import DateSpan, Refusal, Refused, new_id


@dataclass(frozen=True)
class Waiver:
    """What an administrator says when somebody is to work without a competency: until when, why, what instead."""

    ends_on: date
    why: str
    measure: str


def unmet(
    actor: Actor, adult: UUID, student: UUID, periods: Collection[str], days: DateSpan
) -> tuple[Gap, ...]:
    """What the adult would lack for this assignment, overrides that were given left aside: empty when ready."""
    return unmet_each(actor, [Working(adult, student, days, tuple(periods))])[0]


def unmet_each(actor: Actor, wanted: Sequence[Working]) -> list[tuple[Gap, ...]]:
    """`unmet` of many, in a fixed number of queries; a competency that is lacking stands once, with its first day."""
    students = {each.student for each in wanted}
    needs = needed(actor, students, min((each.days.start for each in wanted), default=actor.today))
    held = held_of({each.adult for each in wanted}, students)
    return [_unmet(each, needs, held.get(each.adult, ())) for each in wanted]


def _unmet(wanted: Working, needs: Iterable[Need], held: Iterable[Held]) -> tuple[Gap, ...]:
    mine = [need for need in needs if need.student == wanted.student and need.in_periods(wanted.periods)]
    found = sorted(gaps(mine, held, wanted.days), key=lambda gap: (gap.day, gap.need.competency))
    first = {gap.need.competency: gap for gap in reversed(found)}
    return tuple(gap for gap in found if first[gap.need.competency] is gap)


def lacking_each(actor: Actor, wanted: Sequence[Working]) -> list[tuple[Gap, ...]]:
    """What each would lack that no override in force covers: nothing when the assignment may go on."""
    given: dict[UUID, list[Waived]] = defaultdict(list)
    for row in overrides(actor, {each.student for each in wanted}):
        given[row.adult_id].append(as_waived(row))
    found = unmet_each(actor, wanted)
    return [uncovered(gaps, given[each.adult]) for each, gaps in zip(wanted, found, strict=True)]


@transaction.atomic
def require_competent(
    actor: Actor,
    adult: Adult,
    student: UUID,
    periods: Collection[str],
    days: DateSpan,
    *,
    waiver: Waiver | None = None,
) -> tuple[Override, ...]:
    """Refuse an assignment for which the adult lacks something that no override in force covers.

    With a `waiver`, and the right to give it, an override is written for each thing that is lacking, and the
    assignment may go on. Returns the overrides on which it rests; none for an adult who is ready.
    """
    require(actor, "assignment.make", student)
    wanted = Working(adult.id, student, days, tuple(periods))
    fresh = require_ready(actor, [(adult, wanted)], waiver)
    given = [row for row in overrides(actor, [student]) if row.adult_id == adult.id and row not in fresh]
    found = unmet_each(actor, [wanted])[0]
    used = [row for row in given if any(as_waived(row).covers(gap.need, gap.day) for gap in found)]
    return (*used, *fresh)


@transaction.atomic
def require_ready(
    actor: Actor, wanted: Sequence[tuple[Adult, Working]], waiver: Waiver | None = None
) -> tuple[Override, ...]:
    """`require_competent` of many, for an asker who may make each of these assignments; the overrides it wrote."""
    lacking = lacking_each(actor, [each for _adult, each in wanted])
    short = [(adult, gaps) for (adult, _each), gaps in zip(wanted, lacking, strict=True) if gaps]
    if short and waiver is None:
        of = {each.student for _adult, each in wanted}
        raise Refused(not_ready(actor, short, _initials(of) if len(of) > 1 else {}))
    return tuple(
        allow_without(actor, adult, gap.need.student, gap.need.competency, waiver, starts_on=gap.day)
        for adult, gaps in short
        for gap in gaps
        if waiver is not None
    )


def not_ready(
    actor: Actor, short: Sequence[tuple[Adult, tuple[Gap, ...]]], called: Mapping[UUID, str]
) -> Refusal:
    """Why the assignment is refused: each competency that is lacking, since when, who trains, and who can allow it.

    `called` has the initials of the students, where it is about several.
    """
    lacking = [gap for _adult, gaps in short for gap in gaps]
    told: dict[UUID, tuple[Adult, dict[str, None]]] = {}
    for adult, found in short:
        what = told.setdefault(adult.id, (adult, {}))[1]
        for gap in found:
            whose = called.get(gap.need.student, "")
            what[f"{lacks(gap)} [{whose}]" if whose else lacks(gap)] = None
    words = (
        _("%(adult)s is not trained in: %(what)s.") % {"adult": adult, "what": "; ".join(what)}
        for adult, what in told.values()
    )
    return Refusal(
        "Assign an adult to this student, or end an assignment",
        " ".join(words),
        " ".join((*who_trains(actor, lacking), allowed_by())),
        "assignment.competence",
        "34 CFR 300.156(b)(2)(iii)",
    )


def _initials(students: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Student.objects.filter(id__in=list(students)).values_list("id", "initials"))


def who_trains(actor: Actor, lacking: Iterable[Gap]) -> tuple[str, ...]:
    """Who can help with what is lacking, a sentence each, each once."""
    known = known_competencies(actor)
    named = (known[gap.need.competency].who_trains for gap in lacking if gap.need.competency in known)
    return tuple(dict.fromkeys(_(sentence) for sentence in named))


def allowed_by() -> str:
    """Who lets somebody work without a training, for a time."""
    return _("An administrator of the school can allow it, for 30 days at most.")


def lacks(gap: Gap) -> str:
    """A gap in words: 'crisis prevention (until Sep 30, 2026)'."""
    name = _(name_of(gap.need.competency))
    if gap.until is None:
        return name
    return _("%(what)s (until %(day)s)") % {"what": name, "day": f"{gap.until:%m/%d/%Y}"}


@transaction.atomic
def allow_without(
    actor: Actor,
    adult: Adult,
    student: UUID,
    competency: str,
    waiver: Waiver,
    *,
    starts_on: date | None = None,
) -> Override:
    """Let an adult work with a student without a competency until a day, thirty days on at most; journaled.

    Nobody gives one to themselves. It opens nothing that only the certified are shown.
    """
    permit = require(actor, "competence.override", student)
    start = max(starts_on or actor.today, actor.today)
    why = _not_allowed(actor, adult, waiver, start)
    if why:
        raise Refused(
            Refusal(
                "Let an adult work with this student without a competency, for a time",
                why,
                "Mend it, or have the adult trained.",
                "competence.override.not_so",
                "34 CFR 300.156(b)(2)(iii)",
            )
        )
    _known(actor, competency)
    row = Override(
        id=new_id(actor.now, os.urandom), student_id=student, adult=adult, competency=competency, starts_on=start,
        ends_on=waiver.ends_on, why=waiver.why.strip(), measure=waiver.measure.strip(), allowed_by=actor.adult,
        allowed_at=actor.now,
    )  # fmt: skip
    _once(
        row, "Let an adult work with this student without a competency, for a time", "It is allowed already."
    )
    days = (row.ends_on - row.starts_on).days
    _journal(actor, permit, "competence.override", ("override", row.id), student, {"days": days})
    return row


def _not_allowed(actor: Actor, adult: Adult, waiver: Waiver, start: date) -> str:
    why = ""
    if adult.id == actor.id:
        why = "Nobody gives an override to themselves."
    elif not (waiver.why.strip() and waiver.measure.strip()):
        why = "An override says why, and what is done instead."
    elif waiver.ends_on < start:
        why = "It would end before it begins."
    elif waiver.ends_on > start + timedelta(days=LONGEST_OVERRIDE):
        why = "An override lasts 30 days at most."
    return why


@transaction.atomic
def end_override(actor: Actor, override: UUID, student: UUID, reason: str) -> Override:
    """End an override from today on, with the reason. The assignment stays, and is flagged again."""
    permit = require(actor, "competence.override", student)
    row = Override.objects.select_for_update().filter(id=override, student=student).first()
    over = row is None or row.ended_on is not None or row.ends_on < actor.today
    if row is None or over or not reason.strip():
        why = "It has ended already." if over else "Ending an override needs its reason."
        raise Refused(
            Refusal(
                "End an override", why, "Write why, in a sentence, if it is still in force.", "override.end"
            )
        )
    row.ended_on, row.ended_by, row.ended_reason = actor.today, actor.adult, reason.strip()[:200]
    row.save(update_fields=["ended_on", "ended_by", "ended_reason"])
    _journal(actor, permit, "override.end", ("override", row.id), student)
    return row


@transaction.atomic
def set_requirement(actor: Actor, student: UUID, competency: str, period: str, why: str) -> Requirement:
    """Say that being with this student needs a competency from today on, in one period or all day (empty)."""
    permit = require(actor, "requirement.set", student)
    _known(actor, competency)
    if not why.strip():
        raise Refused(
            Refusal(
                "Say what adults must be trained in to work with this student",
                "A requirement says why.",
                "Mend it, or leave it as it is.",
                "requirement.not_so",
            )
        )
    row = Requirement(
        id=new_id(actor.now, os.urandom), student_id=student, competency=competency, period=period,
        why=why.strip(), valid_from=actor.today, entered_by=actor.adult, entered_at=actor.now,
    )  # fmt: skip
    _once(row, "Say what adults must be trained in to work with this student", "It is required already.")
    _journal(actor, permit, "requirement.set", ("requirement", row.id), student)
    return row


@transaction.atomic
def end_requirement(actor: Actor, requirement: UUID, student: UUID) -> None:
    """Take a requirement back: yesterday was its last day."""
    permit = require(actor, "requirement.set", student)
    row = Requirement.objects.select_for_update().filter(id=requirement, student=student).first()
    if row is None or row.valid_to is not None:
        raise Refused(
            Refusal(
                "Take a requirement back",
                "It has ended already.",
                "Nothing is left to do.",
                "requirement.end",
            )
        )
    row.valid_to = actor.today - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    _journal(actor, permit, "requirement.end", ("requirement", row.id), student)


def _once(row: Override | Requirement, tried: str, why: str) -> None:
    """Write the row; refused when there is one already, which two taps on a button try as well."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(Refusal(tried, why, "Mend it, or leave it as it is.", "competence.twice")) from twice


def _known(actor: Actor, key: str) -> Competency:
    found = known_competencies(actor).get(key)
    if found is None:
        raise Refused(
            Refusal(
                "Say what adults must be trained in to work with this student",
                "This competency is not among those in use.",
                "An administrator can add it under Training.",
                "competency.unknown",
            )
        )
    return found


def _journal(
    actor: Actor,
    permit: Permit,
    act: str,
    thing: tuple[str, UUID],
    student: UUID,
    detail: dict[str, int] | None = None,
) -> None:
    """One entry; which competency it is about stays in the row, for it can tell of a child's health."""
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=thing,
        students=[student],
        detail=detail,
    )
