"""A series in the corner of a grid cell: its shape at a glance, gaps and phases honored, no numbers."""

from __future__ import annotations

from carryover.singlecase.drawing import draw
from carryover.singlecase.graph import Graph
from carryover.singlecase.series import Series

_MARGIN = 3.0


def sparkline(series: Series, width: float = 96, height: float = 24) -> str:
    """A small decorative SVG, hidden from screen readers: the cell beside it says the value in words.

    Scaled from 0 to the largest value. A path breaks at stated gaps and at phase changes; a point without a
    neighbor is a dot, and so is the newest, hollow while it is open. Empty inside when there is no value.
    """
    graph = draw(series, None, (), measure_label="values", unit="values", x="date")
    paths = "".join(
        f'<path d="M{"L".join(" ".join(_place(graph, x, y, width, height)) for x, y in run.points)}"/>'
        for run in graph.paths
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" class="sparkline" aria-hidden="true" fill="none" stroke="currentColor" '
        f'stroke-width="1.5">{paths}{_dots(graph, width, height)}</svg>'
    )


def _place(graph: Graph, x: float, y: float, width: float, height: float) -> tuple[str, str]:
    across, up = graph.x_axis, graph.y_axis
    right = _MARGIN + (x - across.low) / (across.high - across.low) * (width - 2 * _MARGIN)
    down = height - _MARGIN - (y - up.low) / (up.high - up.low) * (height - 2 * _MARGIN)
    return f"{right:.1f}", f"{down:.1f}"


def _dots(graph: Graph, width: float, height: float) -> str:
    joined = {day for run in graph.paths for day in run.days}
    dots = []
    for mark in graph.markers:
        newest = mark is graph.markers[-1]
        if mark.value is not None and (newest or mark.day not in joined):
            x, y = _place(graph, mark.x, mark.value, width, height)
            fill = ' fill="#FFFFFF"' if mark.open else ' fill="currentColor"'
            dots.append(f'<circle cx="{x}" cy="{y}" r="{2 if newest else 1:g}"{fill}/>')
    return "".join(dots)
