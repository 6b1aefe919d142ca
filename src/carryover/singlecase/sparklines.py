"""A series in the corner of a grid cell: its shape at a glance, gaps and phases honored, no numbers."""

from __future__ import annotations

from collections.abc import Callable

from carryover.singlecase.series import Point, Series, runs

_MARGIN = 3.0


def sparkline(series: Series, width: float = 96, height: float = 24) -> str:
    """A small decorative SVG, hidden from screen readers: the cell beside it says the value in words.

    Scaled from 0 to the largest value. A path breaks at stated gaps and at phase changes; a point without a
    neighbor is a dot, and so is the newest, hollow while it is open. Empty inside when there is no value.
    """
    stretches = runs(series.points, series.changes)
    held = [point for run in stretches for point in run]
    inside = ""
    if held:
        place = _places(held, width, height)
        inside = "".join(_path(run, place) for run in stretches if len(run) > 1)
        inside += "".join(
            _dot(run[0], place, 1) for run in stretches if len(run) == 1 and run[0] is not held[-1]
        )
        inside += _dot(held[-1], place, 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" class="sparkline" aria-hidden="true" fill="none" stroke="currentColor" '
        f'stroke-width="1.5">{inside}</svg>'
    )


Place = Callable[[Point], tuple[float, float]]


def _places(held: list[Point], width: float, height: float) -> Place:
    first = held[0].day.toordinal()
    across = max(1, held[-1].day.toordinal() - first)
    highest = max(point.value or 0 for point in held) or 1

    def place(point: Point) -> tuple[float, float]:
        x = _MARGIN + (point.day.toordinal() - first) / across * (width - 2 * _MARGIN)
        return x, height - _MARGIN - (point.value or 0) / highest * (height - 2 * _MARGIN)

    return place


def _path(run: tuple[Point, ...], place: Place) -> str:
    return '<path d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(place, run)) + '"/>'


def _dot(point: Point, place: Place, radius: int) -> str:
    x, y = place(point)
    fill = "none" if point.open else "currentColor"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}"/>'
