"""Three questions about a card, answered at the desk or in a tablet's browser; and who has read which card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.acts.look import open_record
from carryover.scope.queries import students_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.sheets.acts import Answered, confirm_reading
from carryover.sheets.laid_out import new_lines
from carryover.sheets.people import named
from carryover.sheets.queries import Card, cards
from carryover.sheets.readback import Asked, CardLine, Question, questions
from carryover.sheets.readers import readers

SALT = "carryover.sheets.readback"


@dataclass(frozen=True)
class Put:
    """A question as it stands on the page: its words, what was chosen, how often it was tried, and whether rightly."""

    number: int
    question: Question
    words: str
    chosen: int | None
    tries: int
    done: bool

    @property
    def wrong(self) -> bool:
        """Whether the last answer was not right: the right line is then shown, with its why."""
        return self.tries > 0 and not self.done


@asks("day.read")
@GET_POST
def card_questions(request: HttpRequest, student: UUID) -> HttpResponse:
    """The questions; a wrong answer shows the right line and its why, and the same question once more."""
    actor = asking(request)
    opened = open_record(actor, "day.read", student, entry="card.questions")
    card = cards(actor, students_for(actor, "day.read").filter(id=student), actor.today)[0]
    if card.version is None or card.own is None:
        raise Http404
    asked = _questions(actor, card)
    state = _state(request, actor, card, len(asked))
    put = [_put(request, state, number, question) for number, question in enumerate(asked)]
    if request.method == "POST" and not state["fresh"] and all(each.done for each in put):
        answers = [Answered(each.question.asked.value, each.tries) for each in put]
        begun = datetime.fromisoformat(state["at"])
        confirm_reading(actor, student, card.version, card.own.guidance, begun, answers)
        messages.success(
            request, _("Confirmed: you have read this card. You are asked again when it changes.")
        )
        return redirect("sheets:card", student=student)
    state = state | {"tries": [each.tries for each in put], "done": [each.done for each in put]}
    context = {
        "student": opened.student,
        "card": card,
        "put": put,
        "changed": request.method == "POST" and state["fresh"],
        "wrong": any(each.wrong for each in put),
        "state": signing.dumps(state | {"fresh": False}, salt=SALT),
    }
    return render(request, "sheets/questions.html", context)


@require_safe
@asks("readers.see")
def card_readers(request: HttpRequest, student: UUID) -> HttpResponse:
    """Every adult who works with the student: which version they read last, when, and since when one is not read."""
    actor = asking(request)
    opened = open_record(actor, "readers.see", student, entry="readers.read")
    return render(
        request, "sheets/readers.html", {"student": opened.student, "readers": readers(actor, student)}
    )


def _questions(actor: Actor, card: Card) -> tuple[Question, ...]:
    assert card.version is not None and card.own is not None
    fresh = new_lines(card.own)
    lines = [
        CardLine(line.id, kind.value, line.text, line.because, line.id in fresh)
        for kind, found in card.lines.items()
        for line in found
    ]
    lines += [
        CardLine(str(line.id), line.kind.value, line.text, line.because, str(line.id) in fresh)
        for line in card.own.part_lines
    ]
    directs = card.own.directs.name if card.own.directs else ""
    seed = f"{card.version.id}|{card.own.guidance}|{actor.adult.id}|{actor.today.isoformat()}"
    return questions(lines, directs, _others(actor, card), seed)


def _others(actor: Actor, card: Card) -> list[str]:
    """Names and words that are plausible for 'whom do you ask', and wrong."""
    assert card.own is not None
    right = {line.whom.id for line in card.own.part_lines if line.whom}
    right |= {part.directs.id for part in card.own.parts if part.directs} | {actor.adult.id}
    known = [str(adult) for adult in named(actor, card.student.id).adults if adult.id not in right]
    return [*known, _("Whoever is nearest"), _("Nobody: I decide it myself")]


def _state(request: HttpRequest, actor: Actor, card: Card, count: int) -> dict[str, Any]:
    """How far this reading has come, as the page carries it, signed; begun anew when the card is another one."""
    assert card.version is not None and card.own is not None
    new = {
        "v": str(card.version.id), "g": card.own.guidance, "who": str(actor.adult.id), "day": actor.today.isoformat(),
        "at": actor.now.isoformat(), "tries": [0] * count, "done": [False] * count, "fresh": True,
    }  # fmt: skip
    if request.method != "POST":
        return new
    try:
        held: dict[str, Any] = signing.loads(request.POST.get("state", ""), salt=SALT)
    except signing.BadSignature:
        return new
    same = all(held.get(part) == new[part] for part in ("v", "g", "who", "day"))
    return held if same and len(held["tries"]) == count else new


def _put(request: HttpRequest, state: dict[str, Any], number: int, question: Question) -> Put:
    words = {
        Asked.NEVER: _("Which of these do you never do?"),
        Asked.WHEN_IT_HAPPENS: _("When it happens, what do you do first?"),
        Asked.BEFORE_IT_HAPPENS: _("What do you do before it gets hard?"),
        Asked.NEW: _("Which of these is new to you?"),
        Asked.WHOM: _("Whom do you ask first?"),
    }[question.asked]
    tries, done = state["tries"][number], state["done"][number]
    chosen = _chosen(request.POST.get(f"answer-{number}", "")) if request.method == "POST" else None
    if state["fresh"] or done or chosen is None:
        return Put(number, question, words, question.right if done else None, tries, done)
    return Put(number, question, words, chosen, tries + 1, chosen == question.right)


def _chosen(text: str) -> int | None:
    return int(text) if text in ("0", "1", "2") else None
