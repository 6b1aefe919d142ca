"""Who has looked at one student's records, and the register of what was asked for and given to others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST
from carryover.look.frame import address
from carryover.scope.actors import Actor
from carryover.scope.disclosing import decide_family_access, entry, register, write_down
from carryover.scope.forms.record import DisclosureForm, FilterForm, PeriodForm, key_of
from carryover.scope.glass import claims, may_review
from carryover.scope.looked import Asked, Looker, Page, Reach, lookers, reach, visits, who_are
from carryover.scope.looking import record_look
from carryover.scope.queries import Permit, may, require, students_for
from carryover.scope.requests import asking
from carryover.scope.routes import asks

DAYS = 30
"""Without a period the page tells of these last days: most questions are about them."""
FILTERS = ("since", "until", "who", "kind")


@require_safe
@asks("access.read")
def looked(request: HttpRequest, student: UUID) -> HttpResponse:
    """The register first, then every look, by day and person; narrowed by codes in the address, never by a name."""
    actor = asking(request)
    shown = reach(actor, student)
    form, asked, people = _asked(request, actor, student, shown)
    older = _day(request.GET.get("older", ""))
    narrowed = Asked(asked.since, older if older else asked.until, asked.who, asked.kind)
    page = visits(actor, student, narrowed, shown)
    record_look(actor, student, shown.permit, {"kind": asked.kind} if asked.kind else {})
    context = _frame(actor, student) | {
        "form": form,
        "page": page,
        "people": [(each, _only(asked, each)) for each in people],
        "picked": asked.who,
        "shown": shown,
        "older": _older(request, page),
        "continued": older,
        "register": register(actor, student),
        "may_write": isinstance(may(actor, "disclosure.record", student), Permit),
        "claims": [] if shown.family else _claims(actor, student),
        "copy": address("documents:access", student),
    }
    return render(request, "scope/looked.html", context, status=400 if form.errors else 200)


@GET_POST
@asks("disclosure.record")
def disclosure(request: HttpRequest, student: UUID, entry_id: UUID | None = None) -> HttpResponse:
    """One more entry in the register; a correction begins with what stands there and stays beside it."""
    actor = asking(request)
    permit = require(actor, "disclosure.record", student)
    before = entry(actor, student, entry_id) if entry_id else None
    if entry_id and before is None:
        raise Http404
    first = (
        {name: getattr(before, name) for name in DisclosureForm.base_fields}
        if before
        else {"day": actor.today}
    )
    sent = request.POST if request.method == "POST" else None
    form = DisclosureForm(sent, today=actor.today, correcting=before is not None, initial=first)
    if sent is not None and form.is_valid():
        write_down(actor, student, form.told(), before.id if before else None)
        messages.success(request, _("It stands in the register. What is written there is never changed."))
        return redirect("scope:looked", student=student)
    record_look(actor, student, permit)
    context = _frame(actor, student) | {"form": form, "before": before}
    return render(request, "scope/disclosure.html", context, status=422 if form.errors else 200)


@require_POST
@asks("access.decide")
def family_access(request: HttpRequest) -> HttpResponse:
    """Decide for the district whether families are shown access by staff."""
    decide_family_access(asking(request), request.POST.get("shown") == "yes")
    messages.success(request, _("Decided for the whole district, from now on."))
    return redirect("scope:whom")


def _frame(actor: Actor, student: UUID) -> dict[str, object]:
    known = students_for(actor, "student.see").filter(id=student).first()
    if known is None:
        raise Http404
    return {"student": known, "page_of_student": address("plans:student", student)}


def _asked(
    request: HttpRequest, actor: Actor, student: UUID, shown: Reach
) -> tuple[FilterForm, Asked, Sequence[Looker]]:
    """The form as it was sent, what it asks for, and everybody who looked in that time."""
    usual = Asked(since=actor.today - timedelta(days=DAYS))
    sent = request.GET if set(FILTERS) & set(request.GET) else {"since": usual.since}
    period = PeriodForm(sent, today=actor.today)
    people = lookers(actor, student, period.period() if period.is_valid() else usual, shown)
    picked = key_of(request.GET.get("who", ""))
    named = {each.who.key: each.who for each in people}
    if picked and picked not in named:  # in another period there were others
        named |= who_are([picked])
    form = FilterForm(sent, today=actor.today, people=named.values())
    return form, form.asked() if form.is_valid() else usual, people


def _claims(actor: Actor, student: UUID) -> list[tuple[object, bool]]:
    found = [*claims(actor, awaiting=True, student=student), *claims(actor, awaiting=False, student=student)]
    return [(each, may_review(actor, each)) for each in found]


def _only(asked: Asked, looker: Looker) -> str:
    """The query that keeps the period and narrows to one asker."""
    return urlencode({"who": looker.who.code, "since": asked.since or "", "until": asked.until or ""})


def _older(request: HttpRequest, page: Page) -> str:
    """The query of the page that follows: the same filter, further back."""
    if page.older is None:
        return ""
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    return urlencode(kept | {"older": page.older.isoformat()})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
