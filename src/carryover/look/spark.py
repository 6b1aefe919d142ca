"""A sparkline small enough for a table cell.

Promises: presentation attributes only, so it obeys a strict content policy and prints; a missing value breaks
the line and is never drawn as zero; the last value is marked.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 96.0, 24.0, 3.0


def runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The unbroken stretches of values, each with its place in the sequence."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((place, value))
    return [run for run in found if run]


def spark_svg(values: Sequence[float | None]) -> str:
    """The drawing alone, hidden from screen readers: say the numbers in words beside it. "" if none."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, spread = min(known), (max(known) - min(known)) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def place(at: int, value: float) -> tuple[str, str]:
        y = HEIGHT - EDGE - (value - low) / spread * (HEIGHT - 2 * EDGE)
        return f"{EDGE + at * step:.1f}", f"{y:.1f}"

    shapes = [_shape([place(*point) for point in run]) for run in runs(values)]
    x, y = place(*runs(values)[-1][-1])
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" aria-hidden="true" focusable="false">'
        f'{"".join(shapes)}<circle cx="{x}" cy="{y}" r="2.6" fill="currentColor"/></svg>'
    )


def _shape(points: list[tuple[str, str]]) -> str:
    if len(points) == 1:
        x, y = points[0]
        return f'<circle cx="{x}" cy="{y}" r="1.4" fill="currentColor"/>'
    path = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
