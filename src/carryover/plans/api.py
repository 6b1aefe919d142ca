"""The plan for machines: read it, begin a draft, put a goal into a draft. The same rights and checks as at the desk.

Every answer is typed; a refusal is 403 with its reason, a student whom the asker does not work with is 404.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Path, Router, Schema
from ninja.security import django_auth
from pydantic import AfterValidator, Field, StringConstraints

from carryover.measurement import HIERARCHY, Method
from carryover.plans.acts.draft import open_draft, put_goal
from carryover.plans.acts.read import open_draft_record
from carryover.plans.building import measure_from, phrase
from carryover.plans.checks import Finding, blocks
from carryover.plans.content import Baseline, Criterion, Goal, to_json
from carryover.plans.queries import content_of, in_force
from carryover.roster.roles import COLLECTING_ROLES
from carryover.scope.acts.look import open_record
from carryover.scope.doors import ServiceBearer
from carryover.scope.requests import asking
from carryover.scope.routes import asks
from carryover.scope.typed import Day, Strict, Text60, Text300, Text2000
from carryover.terms import new_id

router = Router(auth=django_auth, tags=["plans"])


def _known_role(role: str) -> str:
    if role not in COLLECTING_ROLES:
        raise ValueError(f"{role[:40]!r} is not a role that collects data")
    return role


def _known_prompt(code: str) -> str:
    if code not in {level.value for level in HIERARCHY}:
        raise ValueError(f"{code[:10]!r} is not a prompt level")
    return code


def _one_of(words: Iterable[str]) -> Any:
    return Field(json_schema_extra={"enum": [*sorted(words)]})


Prompt = Annotated[str, AfterValidator(_known_prompt), _one_of(level.value for level in HIERARCHY)]
Collector = Annotated[str, AfterValidator(_known_role), _one_of(role.value for role in COLLECTING_ROLES)]
Lines = Annotated[tuple[Text300, ...], Field(max_length=20)]
Amount = Annotated[float, Field(allow_inf_nan=False, ge=-100_000, le=100_000)]
GoalId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class CriterionIn(Strict):
    """When the goal is met."""

    comparator: Literal["at_least", "at_most"]
    value: Amount
    consistency: Text300 = ""


class BaselineIn(Strict):
    """Where the student started."""

    value: Annotated[Amount, Field(ge=0)]
    n: Annotated[int, Field(ge=1, le=10_000)]
    day: Day


class MeasureIn(Strict):
    """How it is seen. The measure's id is the server's: another method makes another measure."""

    label: Annotated[Text60, StringConstraints(min_length=1)]
    method: Literal["count", "duration", "trials"]
    definition: Text2000 = ""
    examples: Lines = ()
    non_examples: Lines = ()
    prompts: Annotated[tuple[Prompt, ...], Field(max_length=6)] = ()
    direction: Literal["increase", "decrease"] = "increase"


class GoalIn(Strict):
    """A goal in its parts; parts left empty are named in the findings."""

    area: Text60
    condition: Text300 = ""
    behavior: Text300 = ""
    criterion: CriterionIn
    by: Day
    measure: MeasureIn
    schedule: Text300 = ""
    collectors: Annotated[tuple[Collector, ...], Field(max_length=10)] = ()
    baseline: BaselineIn | None = None
    rule: Literal["four_point", "trend_line", "median_of_three"] = "four_point"


class VersionOut(Schema):
    """The version in force."""

    id: UUID
    number: int
    purpose: str
    effective_from: date
    signed_by: str
    signed_at: datetime
    content_hash: str
    template_version: str


class PlanOut(Schema):
    """The whole plan in force today, with its version."""

    student_id: UUID
    version: VersionOut
    content: dict[str, Any]


class DraftOut(Schema):
    """An open draft; nothing in the day has changed by it."""

    id: UUID
    student_id: UUID
    base_number: int
    started_at: datetime
    content: dict[str, Any]


class FindingOut(Schema):
    """What one check found: BLOCK was not written, WARN and HINT should be looked at again."""

    id: str
    severity: str
    field: str
    sentence: str
    citation: str


class FindingsOut(Schema):
    """Whether the goal was written into the draft, and what the checks found."""

    written: bool
    goal_id: str
    findings: list[FindingOut]


@router.get(
    "/students/{student}/plan",
    response=PlanOut,
    summary="The plan in force today",
    auth=[ServiceBearer("plan.read"), django_auth],
)
@asks("plan.read")
def get_plan(request: HttpRequest, student: UUID) -> dict[str, object]:
    """The content of the version in force today; 404 when there is none."""
    actor = asking(request)
    open_record(actor, "plan.read", student, entry="plan.read")
    version = in_force(actor, [student], actor.today, "plan.read").get(student)
    if version is None:
        raise Http404("no plan is in force")
    out = {name: getattr(version, name) for name in VersionOut.model_fields} | {
        "signed_by": str(version.signed_by)
    }
    return {"student_id": student, "version": out, "content": to_json(content_of(version))}


@router.post("/students/{student}/drafts", response=DraftOut, summary="Begin a draft, or get the open one")
@asks("plan.draft")
def post_draft(request: HttpRequest, student: UUID) -> dict[str, object]:
    """Begin a draft on the newest version. Nothing in the day changes."""
    actor = asking(request)
    open_record(actor, "plan.draft", student, entry="plan.read")
    draft = open_draft(actor, student)
    return {
        "id": draft.id,
        "student_id": student,
        "base_number": draft.base.number,
        "started_at": draft.started_at,
        "content": draft.content,
    }


@router.put(
    "/drafts/{draft}/goals/{goal_id}",
    response={200: FindingsOut, 422: FindingsOut},
    summary="Add or change a goal",
)
@asks("plan.change")
def put_draft_goal(
    request: HttpRequest, draft: UUID, goal_id: GoalId, goal: GoalIn
) -> tuple[int, FindingsOut]:
    """Put the goal into the draft: 200 with what should be looked at again, or 422 with what it lacks."""
    actor = asking(request)
    opened = open_draft_record(actor, "plan.draft", draft)
    before = next((each for each in content_of(opened.draft).goals if each.id == goal_id), None)
    findings = put_goal(actor, opened.draft, _goal(goal_id, goal, before, str(new_id(actor.now, os.urandom))))
    stopped = bool(blocks(findings))
    out = FindingsOut(written=not stopped, goal_id=goal_id, findings=[_finding(each) for each in findings])
    return (422 if stopped else 200), out


def _finding(found: Finding) -> FindingOut:
    return FindingOut(
        id=found.id,
        severity=found.severity,
        field=found.field,
        sentence=found.sentence,
        citation=found.citation,
    )


def _goal(goal_id: str, given: GoalIn, before: Goal | None, measure_id: str) -> Goal:
    measure, criterion, base = given.measure, given.criterion, given.baseline
    return Goal(
        id=goal_id,
        area=given.area,
        condition=phrase(given.condition),
        behavior=phrase(given.behavior),
        criterion=Criterion(criterion.comparator, criterion.value, criterion.consistency),
        by=given.by,
        measure=measure_from(
            before,
            measure_id,
            label=measure.label,
            method=Method(measure.method),
            definition=measure.definition,
            examples=measure.examples,
            non_examples=measure.non_examples,
            prompts=measure.prompts,
            direction=measure.direction,
        ),
        schedule=phrase(given.schedule),
        collectors=tuple(dict.fromkeys(given.collectors)),
        baseline=Baseline(base.value, base.n, base.day) if base else None,
        rule=given.rule,
    )
