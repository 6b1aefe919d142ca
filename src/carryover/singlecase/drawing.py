"""From a series to its graph: gaps, breaks, phase lines, the visible aim line, the twin table and the
sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from carryover.measurement import State
from carryover.singlecase.graph import (
    AimLine,
    FlagMark,
    Graph,
    GraphPoint,
    PathRun,
    PhaseLabel,
    PhaseLine,
    TableRow,
    XAxis,
    XKind,
    YAxis,
)
from carryover.singlecase.places import Places
from carryover.singlecase.series import Aim, Flag, Point, Series, runs
from carryover.singlecase.ticks import y_ticks
from carryover.singlecase.words import day_words, is_percent, number, short_day, value_words

# The goal's day is shown when the data still fill a third of the axis; else the aim line leaves at the edge.
_LEAST_SHARE_OF_DATA = 1 / 3


@dataclass(frozen=True)
class _Page:
    """What every part of one drawing needs to know."""

    series: Series
    unit: str
    first_label: str
    places: Places
    points: tuple[Point, ...]
    low: float
    high: float
    end: date

    def phase(self, day: date) -> str:
        labels = [change.label for change in self.series.changes if change.day <= day]
        return labels[-1] if labels else self.first_label


def draw(
    series: Series,
    aim: Aim | None,
    flags: Sequence[Flag],
    *,
    measure_label: str,
    unit: str,
    x: XKind,
    school_days: Sequence[date] = (),
    first_label: str = "",
    until: date | None = None,
) -> Graph:
    """The graph of a series.

    `school_days` are the days when collection was scheduled: one without a point is a gap; a day that is
    in neither is nothing at all. `first_label` names the phase before the first change. The axis reaches
    the last day, change and flag, the goal's day when that leaves the data a third of it, and `until`
    when given.
    """
    page = _page(series, aim, flags, unit, x, school_days, first_label, until)
    marks = tuple(_mark(page, point) for point in page.points if point.state is not State.NOT_COLLECTED)
    visible = _aim_line(page, aim)
    return Graph(
        measure_label=measure_label,
        x_axis=_x_axis(page, x),
        y_axis=_y_axis(page, visible),
        markers=tuple(mark for mark in marks if mark.value is not None),
        no_opportunity=tuple(mark for mark in marks if mark.value is None),
        paths=_paths(page),
        phase_lines=_phase_lines(page),
        phase_labels=_phase_labels(page),
        aim=visible,
        flags=_flag_marks(page, flags),
        rows=_rows(page, flags),
        sentence=_sentence(page, measure_label, aim),
    )


def _page(
    series: Series,
    aim: Aim | None,
    flags: Sequence[Flag],
    unit: str,
    x: XKind,
    school_days: Sequence[date],
    first_label: str,
    until: date | None,
) -> _Page:
    points = _with_gaps(series.points, school_days)
    changes = [change.day for change in series.changes]
    days = [*(point.day for point in points), *changes, *(flag.day for flag in flags)]
    if not days:
        days = [aim.start_day] if aim else [until or date(2000, 1, 1)]
    start = min(days)
    end = _axis_end(start, max(days), aim, until)
    places = Places.of(x, start, points)
    stops = [places.at(day) for day in days] + [places.before(day) for day in changes]
    stops += [places.at(end)] if x == "date" else []
    pad = max(0.5, 0.02 * (max(stops) - min(stops)))
    # A phase that has just begun needs room for its label after its line.
    tail = 3 * pad if changes and not series.current.points else pad
    low = min(stops) - pad
    return _Page(series, unit, first_label, places, points, low, max(stops) + tail, end)


def _with_gaps(points: Sequence[Point], school_days: Sequence[date]) -> tuple[Point, ...]:
    missed = set(school_days) - {point.day for point in points}
    gaps = (Point(day, 0, None, State.NOT_COLLECTED, 0) for day in missed)
    return tuple(sorted((*points, *gaps), key=lambda point: point.day))


def _axis_end(start: date, last: date, aim: Aim | None, until: date | None) -> date:
    end = max(last, until) if until else last
    if aim and aim.end_day > end and (end - start) >= (aim.end_day - start) * _LEAST_SHARE_OF_DATA:
        return aim.end_day
    return end


def _mark(page: _Page, point: Point) -> GraphPoint:
    return GraphPoint(
        day=point.day,
        session=point.session or None,
        x=page.places.at(point.day),
        value=point.value,
        state=point.state,
        n=point.n,
        open=point.open,
        phase=page.phase(point.day),
        label=point.label,
        event_ids=point.event_ids,
        text=f"{day_words(point.day)}: {_said(page, point)}",
    )


def _said(page: _Page, point: Point) -> str:
    words = point.state.words if point.value is None else value_words(point.value, page.unit, point.n)
    return ", ".join(part for part in (words, point.label, "still open" if point.open else "") if part)


def _paths(page: _Page) -> tuple[PathRun, ...]:
    """A single point is a mark and no path."""
    return tuple(
        PathRun(
            tuple(p.day for p in run),
            tuple((page.places.at(p.day), p.value) for p in run if p.value is not None),
        )
        for run in runs(page.points, page.series.changes)
        if len(run) > 1
    )


def _phase_lines(page: _Page) -> tuple[PhaseLine, ...]:
    return tuple(
        PhaseLine(change.day, page.places.before(change.day), change.label, change.major, change.version)
        for change in page.series.changes
    )


def _phase_labels(page: _Page) -> tuple[PhaseLabel, ...]:
    changes = page.series.changes
    edges = [page.low, *(page.places.before(change.day) for change in changes), page.high]
    texts = [page.first_label, *(change.label for change in changes)]
    return tuple(
        PhaseLabel(left, right, text)
        for (left, right), text in zip(pairwise(edges), texts, strict=True)
        if text
    )


def _aim_line(page: _Page, aim: Aim | None) -> AimLine | None:
    if aim is None:
        return None
    if page.places.kind == "date":
        days = [max(aim.start_day, page.places.start), min(aim.end_day, page.end)]
    else:
        days = [day for day in page.places.days if aim.start_day <= day <= aim.end_day]
    if len(days) < 2 or days[0] >= days[-1]:
        return None
    points = tuple((page.places.at(day), aim.expected(day)) for day in days)
    by = aim.end_day if days[-1] < aim.end_day else None
    return AimLine(points, _goal_words(page.unit, aim), by)


def _goal_words(unit: str, aim: Aim) -> str:
    return f"{number(aim.goal_value)}{' %' if is_percent(unit) else ''}"


def _flag_marks(page: _Page, flags: Sequence[Flag]) -> tuple[FlagMark, ...]:
    in_order = sorted(flags, key=lambda flag: flag.day)
    days = [(day, tuple(group)) for day, group in groupby(in_order, key=lambda flag: flag.day)]
    return tuple(
        FlagMark(day, page.places.at(day), "; ".join(f.text for f in group), tuple(f.kind for f in group))
        for day, group in days
    )


def _rows(page: _Page, flags: Sequence[Flag]) -> tuple[TableRow, ...]:
    remarks = _remarks(page, flags)
    return tuple(
        TableRow(
            day=point.day,
            session=point.session if point.value is not None else None,
            phase=page.phase(point.day),
            text=_said(page, point),
            value=point.value,
            unit=page.unit,
            state=point.state,
            n=point.n,
            flags=tuple(remarks.get(point.day, ())),
            open=point.open,
            event_ids=point.event_ids,
        )
        for point in page.points
    )


def _remarks(page: _Page, flags: Sequence[Flag]) -> dict[date, list[str]]:
    """A flag on a day without a row is said, with its date, in the next row, or else in the last."""
    days = [point.day for point in page.points]
    remarks: dict[date, list[str]] = {}
    for flag in sorted(flags, key=lambda flag: flag.day):
        if days:
            home = next((day for day in days if day >= flag.day), days[-1])
            text = flag.text if home == flag.day else f"{day_words(flag.day)}: {flag.text}"
            remarks.setdefault(home, []).append(text)
    return remarks


def _x_axis(page: _Page, kind: XKind) -> XAxis:
    shown = [point for point in page.points if kind == "date" or point.value is not None]
    stops = tuple(page.places.at(point.day) for point in shown)
    label = "School days" if kind == "date" else "Sessions"
    return XAxis(kind, label, page.low, page.high, page.places.start if kind == "date" else None, stops)


def _y_axis(page: _Page, aim: AimLine | None) -> YAxis:
    percent = is_percent(page.unit)
    values = [point.value for point in page.points if point.value is not None]
    ticks = y_ticks([*values, *(y for _, y in aim.points)] if aim else values, percent=percent)
    return YAxis(page.unit, ticks[0], ticks[-1], ticks, percent)


def _sentence(page: _Page, measure_label: str, aim: Aim | None) -> str:
    held = [point for point in page.points if point.value is not None]
    if not held:
        return f"{measure_label}, {page.unit}: no points yet."
    first, last = held[0], held[-1]
    parts = [
        f"{measure_label}, {page.unit}: {_many(len(held), 'point')} from {day_words(first.day)} to "
        f"{day_words(last.day)} in {_many(len(page.series.changes) + 1, 'phase')}",
        f"the last is {_said(page, last)}",
    ]
    absent = {State.NOT_COLLECTED: "not collected", State.NO_OPPORTUNITY: "without opportunity"}
    for state, words in absent.items():
        days = sum(point.state is state for point in page.points)
        parts += [f"{_many(days, 'day')} {words}"] if days else []
    parts += [f"the aim is {_goal_words(page.unit, aim)} by {short_day(aim.end_day)}"] if aim else []
    return "; ".join(parts) + "."


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
