"""The draft: its goals, the goal builder, the agreement, and setting it aside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carryover.look.forms import GET_POST, repeats
from carryover.measurement import DEFAULT_UNITS
from carryover.plans.acts.draft import put_goal, record_agreement, set_aside
from carryover.plans.acts.read import OpenedDraft, open_draft_record
from carryover.plans.checks import Finding, blocks, check_goal
from carryover.plans.content import Goal, Plan
from carryover.plans.forms.agreement import AgreementForm
from carryover.plans.forms.goal import AREAS, GoalForm
from carryover.plans.queries import content_of
from carryover.plans.sections import Section, agreement_rows, goal_section
from carryover.plans.sentences import SENTENCE, plain_day, sentence_slots
from carryover.plans.views.frame import frame
from carryover.scope.requests import asking
from carryover.scope.routes import asks


@dataclass(frozen=True)
class DraftGoal:
    """A goal of a draft, what it lacks, and whether it differs from the version the draft began on."""

    goal: Goal
    section: Section
    findings: tuple[Finding, ...]
    state: str


@require_safe
@asks("plan.draft")
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The work in progress, its sections with their status; a closed draft can be read and no more."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    plan, base = content_of(opened.draft), content_of(opened.draft.base)
    goals = [_draft_goal(goal, plan, base, opened.student.short_name) for goal in plan.goals]
    context = frame(actor, opened, "plan.draft") | {
        "draft": opened.draft,
        "is_open": not closed(opened),
        "goals": goals,
        "agreement": agreement_rows(plan.agreement) if plan.agreement else (),
        "changed": any(each.state != "same" for each in goals) or card_changed(plan, base),
        "card_changed": card_changed(plan, base),
        "card_lines": len(plan.supports) + len(plan.care),
        "blocked": any(blocks(each.findings) for each in goals),
    }
    return render(request, "plans/draft.html", context)


@repeats("prompts", "collectors", "passed")
@GET_POST
@asks("plan.draft")
def goal(request: HttpRequest, draft: UUID, goal: str = "") -> HttpResponse:
    """The goal builder. A goal that lacks something is not written; the page says what, at the field.

    What should only be looked at again is shown once and may then be passed.
    """
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    if request.method != "POST" and closed(opened):
        return redirect("plans:draft", opened.draft.id)
    plan = content_of(opened.draft)
    before = _goal_of(plan, goal) if goal else None
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        now=actor.now,
        today=actor.today,
        before=before,
    )
    if request.method == "POST" and form.is_valid() and not _unseen(request, form):
        written = form.goal()
        put_goal(actor, opened.draft, written)
        messages.success(request, _goal_saved(written, new=before is None))
        return redirect("plans:draft", opened.draft.id)
    context = frame(actor, opened, "plan.draft") | {
        "draft": opened.draft,
        "form": form,
        "before": before,
        "warnings": form.warnings if form.is_bound and not form.errors else (),
        "areas": AREAS,
        "slots": _slots(form, before, opened.student.short_name),
        "units": DEFAULT_UNITS,
    }
    return render(request, "plans/goal.html", context)


@GET_POST
@asks("plan.draft")
def agreement(request: HttpRequest, draft: UUID) -> HttpResponse:
    """How the team and the family agreed to this draft, and when."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    if request.method != "POST" and closed(opened):
        return redirect("plans:draft", opened.draft.id)
    kept = content_of(opened.draft).agreement
    initial = {name: getattr(kept, name) for name in AgreementForm.base_fields} if kept else {}
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        earliest=content_of(opened.draft).starts,
        today=actor.today,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        record_agreement(actor, opened.draft, form.agreement())
        messages.success(
            request, _("The agreement is recorded in the draft. Nothing in the day has changed yet.")
        )
        return redirect("plans:sign", opened.draft.id)
    context = frame(actor, opened, "plan.draft") | {"draft": opened.draft, "form": form}
    return render(request, "plans/agreement.html", context)


@require_POST
@asks("plan.change")
def aside(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Close the draft without signing; the version in force stays as it is."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    set_aside(actor, opened.draft)
    messages.info(request, _("The draft was set aside. It stays readable, and the plan is as it was."))
    return redirect("plans:plan", opened.student.id)


def card_changed(plan: Plan, base: Plan) -> bool:
    """Whether a draft's card or its personal care differs from the version it began on."""
    return (plan.supports, plan.care) != (base.supports, base.care)


def closed(opened: OpenedDraft) -> bool:
    """Whether a draft was signed or set aside."""
    return bool(opened.draft.signed_as_id or opened.draft.set_aside_at)


def _goal_of(plan: Plan, goal_id: str) -> Goal:
    try:
        return plan.goal(goal_id)
    except KeyError as missing:
        raise Http404 from missing


def _unseen(request: HttpRequest, form: GoalForm) -> set[str]:
    """The warnings that were not on the page when it was sent."""
    return {finding.id for finding in form.warnings} - set(request.POST.getlist("passed"))


def _goal_saved(goal: Goal, *, new: bool) -> str:
    words = _("“%(label)s” is added to the draft.") if new else _("“%(label)s” is changed in the draft.")
    return words % {"label": goal.measure.label} + " " + _("Nothing in the day has changed yet.")


def _draft_goal(goal: Goal, plan: Plan, base: Plan, learner: str) -> DraftGoal:
    old = {each.id: each for each in base.goals}.get(goal.id)
    state = "new" if old is None else "same" if old == goal else "changed"
    return DraftGoal(goal, goal_section(goal, learner), check_goal(goal, plan), state)


def _slots(form: GoalForm, before: Goal | None, learner: str) -> list[tuple[str, str, str]]:
    """The goal's sentence as it stands so far: the words before each slot, its name, what is in it."""
    filled = sentence_slots(form.goal()) if form.is_bound and hasattr(form, "cleaned_data") else {}
    if not form.is_bound:
        filled = (
            sentence_slots(before) if before else {"comparator": "at least", "by": plain_day(form.plan.ends)}
        )
    typed = {"value": "criterion_value", "unit": "method"}
    for slot in filled:
        if (
            form.is_bound
            and typed.get(slot, slot) in form.fields
            and not form.data.get(typed.get(slot, slot))
        ):
            filled[slot] = ""
    return [(words.replace("{learner}", learner), name, filled.get(name, "")) for words, name in SENTENCE]
