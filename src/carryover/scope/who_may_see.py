"""Who may see a student's record, and why: everybody to whom the table opens it at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from carryover.roster.models import Account, Adult, School
from carryover.roster.roles import FAMILY_ROLES
from carryover.scope.actors import Actor, in_force
from carryover.scope.models import Relationship
from carryover.scope.policy import relations
from carryover.scope.queries import require

OF_FAMILY = ("guardian_inspect", "guardian_consent", "guardian_notice", "self")


@dataclass(frozen=True)
class Reason:
    """One right of one adult: what they are to the student, on which days, through whom or what."""

    relation: str
    means: str
    since: date
    until: date | None
    through: str
    reason: str


@dataclass(frozen=True)
class Seer:
    """An adult to whom the record is open, and everything that opens it."""

    adult: Adult
    reasons: tuple[Reason, ...]
    of_family: bool

    @property
    def strongest(self) -> Reason:
        """What is said first: the nearest relation."""
        return self.reasons[0]


def who_may_see(actor: Actor, student: UUID) -> list[Seer]:
    """Everybody whom student.see opens this student to now; staff first.

    Family members are left out for whoever reads it as family: one parent's relation is not the other's to read.
    """
    permit = require(actor, "access.list", student)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scope_who_may_see(%s)", [student])
        rows = cursor.fetchall()
    adults = Adult.objects.in_bulk({key for row in rows for key in (row[0], row[7]) if key})
    schools = School.objects.in_bulk({row[6] for row in rows if row[6]})
    held: dict[UUID, list[Reason]] = {}
    for adult, relation, since, until, _starts, _ends, school, stands_for, reason in rows:
        through = schools[school].name if school else str(adults[stands_for]) if stands_for else ""
        means = relations()[relation].means
        held.setdefault(adult, []).append(Reason(relation, means, since, until, through, reason))
    seers = [_seer(adults[key], reasons) for key, reasons in held.items()]
    as_family = permit.right in OF_FAMILY
    shown = [each for each in seers if not (as_family and each.of_family and each.adult.id != actor.adult.id)]
    return sorted(shown, key=lambda each: (each.of_family, each.adult.family_name, each.adult.given_name))


def _seer(adult: Adult, reasons: list[Reason]) -> Seer:
    order = list(relations())
    ordered = tuple(sorted(reasons, key=lambda each: (order.index(each.relation), each.since)))
    return Seer(adult, ordered, all(each.relation in OF_FAMILY for each in reasons))


def staff_with_access(actor: Actor, school: UUID) -> list[Adult]:
    """The adults of a school to whom some record of a student is open today: what 34 CFR 300.623(d) lists by position.

    Those with an account, at this school or answering for it; whoever asks may see who works there.
    """
    held = Relationship.objects.filter(in_force(actor.now, actor.today), adult=OuterRef("id"))
    over = held.filter(school=school)
    here = Q(school=school) & Exists(Account.objects.filter(adult=OuterRef("id"), is_active=True))
    rows = Adult.objects.filter(here | Exists(over), district=actor.adult.district_id)
    return list(rows.exclude(role__in=FAMILY_ROLES).order_by("family_name", "given_name", "id"))
