"""Breaking the glass: in an emergency, an hour of the card of a student whom one cannot see, told at once and reviewed.

Promises: read-only, sixty minutes or until it is ended; never a sealed note; a claim, its end, its review and every
claim that was refused have an entry in the journal; nobody reviews their own claim; whoever has a claim that was not
reviewed in time claims nothing more until it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.look.words import school_day
from carryover.roster.calendars import calendar_of
from carryover.roster.models import Adult
from carryover.scope.actors import Actor, in_force, on_day
from carryover.scope.deeds import PURPOSES
from carryover.scope.models import Glass, GlassReview, Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, case_manager_of, may, require, schools_for, visible
from carryover.scope.review_due import Due, review_due
from carryover.terms import Refusal, Refused, new_id
from carryover.timelines import SchoolCalendar

LASTS = timedelta(minutes=60)
SHORTEST_REASON = 15
TRIED = "Claim an emergency about a student whom you cannot see"
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Claim:
    """What somebody says who claims an emergency: whom it is about (a number, or a whole name and a grade), and why."""

    name: str
    grade: str
    number: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Claimed:
    """A claim as those see it who answer for it: with its review, if there is one, and when that is due."""

    glass: Glass
    due: Due
    review: GlassReview | None
    overdue: bool

    @property
    def kind_words(self) -> str:
        """What kind of emergency was claimed."""
        return str(PURPOSES[self.glass.kind])


def break_glass(actor: Actor, claim: Claim) -> Glass:
    """An hour of the card of the one student whom the claim fits; Refused, in the same words, for none and for many.

    The caller has made sure within the last minutes that the actor is who they say.
    """
    _refuse_outsiders(actor)
    _refuse_while_overdue(actor)
    found = _find(claim)
    if len(found) != 1:
        raise Refused(
            Refusal(
                TRIED,
                "No one student at your schools fits what you entered.",
                "Check the spelling and the grade, or give the student's number. The main office can help you at once.",
                "glass.unknown",
            )
        )
    student, school = found[0]
    if isinstance(may(actor, "day.read", student), Permit):
        raise Refused(
            Refusal(
                TRIED,
                "You can already open this student's card: nothing needs to be broken.",
                "Find the student under My day or Caseload.",
                "glass.not_needed",
            )
        )
    return _claimed(actor, claim, student, school)


@transaction.atomic
def deny(actor: Actor, refusal: Refusal) -> None:
    """Write down that a claim was refused, and why, without what was typed."""
    record(
        at=actor.now, actor=actor.key, right="none", act="glass.denied", thing=("refusal", refusal.code),
        detail={"why": refusal.code},
    )  # fmt: skip


@transaction.atomic
def end_now(actor: Actor, claim: UUID) -> Glass:
    """Give back what is left of one's own hour."""
    glass = own_claim(actor, claim)
    rows = Relationship.objects.filter(id=glass.relationship_id, ends_at__gt=actor.now)
    # A moment earlier, so that it has ended for whatever asks within this one.
    began = min(glass.claimed_at, actor.now - _INSTANT)
    if rows.update(starts_at=began, ends_at=actor.now):
        _journal(actor, glass, "glass.end", "break_glass")
    return glass


@transaction.atomic
def review(actor: Actor, claim: UUID, outcome: str, words: str) -> GlassReview:
    """Say once, in words, whether a claim was justified; Refused to the one who made it, and after a first review."""
    glass = seen_claim(actor, claim)
    state = "reviewed" if GlassReview.objects.filter(glass=glass).exists() else "awaiting"
    permit = require(actor, "glass.review", Thing(student=glass.student_id, state=state))
    if glass.adult_id == actor.id:
        raise Refused(
            Refusal(
                "Review a claim of an emergency",
                "It is your own claim.",
                "Another administrator or the privacy officer can review it.",
                "glass.own",
            )
        )
    made = GlassReview.objects.create(
        id=new_id(actor.now, os.urandom), glass=glass, student_id=glass.student_id, outcome=outcome,
        words=words.strip(), reviewed_by=actor.adult, reviewed_at=actor.now,
    )  # fmt: skip
    _journal(actor, glass, "glass.review", permit.right, outcome=outcome)
    return made


def own_claim(actor: Actor, claim: UUID) -> Glass:
    """One of the actor's own claims; Http404 for anybody else's."""
    found = Glass.objects.select_related("relationship", "school").filter(id=claim, adult=actor.adult).first()
    if found is None:
        raise Http404
    return found


def seen_claim(actor: Actor, claim: UUID) -> Glass:
    """A claim that the actor answers for (`glass.see`); Http404 for any other."""
    rows = visible(actor, Glass, "glass.see").select_related("adult", "student", "school")
    found = rows.filter(id=claim).first()
    if found is None:
        raise Http404
    return found


def running(actor: Actor) -> list[Glass]:
    """The actor's own claims that hold at this moment: no statement for somebody who holds none."""
    if not any("break_glass" in held for held in actor.to_students.values()):
        return []
    now = in_force(actor.now, actor.today)
    held = Relationship.objects.filter(now, adult=actor.adult, relation="break_glass")
    rows = Glass.objects.filter(relationship__in=held.values("id"))
    return list(rows.select_related("relationship", "student", "school").order_by("claimed_at"))


def minutes_left(glass: Glass, now: datetime) -> int:
    """Whole minutes until the access ends, rounded up."""
    ends = glass.relationship.ends_at or glass.ends_at
    return max(0, -int((now - ends).total_seconds() // 60))


def claims(actor: Actor, *, awaiting: bool, student: UUID | None = None) -> list[Claimed]:
    """The claims that the actor answers for, those overdue first and then by when they are due."""
    rows = visible(actor, Glass, "glass.see").filter(review__isnull=awaiting)
    if student is not None:
        rows = rows.filter(student=student)
    found = _with_due(actor, rows.select_related("adult", "student", "school").order_by("-claimed_at"))
    return sorted(found, key=lambda each: (not each.overdue, each.due.day)) if awaiting else found


def reviews_at(actor: Actor) -> bool:
    """Whether the actor reviews claims at some school."""
    watches = {"privacy", "administrator"}
    return any(held & watches for held in actor.to_schools.values())


def may_review(actor: Actor, claimed: Claimed) -> bool:
    """Whether this claim waits for a word of this actor."""
    about = Thing(student=claimed.glass.student_id, state="reviewed" if claimed.review else "awaiting")
    return claimed.glass.adult_id != actor.id and isinstance(may(actor, "glass.review", about), Permit)


def people_to_call(actor: Actor, glass: Glass) -> list[Adult]:
    """The case manager, the nurse and those who answer for the school, with how to reach them."""
    manager = case_manager_of(glass.student_id, actor)
    office = Relationship.objects.filter(
        on_day(actor.today), school=glass.school_id, relation="administrator"
    ).select_related("adult")
    nurses = Adult.objects.filter(school=glass.school_id, role="nurse").order_by("family_name")
    found = [manager] if manager else []
    found += [row.adult for row in office.order_by("adult__family_name")]
    called = dict.fromkeys([*found[:1], *nurses, *found[1:]])
    return [adult for adult in called if adult.id != actor.id]


def look(actor: Actor, glass: Glass, right: str = "break_glass") -> None:
    """Write down that the page of an emergency was opened, by the one who claimed it or by who answers for it."""
    _journal(actor, glass, "glass.read", right)


def _claimed(actor: Actor, claim: Claim, student: UUID, school: UUID) -> Glass:
    ends = actor.now + LASTS
    with transaction.atomic():
        link = Relationship.objects.create(
            id=new_id(actor.now, os.urandom), adult=actor.adult, student_id=student, relation="break_glass",
            valid_from=actor.today, valid_to=ends.astimezone(_zone(actor)).date(), starts_at=actor.now, ends_at=ends,
            reason=claim.kind, source="claim", granted_by=actor.adult,
        )  # fmt: skip
        glass = Glass.objects.create(
            id=new_id(actor.now, os.urandom), adult=actor.adult, student_id=student, school_id=school,
            relationship=link, kind=claim.kind, reason=claim.reason.strip(), claimed_at=actor.now, ends_at=ends,
        )  # fmt: skip
        _journal(actor, glass, "glass.break", "break_glass", purpose=claim.kind)
    return glass


def _refuse_outsiders(actor: Actor) -> None:
    at = min(schools_for(actor, "glass.break"), default=None)
    require(actor, "glass.break", Thing(school=at))


def _refuse_while_overdue(actor: Actor) -> None:
    mine = Glass.objects.filter(adult=actor.adult, review__isnull=True).select_related("adult", "school")
    late = [each for each in _with_due(actor, mine.order_by("claimed_at")) if each.overdue]
    if late:
        day = school_day(late[0].glass.claimed_at.astimezone(_zone(actor)), year=True)
        why = _("Your claim of %(day)s has not been reviewed in time.") % {"day": day}
        raise Refused(Refusal(TRIED, why, _who_reviews(actor, late[0].glass), "glass.overdue"))


def _who_reviews(actor: Actor, glass: Glass) -> str:
    rows = Relationship.objects.filter(
        on_day(actor.today), school=glass.school_id, relation__in=["privacy", "administrator"]
    ).exclude(adult=actor.adult)
    people = [
        f"{row.adult}, {row.adult.reach}" if row.adult.reach else str(row.adult)
        for row in rows.select_related("adult").order_by("-relation", "adult__family_name")
    ]
    words = _(
        "A privacy officer or an administrator of the school can review it, and then you can claim again."
    )
    if not people:
        return words
    return " ".join((words, _("Ask %(who)s.") % {"who": "; ".join(dict.fromkeys(people))}))


def _find(claim: Claim) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT student_id, school_id FROM scope_find_student(%s, %s, %s)",
            [claim.name, claim.grade, claim.number.strip()],
        )
        return list(cursor.fetchall())


def _with_due(actor: Actor, rows: Iterable[Glass]) -> list[Claimed]:
    found = list(rows)
    reviews = {
        each.glass_id: each
        for each in GlassReview.objects.filter(glass__in=[g.id for g in found]).select_related("reviewed_by")
    }
    calendars = {school: _calendar(school) for school in {glass.school_id for glass in found}}
    zone, answers = _zone(actor), []
    for glass in found:
        due = review_due(glass.claimed_at.astimezone(zone).date(), calendars[glass.school_id])
        done = reviews.get(glass.id)
        answers.append(Claimed(glass, due, done, done is None and due.overdue(actor.today)))
    return answers


def _calendar(school: UUID) -> SchoolCalendar | None:
    try:
        return calendar_of(school)
    except ValueError:
        return None


def _zone(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.adult.district.time_zone)


def _journal(actor: Actor, glass: Glass, entry: str, right: str, **detail: str) -> None:
    record(
        at=actor.now, actor=actor.key, right=right, act=entry, thing=("glass", glass.id),
        students=[glass.student_id], detail=detail,
    )  # fmt: skip
