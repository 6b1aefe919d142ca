"""The progress report on paper: words first, then the graph, then every number.

Promises: the same report gives the same bytes; a percent is never told without its n; `render` refuses,
in words, to print what `check` blocks, except as a copy marked DRAFT.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from carryover.documents import press
from carryover.documents.progress import (
    CLAUSE,
    Decision,
    Expected,
    GoalProgress,
    Level,
    NoData,
    Problem,
    Progress,
    ProgressReport,
    Row,
    Severity,
    check,
)
from carryover.measurement import State
from carryover.terms import Refusal, Refused

__all__ = [
    "TEMPLATE_VERSION",
    "Decision",
    "Expected",
    "GoalProgress",
    "Level",
    "NoData",
    "Problem",
    "Progress",
    "ProgressReport",
    "Row",
    "Severity",
    "amount",
    "check",
    "preview",
    "render",
    "short_status",
]

TEMPLATE_VERSION = "progress-report/1"
FEWEST_FOR_PERCENT = 5


def amount(value: float, unit: str, n: int | None = None) -> str:
    """A value in words: a percent with its n, and below five as a count, '2 of 3 independent'.

    Without `n` the caller shows the n beside it.
    """
    number = f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
    if not unit.startswith("percent") or n is None:
        return f"{number} {unit}"
    if n < FEWEST_FOR_PERCENT:
        return f"{round(value * n / 100)} of {n}{unit.removeprefix('percent')}"
    return f"{number} {unit} (n = {n})"


def short_status(goal: GoalProgress) -> str:
    """The judgement in a word or two, as the report's own summary gives it."""
    return _SHORT[goal.progress]


def render(report: ProgressReport, *, draft: bool = False) -> bytes:
    """The tagged PDF of the report; with `draft` it is marked DRAFT and blocked problems do not stop it.

    Raises Refused, with the sentences of every BLOCK, when a final report may not be sent.
    """
    return press.pdf("report", *_typeset(report, draft), created=_created(report))


def preview(report: ProgressReport, *, draft: bool = False, ppi: float = 96) -> list[bytes]:
    """The pages of `render` as PNG images. Refuses as `render` does."""
    return press.pages_png("report", *_typeset(report, draft), created=_created(report), ppi=ppi)


def _created(report: ProgressReport) -> datetime:
    # The issued day, not the moment of printing: a reprint is the same document.
    return datetime.combine(report.issued, time(), tzinfo=UTC)


def _typeset(report: ProgressReport, draft: bool) -> tuple[dict[str, object], dict[str, tuple[str, str]]]:
    blocked = [f"{p.where}: {p.sentence}" for p in check(report) if p.severity is Severity.BLOCK]
    if blocked and not draft:
        raise Refused(
            Refusal(
                tried="Print the progress report",
                why=" ".join(blocked),
                who_can=f"{report.prepared_by} can mend it, or print a draft.",
                code="report.blocked",
                source=CLAUSE,
            )
        )
    graphs = {f"goal-{n}": goal.graph for n, goal in enumerate(report.goals, 1) if goal.graph}
    return _page(report, draft), graphs


def _page(report: ProgressReport, draft: bool) -> dict[str, object]:
    period = press.span_words(report.period)
    return {
        "meta": {
            "title": f"Progress report, {report.initials}, {period}",
            "lang": "en",
            "head": f"{report.initials} · Progress report · plan version {report.plan_version}",
            "foot": [
                f"Plan version {report.plan_version}, content hash {report.plan_hash}",
                f"For {report.recipient} · {TEMPLATE_VERSION} · issued {press.day_words(report.issued)}",
            ],
            "draft": draft,
        },
        "place": f"{report.district} · {report.school}",
        "student": report.student,
        "period": period,
        "facts": [
            ["For", report.recipient],
            ["Issued", press.day_words(report.issued)],
            ["Next report", press.day_words(report.next_report)],
            ["Prepared by", report.prepared_by],
            ["Plan", f"Version {report.plan_version}, annual date {press.day_words(report.annual_date)}"],
            ["Language", _language(report)],
        ],
        "prepared_by": report.prepared_by,
        "goals": [_goal(n, goal, report) for n, goal in enumerate(report.goals, 1)],
    }


def _language(report: ProgressReport) -> str:
    if report.language.lower().startswith("en"):
        return report.language_name
    return f"{report.language_name}; this copy is in English"


def _goal(number: int, goal: GoalProgress, report: ProgressReport) -> dict[str, object]:
    return {
        "name": f"goal-{number}",
        "graph": goal.graph is not None,
        "heading": f"Goal {number}: {goal.label}",
        "sentence": goal.sentence,
        "status": _status(goal, report.annual_date),
        "short": _SHORT[goal.progress],
        "now": amount(goal.current.value, goal.current.unit) if goal.current else "No value yet",
        "now_how": f"{goal.current.how}, n = {goal.current.n}" if goal.current else "",
        "baseline": goal.baseline or "Not recorded",
        "criterion": goal.criterion,
        "narrative": goal.narrative,
        "verdict": goal.verdict,
        "expected": _expected(goal.expected),
        "change": goal.change,
        "no_data": goal.no_data.value if goal.no_data else "",
        "decisions": [_decision(decision) for decision in goal.decisions],
        "rows": [_row(row, goal.unit) for row in goal.rows],
        "notes": any(row.note for row in goal.rows),
    }


_SHORT = {
    Progress.MET: "Met",
    Progress.SUFFICIENT: "Sufficient",
    Progress.INSUFFICIENT: "Insufficient",
    Progress.TOO_FEW: "Too few points to say",
    Progress.NOT_INTRODUCED: "Not started yet",
    Progress.MAINTAINED: "Met and kept up",
    Progress.DISCONTINUED: "No longer worked on",
}


def _status(goal: GoalProgress, annual: date) -> str:
    by = press.day_words(goal.by or annual)
    return {
        Progress.MET: "The goal is met.",
        Progress.SUFFICIENT: f"Progress is sufficient to meet the goal by {by}.",
        Progress.INSUFFICIENT: f"Progress is not sufficient to meet the goal by {by}.",
        Progress.TOO_FEW: f"There are too few points to say whether the goal will be met by {by}.",
        Progress.NOT_INTRODUCED: "Work on this goal has not started yet.",
        Progress.MAINTAINED: "The goal was met and the skill has been kept up.",
        Progress.DISCONTINUED: "This goal is no longer worked on.",
    }[goal.progress]


def _expected(expected: Expected | None) -> str:
    if expected is None:
        return ""
    reach = "which meets the goal" if expected.meets else "which is short of the goal"
    level, day = amount(expected.value, expected.unit), press.day_words(expected.day)
    return f"If this goes on, about {level} on {day}, {reach} ({expected.method}, n = {expected.n})."


def _decision(decision: Decision) -> dict[str, str]:
    what = f"{press.day_words(decision.day)}: {decision.choice}"
    return {"what": what, "why": decision.why, "by": decision.by}


def _row(row: Row, unit: str) -> list[str]:
    return [press.day_words(row.day), _observed(row, unit), str(row.n or "–"), row.note]


def _observed(row: Row, unit: str) -> str:
    if row.value is None:
        return "Not collected" if row.state is State.NOT_COLLECTED else "No opportunity"
    # The n stands in its own column beside a percent; below five the cell itself tells the count.
    told = amount(row.value, unit, row.n if row.n < FEWEST_FOR_PERCENT else None)
    return f"{told}, a true zero" if row.state is State.TRUE_ZERO else told
