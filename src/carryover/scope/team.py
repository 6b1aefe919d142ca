"""Who works with a student, as the one who assigns sees it: today's, what is to come, what has ended lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from carryover.roster.models import Account, Adult
from carryover.scope.actors import Actor
from carryover.scope.models import Relationship
from carryover.scope.queries import students_for

LATELY = timedelta(days=30)
OF_STAFF = ("case_manager", "assigned", "team", "contractor", "evaluator", "auditor")


@dataclass(frozen=True)
class Tie:
    """One relationship of staff to the student, and where it stands in time."""

    id: UUID
    adult: Adult
    relation: str
    since: date
    until: date | None
    at_once: bool
    reason: str
    places: tuple[str, ...]
    account_closed: bool

    def state(self, today: date) -> str:
        """'now', 'later' or 'ended'."""
        if self.at_once or (self.until is not None and self.until < today):
            return "ended"
        return "later" if self.since > today else "now"


def team_of(actor: Actor, student: UUID) -> tuple[Tie, ...]:
    """Every relationship of staff to the student but those that ended more than a month ago; managers first."""
    known = students_for(actor, "student.see").filter(id=student).values("id")
    lately = Q(valid_to__isnull=True) | Q(valid_to__gte=actor.today - LATELY)
    rows = Relationship.objects.filter(lately, student__in=known, relation__in=OF_STAFF)
    closed = set(
        Account.objects.filter(is_active=False, adult__isnull=False).values_list("adult_id", flat=True)
    )
    listed = rows.select_related("adult").prefetch_related("periods")
    ties = [_tie(actor, row, row.adult_id in closed) for row in listed]
    return tuple(
        sorted(ties, key=lambda tie: (OF_STAFF.index(tie.relation), tie.since, tie.adult.family_name))
    )


def one_tie(actor: Actor, student: UUID, link: UUID) -> Tie:
    """One of these; Http404 when there is no such."""
    found = next((each for each in team_of(actor, student) if each.id == link), None)
    if found is None:
        raise Http404
    return found


def students_of(actor: Actor, adult: Adult, but: UUID | None = None) -> list[Tie]:
    """What an adult holds today or later, of whose students the asker may know, without the relationship `but`."""
    known = students_for(actor, "student.see").values("id")
    rows = Relationship.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=actor.today),
        adult=adult,
        student__in=known,
        relation__in=OF_STAFF,
    ).exclude(ends_at__lte=actor.now)
    listed = rows.select_related("adult").prefetch_related("periods").order_by("relation", "valid_from")
    return [_tie(actor, row, False) for row in listed if row.id != but]


def _tie(actor: Actor, row: Relationship, closed: bool) -> Tie:
    places = tuple(
        " ".join(filter(None, (p.period, p.letter, p.place)))
        for p in sorted(row.periods.all(), key=lambda p: (p.period, p.letter))
    )
    over = row.ends_at is not None and row.ends_at <= actor.now
    return Tie(
        row.id, row.adult, row.relation, row.valid_from, row.valid_to, over, row.reason, places, closed
    )
