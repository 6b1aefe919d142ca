"""The check page and the signature: what stands in the way, what changes, whom it reaches, and then one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carryover.look.forms import GET_POST
from carryover.look.words import school_day
from carryover.plans.acts.read import OpenedDraft, open_draft_record
from carryover.plans.acts.sign import draft_hash, sign_draft, starts_on
from carryover.plans.checks import Finding, blocks, check_goal, check_plan
from carryover.plans.content import Plan
from carryover.plans.queries import content_of, versions
from carryover.plans.reach import ButtonChange, Member, buttons_changed
from carryover.plans.redline import ChangedSection, redline
from carryover.plans.views.frame import frame_and_team
from carryover.scope.actors import Actor
from carryover.scope.requests import asking
from carryover.scope.routes import asks


@GET_POST
@asks("plan.draft")
def sign(request: HttpRequest, draft: UUID) -> HttpResponse:
    """GET shows everything that the signature will make true; POST signs exactly what was shown, by its hash."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    plan, base = content_of(opened.draft), content_of(opened.draft.base)
    shared, team = frame_and_team(actor, opened, "plan.draft")
    reach = buttons_changed(base, plan, team)
    if request.method == "POST":
        version = sign_draft(actor, opened.draft, shown_hash=request.POST.get("hash", "")[:64])
        messages.success(request, _now_true(version.number, starts_on(actor, opened.draft), actor, reach))
        return redirect("plans:student", opened.student.id)
    found = _linked(opened, plan)
    newest = versions(actor, opened.student.id, "plan.read")[-1]
    context = shared | {
        "draft": opened.draft,
        "number": opened.draft.base.number + 1,
        "stands": [each for each in found if each["blocks"]],
        "look_again": [each for each in found if not each["blocks"]],
        "changes": _changes(base, plan, opened.student.short_name),
        "reach": reach,
        "hash": draft_hash(opened.draft),
        "starts": starts_on(actor, opened.draft),
        "stale": newest.id != opened.draft.base_id,
        "is_open": not (opened.draft.signed_as_id or opened.draft.set_aside_at),
        "uncollected": _uncollected(plan, team),
    }
    return render(request, "plans/sign.html", context)


def _changes(base: Plan, plan: Plan, learner: str) -> list[ChangedSection]:
    """What differs; an agreement that is still missing stands in the way and is not shown as one taken away."""
    return [each for each in redline(base, plan, learner) if each.id != "agreement" or plan.agreement]


def _linked(opened: OpenedDraft, plan: Plan) -> list[dict[str, object]]:
    """Every finding with the place where it is mended: the field of its goal, or the agreement."""
    linked = []
    for goal in plan.goals:
        page = reverse("plans:goal-edit", args=[opened.draft.id, goal.id])
        linked += [
            _link(f"{page}#id_{each.field}", each, goal.measure.label) for each in check_goal(goal, plan)
        ]
    of_goals = sum(len(check_goal(goal, plan)) for goal in plan.goals)
    for each in check_plan(plan)[of_goals:]:
        page = {"agreement": "plans:agreement", "supports": "plans:card"}.get(each.field, "plans:draft")
        linked.append(_link(reverse(page, args=[opened.draft.id]), each, ""))
    return linked


def _link(href: str, finding: Finding, about: str) -> dict[str, object]:
    text = f"{about}: {_(finding.sentence)}" if about else _(finding.sentence)
    return {"href": href, "text": text, "citation": finding.citation, "blocks": bool(blocks((finding,)))}


def _uncollected(plan: Plan, team: Sequence[Member]) -> list[str]:
    """The measures that nobody who works with the student today would collect."""
    roles = {member.role for member in team}
    return [goal.measure.label for goal in plan.goals if not roles & set(goal.collectors)]


def _now_true(number: int, starts: date, actor: Actor, reach: Sequence[ButtonChange]) -> str:
    day = _("from today") if starts == actor.today else _("from %(day)s") % {"day": school_day(starts)}
    said = [_("Version %(number)d is signed and in force %(day)s.") % {"number": number, "day": day}]
    words = {
        "new": _("New button “%(label)s” for %(adults)s."),
        "changed": _("“%(label)s” changed for %(adults)s."),
        "gone": _("“%(label)s” no longer for %(adults)s."),
    }
    for each in reach:
        adults = ", ".join(each.adults) or _("nobody yet: no adult of that role works with this student")
        said.append(words[each.what] % {"label": each.label, "adults": adults})
    return " ".join(said)
