"""A progress report says whether the goal will be met, on what evidence, and what changes if not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from carryover.documents.report import (
    GoalProgress,
    NoData,
    Progress,
    ProgressReport,
    Row,
    Severity,
    amount,
    check,
    preview,
    render,
)
from carryover.measurement import State
from carryover.terms import DateSpan, Refused

BLOCKS = {
    "report.insufficient_without_change",
    "report.sufficient_with_few_points",
    "report.empty_window",
}


def with_goal(report: ProgressReport, **changed: object) -> ProgressReport:
    return replace(report, goals=(replace(report.goals[0], **changed),))  # type: ignore[arg-type]


def ids(report: ProgressReport) -> list[str]:
    return [problem.id for problem in check(report)]


def text(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_complete_report_has_no_problem(report: ProgressReport) -> None:
    assert check(report) == []


def test_insufficient_needs_what_we_change(report: ProgressReport, goal: GoalProgress) -> None:
    assert goal.expected is not None
    short = replace(goal.expected, meets=False)
    insufficient = with_goal(report, progress=Progress.INSUFFICIENT, expected=short, change="  ")
    assert ids(insufficient) == ["report.insufficient_without_change"]
    assert ids(with_goal(insufficient, change="From Monday he practises with a picture cue.")) == []


def test_sufficient_needs_three_points(report: ProgressReport, goal: GoalProgress) -> None:
    two = tuple(row for row in goal.rows if row.day != goal.rows[0].day)[:3]
    assert sum(row.state.has_value for row in two) == 2
    assert ids(with_goal(report, rows=two)) == ["report.sufficient_with_few_points"]
    assert ids(with_goal(report, rows=two, progress=Progress.TOO_FEW)) == []


def test_an_empty_period_needs_a_chosen_reason(report: ProgressReport) -> None:
    gap = (Row(date(2026, 9, 1), State.NOT_COLLECTED),)
    empty = with_goal(report, rows=gap, progress=Progress.TOO_FEW, current=None, expected=None)
    assert ids(empty) == ["report.empty_window"]
    assert ids(with_goal(empty, no_data=NoData.NOT_COLLECTED)) == []


@pytest.mark.parametrize("phrase", ["In progress.", "He is making good progress", "Jaylen is doing well!"])
def test_phrases_that_tell_a_family_nothing_are_warned_of(report: ProgressReport, phrase: str) -> None:
    for place in ("narrative", "change", "verdict"):
        assert ids(with_goal(report, **{place: phrase})) == ["report.vague"]
    assert ids(with_goal(report, narrative="He asked 6 times on a writing day; in August it was 2.")) == []


def test_a_status_that_contradicts_the_projection_is_warned_of(
    report: ProgressReport, goal: GoalProgress
) -> None:
    assert goal.expected is not None
    assert ids(with_goal(report, expected=replace(goal.expected, meets=False))) == [
        "report.contradicts_trend"
    ]
    pessimist = with_goal(report, progress=Progress.INSUFFICIENT, change="A picture cue from Monday.")
    assert ids(pessimist) == ["report.contradicts_trend"]


def test_long_words_and_another_language_are_warned_of(report: ProgressReport) -> None:
    assert ids(with_goal(report, narrative="word " * 120)) == []
    assert ids(with_goal(report, narrative="word " * 121)) == ["report.long"]
    assert ids(replace(report, language="es", language_name="Spanish")) == ["report.language"]


def test_blocks_cite_the_clause_and_name_the_goal(report: ProgressReport) -> None:
    bad = with_goal(report, progress=Progress.INSUFFICIENT, rows=())
    found = [problem for problem in check(bad) if problem.severity is Severity.BLOCK]
    assert {problem.id for problem in found} == BLOCKS - {"report.sufficient_with_few_points"}
    assert {(problem.where, problem.citation) for problem in found} == {
        ("goal 1", "34 CFR 300.320(a)(3)(ii)")
    }


def test_a_blocked_report_prints_only_as_a_draft(report: ProgressReport) -> None:
    blocked = with_goal(report, rows=())
    printers: tuple[Callable[[ProgressReport], object], ...] = (render, preview)
    for printer in printers:
        with pytest.raises(Refused) as refused:
            printer(blocked)
        assert "choose the reason" in refused.value.refusal.why
        assert "Marcus Reyes" in refused.value.refusal.who_can
    assert "DRAFT" in text(render(blocked, draft=True))
    assert "DRAFT" not in text(render(report))


def test_the_paper_carries_everything_a_family_is_owed(report: ProgressReport) -> None:
    told = text(render(report))
    for part in (
        "J.T. · Progress report · plan version 3 · page 1 of",
        "Mon Aug 24, 2026 to Fri Oct 16, 2026",
        "Progress is sufficient to meet the goal by Fri Jun 4, 2027.",
        "2 times per day (median, n = 3 days)",
        "median of the last 3 points, n = 3",
        "8 times per day on 4 of 5 days",
        "about 9.5 times per day on Fri Jun 4, 2027, which meets the goal (trend of the medians, n = 4)",
        "Fri Sep 4, 2026: Change support",
        "The card was out of reach.",
        "Fri Jan 15, 2027",
        report.plan_hash,
        "progress-report/1",
    ):
        assert part in told, part


def test_missing_is_never_zero_on_paper(report: ProgressReport) -> None:
    told = text(render(report))
    assert "Wed Sep 2, 2026 0 times per day, a true zero" in told
    assert "Thu Sep 3, 2026 Not collected – Fire drill" in told


def test_a_percent_is_never_without_its_n_and_few_trials_are_told_as_a_count() -> None:
    assert amount(60, "percent independent", 10) == "60 percent independent (n = 10)"
    assert amount(66.667, "percent independent", 3) == "2 of 3 independent"
    assert amount(2.5, "times per day", 4) == "2.5 times per day"
    assert amount(10, "minutes") == "10 minutes"


def test_a_report_that_cannot_be_true_refuses_to_exist(report: ProgressReport, goal: GoalProgress) -> None:
    wrongs: tuple[dict[str, object], ...] = (
        {"period": DateSpan(date(2026, 8, 24))},
        {"period": DateSpan(date(2026, 9, 2), date(2026, 10, 16))},
        {"next_report": report.issued},
        {"plan_hash": "abc"},
        {"goals": ()},
        {"recipient": ""},
        {"issued": date(2026, 8, 1)},
    )
    for wrong in wrongs:
        with pytest.raises(ValueError):
            replace(report, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cannot have a number"):
        Row(date(2026, 9, 1), State.NOT_COLLECTED, 0)
    with pytest.raises(ValueError, match="needs a number"):
        Row(date(2026, 9, 1), State.TRUE_ZERO)
    with pytest.raises(ValueError, match="out of order"):
        replace(goal, rows=goal.rows[::-1])
