"""The progress report: a form with what the checks find while it is filled in, a draft, and the issued document."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carryover.documents import report as paper
from carryover.documents.acts import issue_report
from carryover.documents.compose import blocking_first, field_of, goals_asked, progress_report, recipients
from carryover.documents.forms import ReportForm
from carryover.documents.period import Proposed, proposed
from carryover.documents.progress import Problem, ProgressReport, Severity, check
from carryover.documents.queries import Facts, issued_for, report_facts
from carryover.documents.stored import pdf_response
from carryover.journal.acts import record
from carryover.look.forms import GET_POST
from carryover.scope.actors import Actor
from carryover.scope.queries import Permit, require
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.terms import Refusal, Refused


@asks("report.issue")
@GET_POST
def report(request: HttpRequest, student: UUID) -> HttpResponse:
    """The form; on POST a check of it, a copy marked DRAFT, or the issued report."""
    actor = asking(request)
    permit, facts = _facts(actor, student)
    form = _form(request, actor, facts)
    value = _value(actor, facts, form)
    action = request.POST.get("action", "")
    if value is not None and action == "issue" and _nothing_blocks(form, value):
        made = issue_report(actor, facts.version, value)
        messages.success(request, _("The report is issued and kept. Print it or send it to the family."))
        return redirect("documents:about", document=made.id)
    if value is not None and action == "draft":
        _journal(actor, permit, "report.draft", student)
        return pdf_response(paper.render(value, draft=True), f"draft-{student}.pdf")
    _journal(actor, permit, "report.prepare", student)
    context = _shown(facts, form, value) | {"issued": issued_for(actor, student, ["report"])}
    return render(request, "documents/report.html", context, status=422 if form.errors else 200)


@require_POST
@asks("report.issue")
def report_check(request: HttpRequest, student: UUID) -> HttpResponse:
    """What the checks find in the form as it stands: a fragment for beside the form."""
    actor = asking(request)
    permit, facts = _facts(actor, student)
    form = _form(request, actor, facts)
    value = _value(actor, facts, form)
    _journal(actor, permit, "report.prepare", student)
    return render(request, "documents/_findings.html", _shown(facts, form, value))


def _facts(actor: Actor, student: UUID) -> tuple[Permit, Facts]:
    permit = require(actor, "report.issue", student)
    facts = report_facts(actor, student)
    if facts is None:
        raise Refused(
            Refusal(
                "Print the progress report",
                "No plan with a goal is in force for this student, so there is nothing to report on.",
                "The case manager can sign a plan with a goal.",
                "report.no_goal",
            )
        )
    return permit, facts


def _form(request: HttpRequest, actor: Actor, facts: Facts) -> ReportForm:
    first = proposed(facts.calendar, facts.plan.starts, actor.today)
    sent = request.POST if request.method == "POST" else None
    return ReportForm(actor.today, goals_asked(facts), recipients(facts), sent, first)


def _value(actor: Actor, facts: Facts, form: ReportForm) -> ProgressReport | None:
    """The report of the form as sent, or of what it proposes; None while it cannot be read."""
    if not form.is_bound:
        first = proposed(facts.calendar, facts.plan.starts, actor.today)
        return progress_report(actor, facts, first, recipients(facts)[0], {})
    if not form.is_valid():
        return None
    when = Proposed(form.period(), form.cleaned_data["next_report"])
    said = {goal.number: form.said(goal.number) for goal in form.goals}
    return progress_report(actor, facts, when, form.recipient(), said)


def _nothing_blocks(form: ReportForm, value: ProgressReport) -> bool:
    """Put what blocks at its field; True when nothing does."""
    blocking = [problem for problem in check(value) if problem.severity is Severity.BLOCK]
    for problem in blocking:
        form.add_error(field_of(problem), _(problem.sentence))
    return not blocking


def _shown(facts: Facts, form: ReportForm, value: ProgressReport | None) -> dict[str, object]:
    names = ("progress", "change", "narrative", "no_data")
    in_form = [{name: form[f"{name}_{goal.number}"] for name in names} for goal in form.goals]
    told = value.goals if value else [None] * len(in_form)
    return {
        "form": form,
        "student": facts.student,
        "version": facts.version,
        "report": value,
        "goals": [
            {"number": n, "label": goal.label, "sentence": _sentence(facts, n), "fields": fields, "told": one}
            for n, (goal, fields, one) in enumerate(zip(form.goals, in_form, told, strict=True), 1)
        ],
        "lines": [
            {
                "number": n,
                "label": one.label,
                "status": paper.short_status(one),
                "points": one.points,
                "now": _now(one),
            }
            for n, one in enumerate(value.goals if value else (), 1)
        ],
        "findings": [
            {
                "problem": problem,
                "where": _where(problem),
                "href": _anchor(form, field_of(problem)),
                "blocks": problem.severity is Severity.BLOCK,
            }
            for problem in blocking_first(check(value) if value else ())
        ],
    }


def _where(problem: Problem) -> str:
    number = problem.where.removeprefix("goal ")
    return _("Goal %(number)s") % {"number": number} if number != problem.where else _("Report")


def _sentence(facts: Facts, number: int) -> str:
    return facts.goals[number - 1].evidence.goal.behavior


def _now(goal: paper.GoalProgress) -> str:
    if goal.current is None:
        return ""
    return f"{paper.amount(goal.current.value, goal.current.unit)} ({goal.current.how}, n = {goal.current.n})"


def _anchor(form: ReportForm, name: str) -> str:
    return f"#{form[name].auto_id}_0" if form[name].use_fieldset else f"#{form[name].auto_id}"


def _journal(actor: Actor, permit: Permit, act: str, student: UUID) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act=act,
        thing=("student", student),
        students=[student],
    )
