"""Printing a substitute's card: by whoever made it, with the code of its link while they still have it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carryover.documents import substitute
from carryover.documents.stored import pdf_response
from carryover.documents.substitute import PrintedCard
from carryover.journal.acts import record
from carryover.look.qr import qr_svg
from carryover.scope.actors import Actor, places_of_card
from carryover.scope.cards import Card
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.substitutes import card_of, is_link_of, may_hand_over, value_of
from carryover.sheets.handed import Handed
from carryover.sheets.handing import Wanted, bells_of, handed
from carryover.sheets.office import placed
from carryover.terms import Refusal, Refused


@require_POST
@asks("substitute.issue", "substitute.issue_own")
def substitute_card(request: HttpRequest, card: UUID) -> HttpResponse:
    """The card on paper, for its days from today on; the secret of its link comes with the form or not at all."""
    actor, secret = asking(request), request.POST.get("link", "")
    row = card_of(actor, card)
    permit, value = may_hand_over(actor, row.stands_for, row.school_id), value_of(row)
    if value.over(actor.now) or (secret and not is_link_of(row, secret)):
        raise Refused(_no_such_card())
    days = _days(actor, value, row.stands_for.role if row.collects else "")
    zone, link = ZoneInfo(actor.adult.district.time_zone), _link(request, secret)
    paper = PrintedCard(
        school=row.school.name,
        absent=str(row.stands_for),
        for_whom=row.for_whom,
        starts_at=value.starts_at.astimezone(zone),
        ends_at=value.ends_at.astimezone(zone),
        office=row.office,
        days=tuple(days),
        link=link,
        code=qr_svg(link) if link else "",
    )
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="substitute.print",
        thing=("substitute_card", card),
        students={student for _day, each in days for student in each.learners},
        detail={"for": str(row.stands_for_id), "with_link": bool(link)},
    )
    return pdf_response(substitute.render(paper, created=actor.now), f"substitute-card-{card}.pdf")


def _link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("sheets:substitute-link", args=[secret])) if secret else ""


def _days(actor: Actor, card: Card, role: str) -> list[tuple[date, Handed]]:
    """What the card will show on each of its days with school that is not over."""
    first, last = card.days(ZoneInfo(actor.adult.district.time_zone))
    day, found = max(first, actor.today), []
    while day <= last:
        if bells_of(card.school, day).rings:
            places = placed(places_of_card(card, max(actor.now, card.starts_at), day))
            found.append((day, handed(actor, Wanted(day, card.school, places, None, role))))
        day += timedelta(days=1)
    return found


def _no_such_card() -> Refusal:
    return Refusal(
        _("Print a substitute card"),
        _("It is over, or this link is not its own."),
        _("You can make a new card."),
        "substitute.over",
    )
