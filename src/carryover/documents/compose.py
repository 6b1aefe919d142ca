"""Composing what is printed: facts that were looked up, and what a person added, become the values of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language_info

from carryover.documents.assemble import Said, goal_progress
from carryover.documents.forms import GoalAsked, Recipient
from carryover.documents.period import Proposed
from carryover.documents.progress import Problem, ProgressReport, Severity
from carryover.documents.queries import Facts
from carryover.documents.sheet import DataSheet, SheetStudent
from carryover.scope.actors import Actor
from carryover.sheets.queries import Card
from carryover.timelines import SchoolDay

_FIELDS = {
    "report.insufficient_without_change": "change",
    "report.sufficient_with_few_points": "progress",
    "report.contradicts_trend": "progress",
    "report.empty_window": "no_data",
    "report.long": "narrative",
}


def progress_report(
    actor: Actor, facts: Facts, when: Proposed, recipient: Recipient, said: Mapping[int, Said]
) -> ProgressReport:
    """The report as a value; `said` by the goal's place from 1, nothing added where it is silent."""
    return ProgressReport(
        district=actor.adult.district.name,
        school=facts.school.name if facts.school else "",
        initials=facts.student.initials,
        student=facts.student.short_name,
        recipient=recipient.name,
        period=when.period,
        issued=actor.today,
        plan_version=facts.version.number,
        plan_hash=facts.version.content_hash,
        annual_date=facts.plan.ends,
        goals=tuple(
            goal_progress(
                goal.evidence,
                when.period,
                facts.student.short_name,
                goal.decisions,
                said.get(number, Said()),
                number,
            )
            for number, goal in enumerate(facts.goals, 1)
        ),
        next_report=when.next_report,
        prepared_by=str(actor.adult),
        language=recipient.language,
        language_name=_language(recipient.language),
    )


def recipients(facts: Facts) -> list[Recipient]:
    """The guardians of the student, as the report names them; the family as a whole when none is entered."""
    named = [
        Recipient(f"guardian-{place}", f"{each.name}, {each.relation}", each.language)
        for place, each in enumerate(facts.guardians, 1)
    ]
    return named or [Recipient("family", f"The family of {facts.student.short_name}", "en")]


def goals_asked(facts: Facts) -> list[GoalAsked]:
    """The goals as the form asks about them."""
    return [GoalAsked(n, goal.evidence.goal.measure.label) for n, goal in enumerate(facts.goals, 1)]


def blocking_first(problems: Iterable[Problem]) -> list[Problem]:
    """What keeps the report from being issued before what only deserves another look; goals in their order."""
    return sorted(problems, key=lambda problem: problem.severity is not Severity.BLOCK)


def field_of(problem: Problem) -> str:
    """The field of the form in which a problem can be mended."""
    if not problem.where.startswith("goal "):
        return "recipient"
    name = _FIELDS.get(problem.id, "change" if "'what we change'" in problem.sentence else "narrative")
    return f"{name}_{problem.where.removeprefix('goal ')}"


def data_sheet(actor: Actor, cards: Iterable[Card], school_day: SchoolDay) -> DataSheet | None:
    """The adult's paper for the day; None when the adult collects nothing of these students."""
    students = tuple(
        SheetStudent(card.student.initials, card.version.number, tuple(b.measure for b in card.buttons))
        for card in cards
        if card.version is not None and card.buttons
    )
    if not students:
        return None
    return DataSheet(
        school=actor.adult.school.name if actor.adult.school else actor.adult.district.name,
        adult=str(actor.adult),
        role=actor.adult.role_label,
        day=school_day.day,
        day_kind=school_day.kind.value,
        students=students,
        letter=school_day.letter,
    )


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code
