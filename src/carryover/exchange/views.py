"""Bringing in a file: choose it, see what it would change, decide, bring it in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from carryover.exchange.acts import Done, bring_in, look_at_offer
from carryover.exchange.cells import written
from carryover.exchange.columns import KNOWN
from carryover.exchange.faults import Unreadable
from carryover.exchange.forms import FileForm, decisions
from carryover.exchange.judging import Judged, Offer
from carryover.exchange.questions import MOST
from carryover.exchange.sealing import opened, sealed
from carryover.exchange.words import told
from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.enrolled import one_school
from carryover.scope.requests import asking, keep_writes
from carryover.scope.routes import asks

SHOWN = 200
"""Rows of each list that a page shows; the rest is counted."""


@GET_POST
@never_cache
@asks("roster.import")
def choose(request: HttpRequest, school: UUID) -> HttpResponse:
    """Choose a file, and see what it would change. Nothing is written but that somebody looked."""
    actor = asking(request)
    form = FileForm(request.POST, request.FILES) if _chosen(request) else FileForm()
    offer = _again(request, actor, school)
    if form.is_bound and form.is_valid():
        offer = Offer(form.cleaned_data["file"], form.cleaned_data["lists"] == "whole", {})
    if offer is None:
        if request.method == "POST" and not form.is_bound:
            messages.warning(request, _over())
        return _page(request, "choose", {"form": form, "school": one_school(school)}, wrong=bool(form.errors))
    try:
        judged = look_at_offer(actor, school, offer)
    except Unreadable as wrong:
        form.add_error("file", str(wrong)) if form.is_bound else messages.warning(request, str(wrong))
        return _page(request, "choose", {"form": form, "school": one_school(school)}, wrong=True)
    return _shown(request, actor, school, offer, judged)


@require_POST
@never_cache
@asks("roster.import")
def apply(request: HttpRequest, school: UUID) -> HttpResponse:
    """Bring in exactly what was shown; shown anew, with nothing written, when the roster has changed meanwhile."""
    actor = asking(request)
    offer = _again(request, actor, school)
    if offer is None:
        messages.warning(request, _over())
        return redirect("exchange:bring-in", school)
    done = bring_in(actor, school, offer, request.POST.get("shown", ""))
    if isinstance(done, Done):
        return _page(request, "done", {"school": one_school(school), "done": done})
    messages.warning(
        request,
        _("Nothing was written: what stands has changed since you looked. Look at the differences again."),
    )
    return _shown(request, actor, school, offer, done, wrong=True)


@require_safe
@asks("roster.import")
def template(request: HttpRequest, school: UUID) -> HttpResponse:
    """An empty table with every column that we know."""
    asking(request)
    answer = HttpResponse("\ufeff" + written([KNOWN]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer


def _over() -> str:
    return _("That was more than a day ago, or it was another file. Choose the file again.")


def _chosen(request: HttpRequest) -> bool:
    return request.method == "POST" and "sealed" not in request.POST


def _again(request: HttpRequest, actor: Actor, school: UUID) -> Offer | None:
    """The file that travelled with the page, with what was decided since."""
    found = opened(request.POST.get("sealed", ""), actor.adult.id, school, actor.now)
    return Offer(found[0], found[1], decisions(request.POST.dict())) if found else None


def _shown(
    request: HttpRequest, actor: Actor, school: UUID, offer: Offer, judged: Judged, *, wrong: bool = False
) -> HttpResponse:
    made = judged.changes
    context = {
        "school": one_school(school),
        "judged": judged,
        "whole": offer.whole,
        "sealed": sealed(offer.content, offer.whole, actor.adult.id, school, actor.now),
        "too_many_open": len(judged.open) > MOST,
        "open": judged.open[:MOST],
        "lists": [
            (name, told(rows[:SHOWN], made, judged.here), len(rows))
            for name, rows in (("new", made.new), ("changed", made.changed), ("ended", made.ended))
        ],
        "faults": judged.faults[:SHOWN],
        "more_faults": max(0, len(judged.faults) - SHOWN),
        "unchanged": sum(made.unchanged.values()),
    }
    return _page(request, "shown", context, wrong=wrong or bool(judged.faults or judged.too_many))


def _page(
    request: HttpRequest, name: str, context: dict[str, object], *, wrong: bool = False
) -> HttpResponse:
    answer = render(request, f"exchange/{name}.html", context, status=422 if wrong else 200)
    return keep_writes(answer) if wrong else answer
