"""The day and the card on the desk, and the part that shows where a student is today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.journal.acts import record
from carryover.observations.raised import Raised
from carryover.plans.care import parts_of
from carryover.scope.actors import Actor
from carryover.scope.competencies import name_of
from carryover.scope.looking import record_list
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, require, students_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in
from carryover.sheets.now import clock_of, student_day
from carryover.sheets.own_shown import as_shown
from carryover.sheets.queries import Card, DaySheet, cards, carried_out, day_sheet
from carryover.sheets.shown import status_words
from carryover.sheets.standing import in_whose_place

FARTHEST = timedelta(days=400)
SIZES = ("page", "pocket")


@for_anyone_signed_in("one's own day, with the students whom one may see by day.read")
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The asking adult's day in bell order; a day that cannot be shown is answered with a plain sentence."""
    actor = asking(request)
    wanted, problem = _day_asked(request.GET.get("day", ""), actor.today)
    if wanted is None:
        errors = [{"href": "#day", "text": problem}]
        return render(request, "sheets/day.html", {"errors": errors, "day": actor.today}, status=400)
    sheet, standing = day_sheet(actor, wanted), in_whose_place(actor, wanted)
    # Who has no student in a period is reminded all the same: a counselor's day is empty of blocks.
    mine = sheet.cards or carried_out(actor)
    seen = [card.student.id for card in mine]
    record_list(actor, "day.read", seen, act="day.read", thing=("day", wanted.isoformat()))
    context = {
        "sheet": sheet,
        "blocks": _blocks(actor, sheet),
        "day": wanted,
        "is_today": wanted == actor.today,
        "before": wanted - timedelta(days=1),
        "after": wanted + timedelta(days=1),
        "changed": [card for card in mine if card.changed and card.to_read],
        "unread": [card for card in mine if card.to_read and not card.changed],
        "raised": _raised(mine),
        "collects": any(card.buttons for card in sheet.cards),
        "standing": standing,
        "hands_over": isinstance(
            may(actor, "substitute.issue_own", Thing(school=actor.adult.school_id)), Permit
        ),
    }
    return render(request, "sheets/day.html", context)


@asks("day.read")
@require_safe
def card(request: HttpRequest, student: UUID) -> HttpResponse:
    """The plan card of one student for the asking adult; `?size=pocket` is the size of a pocket or a lanyard."""
    actor = asking(request)
    permit = require(actor, "day.read", student)
    found = cards(actor, students_for(actor, "day.read").filter(id=student), actor.today)[0]
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="card.read",
        thing=("student", student),
        students=[student],
    )
    size = request.GET.get("size", "")
    context = {
        "card": found,
        "student": found.student,
        "shown": as_shown(actor, found),
        "care": [parts_of(each) for each in found.care],
        "waived": [{"row": row, "name": name_of(row.competency)} for row in found.waived],
        "size": size if size in SIZES else "page",
        "may_raise": isinstance(may(actor, "concern.raise", student), Permit),
    }
    return render(request, "sheets/card.html", context)


@asks("day.read")
@require_safe
def today_part(request: HttpRequest, student: UUID) -> HttpResponse:
    """Where the student is today, who is with them, and how many of the plan's measures were seen."""
    actor = asking(request)
    permit = require(actor, "day.read", student)
    today = student_day(actor, student)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="day.read",
        thing=("student", student),
        students=[student],
    )
    rights = {name: isinstance(may(actor, act, student), Permit) for name, act in _LEADS.items()}
    return render(request, "sheets/_today.html", {"today": today, "student_id": student, "may": rights})


_LEADS = {"write": "guidance.write", "readers": "readers.see", "concerns": "concern.see"}
"""Where the part leads beside the card, and by which right."""


def _day_asked(text: str, today: date) -> tuple[date | None, str]:
    if not text:
        return today, ""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None, _("'%(text)s' is not a day. Choose one from the calendar.") % {"text": text[:40]}
    if abs(wanted - today) > FARTHEST:
        return None, _("The day sheet goes about a year back and a year ahead. Choose a nearer day.")
    return wanted, ""


def _blocks(actor: Actor, sheet: DaySheet) -> list[dict[str, object]]:
    """The blocks with each student's card at hand, and which of them is now."""
    by_student = {card.student.id: card for card in sheet.cards}
    clock = clock_of(actor)
    today = sheet.school_day.day == actor.today
    return [
        {
            "ring": block.ring,
            "place": block.place,
            "now": today and block.ring.starts <= clock < block.ring.ends,
            "students": [
                {
                    "card": by_student[here.student],
                    "words": status_words(here.status),
                    "note": here.note,
                    "status": here.status,
                }
                for here in block.students
                if here.student in by_student
            ],
        }
        for block in sheet.blocks
    ]


def _raised(mine: Sequence[Card]) -> list[tuple[Card, Raised]]:
    """What the adult raised about these students; what was answered stands first."""
    found = [(card, each) for card in mine if card.own for each in card.own.raised]
    return sorted(found, key=lambda pair: pair[1].answer is None)
