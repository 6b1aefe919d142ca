"""The card in a draft: its lines, what each needs training in, and personal care in fixed words."""

from __future__ import annotations

import os
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST, repeats
from carryover.plans.acts.draft import put_care, put_line, take_care_out, take_line_out
from carryover.plans.acts.read import OpenedDraft, open_draft_record
from carryover.plans.care import parts_of
from carryover.plans.content import Plan
from carryover.plans.forms.card import CareForm, LineForm
from carryover.plans.queries import content_of
from carryover.plans.sections import CARD_TITLES
from carryover.plans.views.draft import closed
from carryover.plans.views.frame import frame
from carryover.scope.actors import Actor
from carryover.scope.certificates import known_competencies
from carryover.scope.competencies import instead_of, name_of
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.terms import new_id


@require_safe
@asks("plan.draft")
def lines(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The card of the draft, part by part, with what differs from the version the draft began on."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    plan, base = content_of(opened.draft), content_of(opened.draft.base)
    context = frame(actor, opened, "plan.draft") | {
        "draft": opened.draft,
        "is_open": not closed(opened),
        "parts": _parts(plan, base),
        "gone": [line for line in base.supports if line.id not in {each.id for each in plan.supports}],
        "care": [parts_of(each) | {"id": each.id, "fresh": each not in base.care} for each in plan.care],
    }
    return render(request, "plans/card.html", context)


@GET_POST
@asks("plan.draft")
def line(request: HttpRequest, draft: UUID, line: str = "") -> HttpResponse:
    """A line of the card, new or changed; nothing in the day changes before the draft is agreed and signed."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    if request.method != "POST" and closed(opened):
        return redirect("plans:card", opened.draft.id)
    before = next((each for each in content_of(opened.draft).supports if each.id == line), None)
    if line and before is None:
        raise Http404
    form = LineForm(
        request.POST if request.method == "POST" else None, known=known_competencies(actor), before=before
    )
    if request.method == "POST" and form.is_valid():
        put_line(actor, opened.draft, form.line(before.id if before else _fresh_id(actor)))
        messages.success(request, _("The line stands in the draft. Nothing in the day has changed yet."))
        return redirect("plans:card", opened.draft.id)
    context = _context(actor, opened) | {"form": form, "before": before}
    return render(request, "plans/line.html", context, status=422 if form.errors else 200)


@require_POST
@asks("plan.change")
def line_out(request: HttpRequest, draft: UUID, line: str) -> HttpResponse:
    """Take a line out of the draft."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    take_line_out(actor, opened.draft, line)
    messages.info(request, _("The line is out of the draft. Nothing in the day has changed yet."))
    return redirect("plans:card", opened.draft.id)


@GET_POST
@repeats("times")
@asks("plan.draft")
def care(request: HttpRequest, draft: UUID) -> HttpResponse:
    """A task of personal care, chosen from a few fixed words."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    if request.method != "POST" and closed(opened):
        return redirect("plans:card", opened.draft.id)
    form = CareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        put_care(actor, opened.draft, form.care(_fresh_id(actor)))
        messages.success(
            request, _("The task of care stands in the draft. Nothing in the day has changed yet.")
        )
        return redirect("plans:card", opened.draft.id)
    context = _context(actor, opened) | {"form": form}
    return render(request, "plans/care.html", context, status=422 if form.errors else 200)


@require_POST
@asks("plan.change")
def care_out(request: HttpRequest, draft: UUID, care: str) -> HttpResponse:
    """Take a task of personal care out of the draft."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    take_care_out(actor, opened.draft, care)
    messages.info(request, _("The task of care is out of the draft. Nothing in the day has changed yet."))
    return redirect("plans:card", opened.draft.id)


def _context(actor: Actor, opened: OpenedDraft) -> dict[str, object]:
    return frame(actor, opened, "plan.draft") | {"draft": opened.draft}


def _fresh_id(actor: Actor) -> str:
    return str(new_id(actor.now, os.urandom))


def _parts(plan: Plan, base: Plan) -> list[dict[str, object]]:
    old = {line.id: line for line in base.supports}
    return [
        {
            "title": title,
            "kind": kind.value,
            "lines": [
                {
                    "line": each,
                    "state": "new" if each.id not in old else "same" if old[each.id] == each else "changed",
                    "needs": name_of(each.needs) if each.needs else "",
                    "instead": each.instead or (instead_of(each.needs) if each.needs else ""),
                }
                for each in plan.of_kind(kind)
            ],
        }
        for kind, title in CARD_TITLES.items()
    ]
