"""The student page: the plan's lines, each with its newest evidence; people and the day at the side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carryover.look.frame import address
from carryover.plans.compile import Button, compile_plan
from carryover.plans.queries import content_of, in_force, open_drafts
from carryover.plans.views.frame import frame
from carryover.scope.acts.look import open_record
from carryover.scope.queries import Permit, holds, may
from carryover.scope.requests import asking
from carryover.scope.routes import asks


@dataclass(frozen=True)
class PlanLine:
    """One goal as the page shows it, with the address of its graph where the asker may open it."""

    button: Button
    graph: str


@require_safe
@asks("student.see")
def student(request: HttpRequest, student: UUID) -> HttpResponse:
    """Whoever works with the student sees the lines they collect; those who may read the whole plan see all.

    Somebody who may only know of the student sees no more than who that is and who works with them.
    """
    actor = asking(request)
    opened = open_record(actor, "student.see", student, entry="student.read")
    rights = {act: isinstance(may(actor, act, student), Permit) for act in _ASKED}
    by = "plan.read" if rights["plan.read"] else "day.read"
    version = in_force(actor, [student], actor.today, by).get(student)
    context = frame(actor, opened, "student.see") | {
        "version": version,
        "draft": open_drafts(actor, [student]).get(student),
        "may_draft": rights["plan.draft"],
        "may_read_plan": rights["plan.read"],
        "may_read_lines": rights["plan.read"] or rights["day.read"],
        "lines": [],
        "sealed": address("plans:sealed", student) if holds(actor, "sealed.list", student) else "",
        "report": address("documents:report", student) if rights["report.issue"] else "",
        "may": {act.replace(".", "_"): held for act, held in rights.items()},
    }
    if version is not None:
        compiled = compile_plan(content_of(version), opened.student.short_name)
        buttons = compiled.buttons if rights["plan.read"] else compiled.for_role(actor.adult.role)
        context["lines"] = [_line(student, button, rights["graph.read"]) for button in buttons]
    return render(request, "plans/student.html", context)


_ASKED = (
    "day.read", "plan.read", "plan.draft", "graph.read", "report.issue", "assignment.make", "student.change",
    "family.see", "access.list",
)  # fmt: skip


def _line(student: UUID, button: Button, graph: bool) -> PlanLine:
    return PlanLine(button, address("decisions:graph", student, button.goal.id) if graph else "")
