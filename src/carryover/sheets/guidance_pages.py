"""Writing guidance: the case manager's page with the lines that stand, suggestions, and what the law fixes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carryover.look.forms import GET_POST, repeats
from carryover.plans.queries import content_of, in_force
from carryover.roster.roles import Role
from carryover.scope.actors import Actor
from carryover.scope.acts.look import open_record
from carryover.scope.queries import case_manager_of
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.sheets.acts import take_over, withdraw, write_line
from carryover.sheets.by_law import NEVER, WORKS_UNDER
from carryover.sheets.card_words import MINE
from carryover.sheets.guidance import Line, LineKind, holding
from carryover.sheets.own import lines_of
from carryover.sheets.own_forms import LineForm, as_typed
from carryover.sheets.people import Named, named
from carryover.sheets.suggesting import Suggestion, suggestions


@dataclass(frozen=True)
class Group:
    """The lines that hold for the same adults at the same time, with the words that say so."""

    audience: str
    period: str
    lines: tuple[tuple[Line, str], ...]


@asks("guidance.write")
@GET_POST
def guidance(request: HttpRequest, student: UUID) -> HttpResponse:
    """The lines that stand, and the form for one more; `?replace=` names a line that the new one replaces."""
    actor = asking(request)
    opened = open_record(actor, "guidance.write", student, entry="guidance.read")
    standing, known = holding(lines_of(actor, [student])[student]), named(actor, student)
    replaced = _named_line(standing, request.GET.get("replace", ""))
    form = LineForm(
        request.POST if request.method == "POST" else None,
        named=known,
        initial=as_typed(replaced) if replaced else None,
    )
    if request.method == "POST" and form.is_valid():
        write_line(actor, student, form.line(), replaced.id if replaced else None)
        messages.success(request, _("Written. The cards say so from now on, and each adult is asked again."))
        return redirect("sheets:guidance", student=student)
    context = {
        "student": opened.student,
        "groups": _groups(standing, known),
        "form": form,
        "replaced": replaced,
        "suggested": _suggested(actor, student, standing),
        "fixed": NEVER,
        "works_under": WORKS_UNDER,
        "manager": case_manager_of(student, actor),
    }
    return render(request, "sheets/guidance.html", context, status=422 if form.errors else 200)


@require_POST
@asks("guidance.write")
@repeats("take")
def guidance_take_over(request: HttpRequest, student: UUID) -> HttpResponse:
    """Take the marked suggestions over as lines for everybody."""
    actor = asking(request)
    standing = holding(lines_of(actor, [student])[student])
    wanted = set(request.POST.getlist("take"))
    chosen = [each for each in _suggested(actor, student, standing) if each.source in wanted]
    if chosen:
        take_over(actor, student, chosen)
        messages.success(request, _("Taken over: %(n)d") % {"n": len(chosen)})
    else:
        messages.warning(request, _("Nothing was marked, so nothing was taken over."))
    return redirect("sheets:guidance", student=student)


@require_POST
@asks("guidance.write")
def guidance_withdraw(request: HttpRequest, student: UUID, line: UUID) -> HttpResponse:
    """End one line; it stays in the record."""
    withdraw(asking(request), student, line)
    messages.success(request, _("Withdrawn. It stays in the record, and the cards no longer say it."))
    return redirect("sheets:guidance", student=student)


def _named_line(standing: tuple[Line, ...], key: str) -> Line | None:
    return next((line for line in standing if str(line.id) == key), None)


def _suggested(actor: Actor, student: UUID, standing: tuple[Line, ...]) -> tuple[Suggestion, ...]:
    version = in_force(actor, [student], actor.today).get(student)
    return suggestions(content_of(version), standing) if version else ()


def _groups(standing: tuple[Line, ...], known: Named) -> list[Group]:
    """The lines by whom they speak to and when, the widest first; within one in the order of the card."""
    order = list(LineKind)
    found: dict[tuple[str, str], list[Line]] = {}
    for line in sorted(
        standing, key=lambda line: (line.narrow, line.role, line.period, order.index(line.kind))
    ):
        found.setdefault((_audience(line, known), line.period), []).append(line)
    return [
        Group(
            audience,
            known.periods.get(period, period),
            tuple((line, str(MINE[line.kind])) for line in lines),
        )
        for (audience, period), lines in found.items()
    ]


def _audience(line: Line, known: Named) -> str:
    if line.adult:
        return known.name_of(line.adult) or _("Somebody who no longer works with the student")
    return str(Role(line.role).label) if line.role else _("Everybody who works with the student")
