"""From the evidence of a goal to its part of a progress report. Pure: same evidence and words, same part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from carryover.decisions.evidence import Evidence
from carryover.documents.progress import Decision, Expected, GoalProgress, Level, NoData, Progress, Row
from carryover.documents.report import amount
from carryover.measurement import Method, State
from carryover.plans.content import Baseline
from carryover.plans.sentences import criterion_words, goal_sentence
from carryover.singlecase import RULES, Point, Series, Sufficiency, draw, judge, render, will_meet
from carryover.terms import DateSpan

NOW_FROM, NOW_AT_MOST = 3, 5
WIDTH, HEIGHT = 660, 330
CHOICES = {
    "continue": "Continue as it is",
    "change_support": "Change the support",
    "change_goal": "Propose a change of the goal",
}


@dataclass(frozen=True)
class Said:
    """What a person adds to the numbers of one goal: the judgement when it is theirs, and words."""

    progress: Progress | None = None
    change: str = ""
    narrative: str = ""
    no_data: NoData | None = None


@dataclass(frozen=True)
class Told:
    """A recorded decision as the report tells it: the stored choice, the reason and the name."""

    day: date
    choice: str
    why: str
    by: str


def goal_progress(
    found: Evidence,
    period: DateSpan,
    learner: str,
    decisions: Iterable[Told],
    said: Said,
    number: int,
) -> GoalProgress:
    """One goal over a reporting period (with a last day); `number` is its place in the report.

    Judgement and projection (to the goal's own date) use every point of the current phase up to the period's last day;
    rows, graph and current level only the period's own.
    """
    last = _last(period)
    known = until(found.series, last)
    inside = within(known, period)
    outlook = _outlook(found, known)
    measure = found.goal.measure
    return GoalProgress(
        label=measure.label,
        sentence=goal_sentence(found.goal, learner),
        baseline=_baseline(found.goal.baseline, measure.unit),
        criterion=criterion_words(found.goal.criterion, measure.unit),
        unit=measure.unit,
        progress=said.progress or by_numbers(outlook),
        verdict=judge(RULES[found.goal.rule], known, found.aim).why if found.aim else "",
        rows=_rows(found, inside, period),
        current=_level(inside, measure.unit),
        expected=_expected(outlook, found.goal.by, measure.unit),
        graph=_graph(found, known, inside, period, number),
        decisions=tuple(
            Decision(told.day, CHOICES.get(told.choice, told.choice), told.why, told.by)
            for told in decisions
            if period.includes(told.day)
        ),
        change=said.change.strip(),
        narrative=said.narrative.strip(),
        no_data=said.no_data,
        by=found.goal.by,
    )


def by_numbers(outlook: Sufficiency | None) -> Progress:
    """What the numbers alone say; whether a goal is met takes a person, because its criterion is in words."""
    return Progress(outlook.status) if outlook else Progress.TOO_FEW


def until(series: Series, last: date) -> Series:
    """The series as it was known on a day."""
    return replace(
        series,
        points=tuple(p for p in series.points if p.day <= last),
        changes=tuple(c for c in series.changes if c.day <= last),
    )


def within(series: Series, period: DateSpan) -> Series:
    """The points and phase changes of a period."""
    return replace(
        series,
        points=tuple(p for p in series.points if period.includes(p.day)),
        changes=tuple(c for c in series.changes if period.includes(c.day)),
    )


def _last(period: DateSpan) -> date:
    if period.end is None:
        raise ValueError("a reporting period has a last day")
    return period.end


def _outlook(found: Evidence, known: Series) -> Sufficiency | None:
    if found.aim is None:
        return None
    highest = 100.0 if found.goal.measure.method is Method.TRIALS else float("inf")
    return will_meet(known, found.aim, found.goal.by, highest=highest)


def _expected(outlook: Sufficiency | None, by: date, unit: str) -> Expected | None:
    if outlook is None or outlook.expected_at_end is None:
        return None
    # The report gives n itself, so the method is told without it.
    method = outlook.method.split(", n =")[0]
    return Expected(by, outlook.expected_at_end, unit, method, outlook.n, outlook.status == "sufficient")


def _level(inside: Series, unit: str) -> Level | None:
    """The median of the last three to five points of the newest phase, or of the period while that phase has fewer."""
    newest = inside.current.usable
    usable = newest if len(newest) >= NOW_FROM else tuple(p for p in inside.points if p.usable)
    last = usable[-NOW_AT_MOST:]
    if not last:
        return None
    how = f"median of the last {len(last)} points" if len(last) > 1 else "the only point"
    return Level(median(_value(point) for point in last), unit, len(last), how)


def _value(point: Point) -> float:
    assert point.value is not None
    return point.value


def _baseline(base: Baseline | None, unit: str) -> str:
    if base is None:
        return ""
    sessions = "session" if base.n == 1 else "sessions"
    return (
        f"{amount(base.value, unit)} (n = {base.n} {sessions}, {base.day:%b} {base.day.day}, {base.day.year})"
    )


def _rows(found: Evidence, inside: Series, period: DateSpan) -> tuple[Row, ...]:
    remarks: dict[date, list[str]] = {}
    for flag in found.flags:
        remarks.setdefault(flag.day, []).append(flag.text)
    rows = {p.day: _row(p, remarks.get(p.day, [])) for p in inside.points}
    for day in _scheduled(found, period):
        rows.setdefault(day, Row(day, State.NOT_COLLECTED, note="; ".join(remarks.get(day, []))))
    return tuple(rows[day] for day in sorted(rows))


def _row(point: Point, remarks: list[str]) -> Row:
    notes = [*remarks, point.label, "the day was not finished" if point.open else ""]
    return Row(point.day, point.state, point.value, point.n, "; ".join(note for note in notes if note))


def _scheduled(found: Evidence, period: DateSpan) -> Sequence[date]:
    return [day for day in found.school_days if period.includes(day)]


def _graph(
    found: Evidence, known: Series, inside: Series, period: DateSpan, number: int
) -> tuple[str, str] | None:
    if not inside.points:
        return None
    earlier = [change.label for change in known.changes if change.day < period.start]
    drawn = draw(
        inside,
        found.aim,
        [flag for flag in found.flags if period.includes(flag.day)],
        measure_label=found.goal.measure.label,
        unit=found.goal.measure.unit,
        x="date",
        school_days=_scheduled(found, period),
        first_label=earlier[-1] if earlier else found.first_label,
        until=period.end,
    )
    return render(
        drawn, width=WIDTH, height=HEIGHT, theme="print", id_prefix=f"goal-{number}"
    ), drawn.sentence
