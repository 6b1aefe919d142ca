"""What adults find does not fit: raised at the desk in two taps, answered by who owes it, seen by its author."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.observations.acts import About, Link, open_again, raise_concern
from carryover.observations.raised import (
    Raised,
    about_student,
    may_open_again,
    one_raised,
    time_to_answer,
)
from carryover.plans.compile import compile_plan
from carryover.plans.content import Plan
from carryover.plans.gate import for_reader
from carryover.plans.queries import content_of, in_force, open_drafts
from carryover.scope.actors import Actor
from carryover.scope.acts.look import open_record
from carryover.scope.queries import Permit, may, require_one, students_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.sheets.acts import answer
from carryover.sheets.card_words import instead_words, line_words, owner_words
from carryover.sheets.guidance import Line, holding
from carryover.sheets.own import lines_of
from carryover.sheets.own_forms import AgainForm, AnswerForm, ConcernForm
from carryover.sheets.queries import Card, cards


@asks("concern.raise")
@GET_POST
def concern_raise(request: HttpRequest, student: UUID) -> HttpResponse:
    """Say what does not fit: the buttons of the card come here, and so does who wants to say more at once."""
    actor = asking(request)
    opened = open_record(actor, "concern.raise", student, entry="concern.form")
    card = next(iter(cards(actor, students_for(actor, "day.read").filter(id=student), actor.today)), None)
    if card is None:
        raise Http404
    measures, lines = _choices(card)
    form = ConcernForm(request.POST if request.method == "POST" else None, measures=measures, lines=lines)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        version = card.version.id if card.version else None
        row = raise_concern(
            actor, student, About(got["about"], version, got["measure"], got["line"], got["words"])
        )
        found = one_raised(actor, row.id)
        who = owner_words(found.owner) if found else ""
        messages.success(request, _("Raised. %(who)s has it, since now.") % {"who": who})
        return redirect("sheets:card", student=student)
    context = {"student": opened.student, "form": form, "measures": measures}
    return render(request, "sheets/concern_raise.html", context, status=422 if form.errors else 200)


@asks("concern.see")
@require_safe
def concern_list(request: HttpRequest, student: UUID) -> HttpResponse:
    """Everything that was raised about a student, and how long answers take; for the team and the administrators."""
    actor = asking(request)
    opened = open_record(actor, "concern.see", student, entry="concerns.read")
    found = about_student(actor, student)
    plan, lines = _plan_and_lines(actor, student)
    context = {
        "student": opened.student,
        "rows": [(each, line_words(each, plan, lines), owner_words(each.owner)) for each in found],
        "typical": time_to_answer(found),
        "names": isinstance(may(actor, "readers.see", student), Permit),
        "open": sum(each.answer is None for each in found),
    }
    return render(request, "sheets/concerns.html", context)


@asks("concern.see", "concern.raise")
@GET_POST
def concern(request: HttpRequest, concern: UUID) -> HttpResponse:
    """One concern: its author sees who has it and the answer, and opens it again once; who owes the answer answers."""
    actor = asking(request)
    found = one_raised(actor, concern)
    if found is None:
        raise Http404
    student = found.row.student_id
    permit = require_one(actor, ("concern.see", "concern.raise"), student)
    plan, lines = _plan_and_lines(actor, student)
    answering = _answering(actor, found)
    again = may_open_again(actor, found)
    posted = request.POST if request.method == "POST" else None
    form: AnswerForm | AgainForm | None = None
    if answering:
        form = AnswerForm(posted, links=_links(actor, student, plan, lines))
    elif again:
        form = AgainForm(posted)
    if form is not None and posted is not None and form.is_valid():
        return _sent(request, actor, found, form)
    if posted is not None and form is None:
        answer(actor, found, "", None, None)  # refuses, and says why and who can
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="concern.read", thing=("concern", concern),
        students=[student],
    )  # fmt: skip
    context = {
        "found": found,
        "student": found.row.student,
        "about": line_words(found, plan, lines),
        "owner": owner_words(found.owner),
        "form": form,
        "answering": answering,
        "may_write": isinstance(may(actor, "guidance.write", found.row.student_id), Permit),
        "mine": found.row.author_id == actor.adult.id,
        "names": isinstance(may(actor, "readers.see", student), Permit),
    }
    return render(request, "sheets/concern.html", context, status=422 if form and form.errors else 200)


def _sent(request: HttpRequest, actor: Actor, found: Raised, form: AnswerForm | AgainForm) -> HttpResponse:
    if isinstance(form, AnswerForm):
        answer(actor, found, form.cleaned_data["words"], form.link(), form.line())
        who = found.row.author
        messages.success(
            request, _("Answered. %(who)s sees it first on the card and on the tablet.") % {"who": who}
        )
    else:
        open_again(actor, found, form.cleaned_data["words"])
        messages.success(request, _("Opened again. It goes to the same person."))
    return redirect("sheets:concern", concern=found.row.id)


def _answering(actor: Actor, found: Raised) -> bool:
    allowed = isinstance(may(actor, "concern.resolve", found.thing), Permit)
    return allowed and found.row.author_id != actor.adult.id


def _choices(card: Card) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    measures = [(button.measure.id, button.measure.label) for button in card.buttons]
    lines = [(line.id, line.text) for found in card.lines.values() for line in found]
    if card.own:
        lines += [(str(line.id), line.text) for line in card.own.part_lines]
    return measures, lines


def _plan_and_lines(actor: Actor, student: UUID) -> tuple[Plan | None, list[Line]]:
    """The plan in force and every line of guidance ever written, for naming what a concern is about.

    What needs training stands there as those read it who lack it: the words go on to the adult who raised it.
    """
    by = "day.read" if isinstance(may(actor, "day.read", student), Permit) else "plan.read"
    version = in_force(actor, [student], actor.today, by).get(student)
    plan = for_reader(content_of(version), (), instead_words) if version else None
    return plan, lines_of(actor, [student])[student]


def _links(actor: Actor, student: UUID, plan: Plan | None, lines: list[Line]) -> list[Link]:
    """What an answer may name: lines of the guidance, lines and measures of the plan, the open draft."""
    found = [Link("guidance", str(line.id), line.text) for line in holding(lines) if line.text]
    if plan is not None:
        found += [Link("plan_line", line.id, line.text) for line in plan.supports]
        compiled = compile_plan(plan, "")
        found += [Link("plan_line", each.measure.id, each.measure.label) for each in compiled.buttons]
    draft = open_drafts(actor, [student]).get(student)
    if draft is not None:
        found.append(Link("draft", str(draft.id), _("The open draft of an amendment")))
    return found
