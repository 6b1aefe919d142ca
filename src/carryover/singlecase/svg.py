"""The graph as SVG, for screen and print: the same bytes for the same graph, and nothing in it can run.

Journal conventions: no grid, no box, no legend; ticks outward; one ink. Looks are presentation
attributes only, so the strictest content policy lets them through and Typst reads them. On a screen the
ink is `currentColor`, and style sheets may recolor the classes graph-axis, graph-text, graph-path,
graph-point, graph-hollow (the inside of open marks), graph-phase, graph-aim and graph-flag; a style
sheet wins over an attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from carryover.singlecase.graph import Graph, GraphPoint
from carryover.singlecase.layout import (
    STILL_OPEN,
    Frame,
    Layout,
    Placed,
    aim_words,
    layout_of,
    text_width,
    tick_text,
)
from carryover.singlecase.ticks import Tick, x_ticks
from carryover.singlecase.words import day_words

FONT = "Atkinson Hyperlegible Next, sans-serif"
Theme = Literal["screen", "print"]
PointHref = Callable[[GraphPoint], str]

# Halves of surrogate pairs and the two non-characters: XML 1.0 §2.2 has no place for them.
_FORBIDDEN = frozenset(map(chr, (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)))


@dataclass(frozen=True)
class _Ink:
    line: str
    aim: str
    paper: str


_INKS = {
    "screen": _Ink(line="currentColor", aim="#0072B2", paper="#FFFFFF"),
    "print": _Ink(line="#000000", aim="#000000", paper="#FFFFFF"),
}


@dataclass(frozen=True)
class _Pen:
    """What each part needs to draw itself."""

    graph: Graph
    layout: Layout
    ink: _Ink
    radius: float
    href: PointHref | None

    @property
    def frame(self) -> Frame:
        return self.layout.frame


def render(
    graph: Graph,
    *,
    width: float,
    height: float,
    theme: Theme = "screen",
    point_href: PointHref | None = None,
    id_prefix: str = "graph",
) -> str:
    """The graph as one `<svg>` element of width × height.

    With `point_href` each mark is a link, reachable by keyboard; the role is then 'group', because an
    image hides its links from a screen reader; without it the role is 'img'. `id_prefix` keeps ids apart
    when a page shows several graphs. Raises ValueError below 200 × 140, where labels no longer fit.
    """
    if width < 200 or height < 140:
        raise ValueError(f"a graph of {width} × {height} is too small to read; 200 × 140 is the least")
    layout = layout_of(graph, width, height)
    pen = _Pen(graph, layout, _INKS[theme], _radius(graph, layout.frame), point_href)
    parts = (_head(pen), _axes(pen), _aim(pen), _phases(pen), _flags(pen), _paths(pen), _marks(pen))
    name, about = f"{id_prefix}-title", f"{id_prefix}-desc"
    return _tag(
        "svg",
        _tag("title", _plain(graph.measure_label), id=name)
        + _tag("desc", _plain(graph.sentence), id=about)
        + "".join(piece for part in parts for piece in part),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_n(width)} {_n(height)}",
        width=width,
        height=height,
        role="group" if point_href else "img",
        aria_labelledby=f"{name} {about}",
        class_="graph",
        font_family=FONT,
        font_size=layout.frame.size,
        fill="none",
    )


def _radius(graph: Graph, frame: Frame) -> float:
    """Four at most; smaller when points stand close, so that neighbors stay apart."""
    gaps = [frame.x(b.x) - frame.x(a.x) for a, b in pairwise(graph.markers)]
    return min(4.0, max(1.8, 0.42 * min(gaps, default=10.0)))


def _head(pen: _Pen) -> Iterable[str]:
    text = f"{pen.graph.measure_label}: {pen.graph.y_axis.label}"
    yield _text(pen, text, 4, 1.2 * pen.frame.size, font_weight="bold")
    if not pen.graph.markers:
        middle = (pen.frame.left + pen.frame.right) / 2
        yield _text(
            pen, "No points yet", middle, (pen.frame.top + pen.frame.bottom) / 2, text_anchor="middle"
        )


def _axes(pen: _Pen) -> Iterable[str]:
    f = pen.frame
    yield _line(pen, f.left, f.bottom, f.right, f.bottom, "graph-axis")
    yield _line(pen, f.left, f.bottom, f.left, f.top, "graph-axis")
    for value in pen.graph.y_axis.ticks:
        y = f.y(value)
        yield _line(pen, f.left - 5, y, f.left, y, "graph-axis")
        label = tick_text(value, pen.graph.y_axis.percent)
        yield _text(pen, label, f.left - 8, y + 0.35 * f.size, text_anchor="end")
    stops = [f.x(stop) for stop in pen.graph.x_axis.stops]
    if min((b - a for a, b in pairwise(stops)), default=9.0) >= 4:
        ticks = "".join(f"M{_n(x)} {_n(f.bottom)}v3" for x in stops)
        yield _tag("path", d=ticks, class_="graph-axis", stroke=pen.ink.line, stroke_width=1)
    for tick in _roomy_ticks(pen):
        yield _line(pen, f.x(tick.at), f.bottom, f.x(tick.at), f.bottom + 6, "graph-axis")
        yield _text(pen, tick.label, f.x(tick.at), f.bottom + 6 + f.size, text_anchor="middle")
    middle = (f.left + f.right) / 2
    yield _text(pen, pen.graph.x_axis.label, middle, f.height - 0.5 * f.size, text_anchor="middle")


def _roomy_ticks(pen: _Pen) -> tuple[Tick, ...]:
    widest = text_width("Sep 30" if pen.graph.x_axis.kind == "date" else "000", pen.frame.size)
    return x_ticks(pen.graph.x_axis, int((pen.frame.right - pen.frame.left) / (widest + 14)))


def _aim(pen: _Pen) -> Iterable[str]:
    if pen.graph.aim is None:
        return
    f, color = pen.frame, pen.ink.aim
    points = [(f.x(x), f.y(y)) for x, y in pen.graph.aim.points]
    yield _tag(
        "path", d=_d(points), class_="graph-aim", stroke=color, stroke_width=1.5, stroke_dasharray="7 4"
    )
    lines = aim_words(pen.graph)
    x, y = points[-1][0] + 8, points[-1][1] + 0.35 * f.size
    if x > f.left + 0.75 * (f.right - f.left):
        x = f.right + 6
    for number, words in enumerate(lines):
        low = y + number * 1.2 * f.size
        yield _text(pen, words, x, low, class_="graph-text graph-aim-text", fill=color)


def _phases(pen: _Pen) -> Iterable[str]:
    f = pen.frame
    for line in pen.graph.phase_lines:
        words = f"{line.label}, from {day_words(line.day)}"
        yield _line(
            pen,
            f.x(line.x),
            f.bottom,
            f.x(line.x),
            f.top,
            "graph-phase",
            content=_tag("title", _plain(words)),
            stroke_width=1.5,
            stroke_dasharray=None if line.major else "4 4",
        )
    for label in pen.layout.phases:
        y = f.top - 12 - pen.layout.flag_room - 1.5 * f.size * label.lane
        yield _label(pen, label, (label.left + label.right) / 2, y, "graph-text", f.size, "middle")


def _flags(pen: _Pen) -> Iterable[str]:
    f = pen.frame
    for label in pen.layout.flags:
        y = f.top - 10 - 1.3 * f.size * label.lane
        up = y - 0.7 * f.size if label.text else f.top - 12
        yield _line(
            pen,
            label.leader,
            f.top,
            label.leader,
            up,
            "graph-flag",
            content=_tag("title", _plain(label.full)),
        )
        end = label.right <= label.leader
        x = label.leader - 4 if end else label.leader + 4
        yield _label(pen, label, x, y, "graph-text graph-flag-text", f.size - 1, "end" if end else "start")


def _label(pen: _Pen, label: Placed, x: float, y: float, class_: str, size: float, anchor: str) -> str:
    if not label.text:
        return ""
    full = _tag("title", _plain(label.full)) if label.text != label.full else ""
    return _text(pen, label.text, x, y, class_=class_, font_size=size, text_anchor=anchor, before=full)


def _paths(pen: _Pen) -> Iterable[str]:
    f = pen.frame
    for run in pen.graph.paths:
        points = [(f.x(x), f.y(y)) for x, y in run.points]
        yield _tag(
            "path",
            d=_d(points),
            class_="graph-path",
            stroke=pen.ink.line,
            stroke_width=1.5,
            stroke_linejoin="round",
        )


def _marks(pen: _Pen) -> Iterable[str]:
    f = pen.frame
    shapes = "".join(_linked(pen, point, _marker(pen, point)) for point in pen.graph.markers)
    yield _tag("g", shapes, class_="graph-points", stroke=pen.ink.line, stroke_width=1.5)
    for point in pen.graph.no_opportunity:
        yield _linked(pen, point, _diamond(pen, f.x(point.x), f.bottom))
    for point in pen.graph.markers:
        if point.open and point.value is not None:
            yield _open_label(pen, f.x(point.x), f.y(point.value))
    if pen.graph.no_opportunity:
        y = f.height - 0.5 * f.size
        key = "no opportunity"
        left = f.width - 6 - text_width(key, f.size)
        yield _diamond(pen, left - 10, y - 0.35 * f.size)
        yield _text(pen, key, left, y)


def _marker(pen: _Pen, point: GraphPoint) -> str:
    """Written by hand rather than by `_tag`: these are nearly all of a long graph."""
    x, y, r = _n(pen.frame.x(point.x)), _n(pen.frame.y(point.value or 0.0)), _n(pen.radius)
    look = "graph-point graph-hollow" if point.open else "graph-point"
    fill = pen.ink.paper if point.open else pen.ink.line
    reach = f'<circle cx="{x}" cy="{y}" r="12" stroke="none" pointer-events="all"/>' if pen.href else ""
    return f'<circle cx="{x}" cy="{y}" r="{r}" class="{look}" fill="{fill}"/>{reach}'


def _diamond(pen: _Pen, x: float, y: float) -> str:
    d = f"M{_n(x)} {_n(y - 4.5)}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"
    return _tag("path", d=d, class_="graph-hollow", fill=pen.ink.paper, stroke=pen.ink.line, stroke_width=1.2)


def _linked(pen: _Pen, point: GraphPoint, shape: str) -> str:
    title = f"<title>{_plain(point.text)}</title>"
    return f'<a href="{escape(pen.href(point))}">{title}{shape}</a>' if pen.href else f"<g>{title}{shape}</g>"


def _open_label(pen: _Pen, x: float, y: float) -> str:
    """Right of the point and clear of the aim line; left above or below it where a phase line stands
    close.
    """
    f = pen.frame
    end = x + pen.radius + 5 + text_width(STILL_OPEN, f.size)
    below = _comes_from_above(pen, x, y)
    if any(x < f.x(line.x) < end for line in pen.graph.phase_lines) or end > f.width:
        down = 1.5 * f.size if below else -0.8 * f.size
        return _text(pen, STILL_OPEN, x + pen.radius, y + down, font_style="italic", text_anchor="end")
    aim = pen.graph.aim
    crossed = aim and any(abs(f.y(value) - y) < 1.5 * f.size for _, value in aim.points[-1:])
    down = 0.35 * f.size if not crossed else (1.4 * f.size if below else -0.7 * f.size)
    return _text(pen, STILL_OPEN, x + pen.radius + 5, min(y + down, f.bottom - 3), font_style="italic")


def _comes_from_above(pen: _Pen, x: float, y: float) -> bool:
    f = pen.frame
    earlier = [f.y(mark.value) for mark in pen.graph.markers if mark.value is not None and f.x(mark.x) < x]
    return bool(earlier) and earlier[-1] < y


def _line(
    pen: _Pen,
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    class_: str,
    *,
    content: str = "",
    stroke_width: float = 1.0,
    stroke_dasharray: str | None = None,
) -> str:
    return _tag(
        "line",
        content,
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        class_=class_,
        stroke=pen.ink.line,
        stroke_width=stroke_width,
        stroke_dasharray=stroke_dasharray,
    )


def _text(
    pen: _Pen, words: str, x: float, y: float, *, before: str = "", **attributes: str | float | None
) -> str:
    given = {"class_": "graph-text", "fill": pen.ink.line, **attributes}
    return _tag("text", before + _plain(words), x=x, y=y, **given)


def _d(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _tag(name: str, content: str = "", **attributes: str | float | None) -> str:
    written = "".join(
        f' {_attribute(key)}="{escape(value) if isinstance(value, str) else _n(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _attribute(key: str) -> str:
    return key if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _n(value: float) -> str:
    """One decimal, so that the bytes do not hang on the last bit of a float."""
    return f"{value + 0.0:.1f}".removesuffix(".0")


def _plain(text: str) -> str:
    """Escaped, and without the characters that XML forbids."""
    if not text.isprintable():
        text = "".join(
            letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in _FORBIDDEN)
        )
    return escape(text, quote=False)
