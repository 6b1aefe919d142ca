"""Cards for substitutes: made by the office or by whoever will be away, ended by either, and journaled each time."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from carryover.journal.acts import record
from carryover.journal.looks import Looks, looks_of
from carryover.roster.models import Adult
from carryover.scope.actors import Actor, places_of_card
from carryover.scope.acts import digest
from carryover.scope.cards import Card
from carryover.scope.models import SubstituteCard
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, require, schools_for
from carryover.terms import new_id

SECRET_BYTES = 18
"""144 bits: nobody guesses one, and a person can still type it."""
READ, ACKNOWLEDGED = "substitute.read", "substitute.acknowledge"
"""What the journal calls a look at a card, and the tap of whoever says that they have read it."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A card as somebody asks for it: in whose place, in which periods, from when to when."""

    stands_for: Adult
    school: UUID
    periods: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    for_whom: str = ""
    office: str = ""
    collects: bool = False


@dataclass(frozen=True)
class Kept:
    """A card in force or past, with how often and when last it was opened, and when it was said to be read."""

    row: SubstituteCard
    opened: Looks
    acknowledged: Looks

    def over(self, now: datetime) -> bool:
        """Whether it opens nothing any more."""
        return value_of(self.row).over(now)


@transaction.atomic
def issue_card(actor: Actor, asked: Asked) -> tuple[Card, str]:
    """A new card and the secret of its link, which is told this once and kept nowhere.

    Refused without the right to hand over that adult's place at that school; ValueError for a card that is over before
    it is made, or that is longer than a card may be.
    """
    permit = may_hand_over(actor, asked.stands_for, asked.school)
    if not actor.now < asked.ends_at or not asked.periods:
        raise ValueError("a card ends later than now and covers a period")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = SubstituteCard.objects.create(
        id=new_id(actor.now, os.urandom),
        school_id=asked.school,
        stands_for=asked.stands_for,
        for_whom=asked.for_whom,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        periods=sorted(asked.periods),
        office=asked.office,
        collects=asked.collects,
        token_hash=digest(secret),
        issued_by=actor.adult,
        issued_at=actor.now,
    )
    card = value_of(row)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="substitute.issue",
        thing=("substitute_card", row.id),
        students=students_of(actor, card),
        detail={"for": str(row.stands_for_id), "until": row.ends_at.isoformat(), "collects": row.collects},
    )
    return card, secret


@transaction.atomic
def revoke_card(actor: Actor, card: UUID) -> SubstituteCard:
    """End a card at once; one that has ended already stays as it is. Http404 for a card that is not theirs to end."""
    row = card_of(actor, card)
    permit = may_hand_over(actor, row.stands_for, row.school_id)
    if SubstituteCard.objects.filter(id=card, revoked_at=None).update(
        revoked_at=actor.now, revoked_by=actor.adult
    ):
        record(
            at=actor.now,
            actor=actor.key,
            right=permit.right,
            act="substitute.revoke",
            thing=("substitute_card", card),
            detail={"for": str(row.stands_for_id)},
        )
    return row


def may_hand_over(actor: Actor, absent: Adult, school: UUID) -> Permit:
    """The permit to give away this adult's place at a school: one's own, or as the school's office; else Refused."""
    own = may(actor, "substitute.issue_own", Thing(school=school))
    if absent.id == actor.id and isinstance(own, Permit):
        return own
    desk = school if absent.school_id == school else None
    return require(actor, "substitute.issue", Thing(school=desk))


def card_of(actor: Actor, card: UUID) -> SubstituteCard:
    """A card that this adult may hand over or end; Http404 for any other."""
    rows = SubstituteCard.objects.filter(id=card).select_related("stands_for", "school__district")
    row = rows.first()
    if row is None or not (row.stands_for_id == actor.id or row.school_id in _offices(actor)):
        raise Http404
    return row


def cards_kept(actor: Actor, school: UUID, since: datetime, *, own: bool = False) -> list[Kept]:
    """The cards of a school's office, or those of one's own place, that ended after `since`; the newest first."""
    rows = SubstituteCard.objects.filter(school=school, ends_at__gt=since)
    if own:
        rows = rows.filter(stands_for=actor.adult)
    elif school not in _offices(actor):
        return []
    found = list(rows.select_related("stands_for", "issued_by", "revoked_by").order_by("-starts_at", "-id"))
    ids = [row.id for row in found]
    opened, read = looks_of("card", ids, READ), looks_of("card", ids, ACKNOWLEDGED)
    return [Kept(row, opened[row.id], read[row.id]) for row in found]


def names_of_cards(looks: Mapping[UUID, Mapping[str, str]]) -> dict[UUID, str]:
    """How a record of access names cards: by card, from the detail that the journal keeps of a look at it."""
    ids = {detail[part] for detail in looks.values() for part in ("issued_by", "for")}
    adults = {str(adult.id): str(adult) for adult in Adult.objects.filter(id__in=ids)}
    return {
        card: _("substitute card issued by %(by)s for %(absent)s")
        % {"by": adults.get(detail["issued_by"], "?"), "absent": adults.get(detail["for"], "?")}
        for card, detail in looks.items()
    }


def is_link_of(row: SubstituteCard, secret: str) -> bool:
    """Whether this is the secret of that card's link."""
    return secrets.compare_digest(bytes(row.token_hash), digest(secret))


def value_of(row: SubstituteCard) -> Card:
    """A stored card as a value."""
    return Card(
        id=row.id,
        school=row.school_id,
        stands_for=row.stands_for_id,
        issued_by=row.issued_by_id,
        periods=frozenset(row.periods),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
        office=row.office,
        collects=row.collects,
    )


def students_of(actor: Actor, card: Card) -> set[UUID]:
    """The students whom the card will open on its first day, or today once that has come."""
    zone = ZoneInfo(actor.adult.district.time_zone)
    day = max(actor.today, card.days(zone)[0])
    return {place.student for place in places_of_card(card, max(actor.now, card.starts_at), day)}


def _offices(actor: Actor) -> frozenset[UUID]:
    return schools_for(actor, "substitute.issue")
