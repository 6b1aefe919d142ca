"""Where things go on the page so that nothing lies on anything else: the frame, and lanes for labels.

Widths of text are estimated on the wide side from its length, because a pure room opens no font.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carryover.singlecase.graph import Graph
from carryover.singlecase.words import number, short_day

_WIDTH_OF_A_LETTER = 0.56
_GAP = 8.0

LIFT = 7.0
"""How far 0 stands above the x axis, so that a true zero is seen."""

STILL_OPEN = "still open"
"""What stands beside a hollow point."""


def text_width(text: str, size: float) -> float:
    """About how wide a text is set in this size, seldom less than in truth."""
    return len(text) * size * _WIDTH_OF_A_LETTER


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as much of it as fits with an ellipsis; nothing when not even three letters fit."""
    if text_width(text, size) <= room:
        return text
    letters = int(room / (size * _WIDTH_OF_A_LETTER)) - 1
    return f"{text[:letters].rstrip()}…" if letters >= 3 else ""


@dataclass(frozen=True)
class Placed:
    """A label in a lane (0 is nearest to the data); `leader` is the x of the thing it names."""

    text: str
    full: str
    left: float
    right: float
    lane: int
    leader: float


def phase_lanes(
    spans: Sequence[tuple[float, float, str]], size: float, edges: tuple[float, float], most: int = 2
) -> tuple[Placed, ...]:
    """Each text centered over its span, in the lowest of `most` lanes that is free, else shortened to
    its span.
    """
    placed: list[Placed] = []
    for start, end, full in spans:
        short = shortened(full, size, end - start - _GAP)
        tries = [*((full, lane) for lane in range(most)), (short, 0), ("", 0)]
        labels = (_centered((start, end), text, full, size, edges, lane) for text, lane in tries)
        placed.append(next(label for label in labels if not label.text or _free(label, placed)))
    return tuple(placed)


def _centered(
    span: tuple[float, float], text: str, full: str, size: float, edges: tuple[float, float], lane: int
) -> Placed:
    width = text_width(text, size)
    left = max(min((sum(span) - width) / 2, edges[1] - width), edges[0])
    return Placed(text, full, left, left + width, lane, sum(span) / 2)


def flag_lanes(
    marks: Sequence[tuple[float, str]], size: float, edges: tuple[float, float], most: int = 3
) -> tuple[Placed, ...]:
    """Each text beside its leader, which goes down to the data and crosses no other text.

    A text that finds no free lane is left out ('' remains, with its full text), never laid over another.
    """
    placed: list[Placed] = []
    for leader, full in reversed(marks):
        text = shortened(full, size, (edges[1] - edges[0]) / 3)
        width = text_width(text, size) + 4
        left = leader if leader + width <= edges[1] else leader - width
        lanes = (Placed(text, full, left, left + width, lane, leader) for lane in range(most))
        fitting = next((label for label in lanes if _free(label, placed) and _uncrossed(label, placed)), None)
        placed.append(fitting or Placed("", full, leader, leader, 0, leader))
    return tuple(reversed(placed))


def _free(label: Placed, others: Sequence[Placed]) -> bool:
    return all(
        not other.text
        or other.lane != label.lane
        or label.right + _GAP <= other.left
        or other.right + _GAP <= label.left
        for other in others
    )


def _uncrossed(label: Placed, others: Sequence[Placed]) -> bool:
    """True when no leader on its way down goes through a text, neither mine nor another's."""
    texts = [other for other in others if other.text]
    through_me = any(o.lane >= label.lane and label.left <= o.leader <= label.right for o in texts)
    through_them = any(o.lane < label.lane and o.left <= label.leader <= o.right for o in texts)
    return not (through_me or through_them)


@dataclass(frozen=True)
class Frame:
    """The plot on the page, in the units of the drawing; turns the graph's places into the page's."""

    graph: Graph
    width: float
    height: float
    size: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def zero(self) -> float:
        """Where the lowest tick stands: above the x axis when it is 0, so that a zero does not hide on it."""
        return self.bottom - (LIFT if self.graph.y_axis.low == 0 else 0)

    def x(self, place: float) -> float:
        """From the graph's x to the page's."""
        axis = self.graph.x_axis
        return self.left + (place - axis.low) / (axis.high - axis.low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """From the graph's y to the page's."""
        axis = self.graph.y_axis
        return self.zero - (value - axis.low) / (axis.high - axis.low) * (self.zero - self.top)


@dataclass(frozen=True)
class Layout:
    """The frame, and the labels in their lanes above it."""

    frame: Frame
    phases: tuple[Placed, ...]
    flags: tuple[Placed, ...]

    @property
    def flag_room(self) -> float:
        """The height that the lanes of the flags take."""
        return 1.3 * self.frame.size * lanes_of(self.flags)


def layout_of(graph: Graph, width: float, height: float) -> Layout:
    """Where everything goes on a page of this size."""
    size = 12.0 if width >= 600 else 11.0
    ticks = [tick_text(tick, graph.y_axis.percent) for tick in graph.y_axis.ticks]
    left = max(text_width(text, size) for text in ticks) + 16
    right = width - max([20.0, *(text_width(line, size) + 12 for line in margin_words(graph))])
    flat = Frame(graph, width, height, size, left, right, 0, height - 3.6 * size)
    spans = [(flat.x(label.left), flat.x(label.right), label.text) for label in graph.phase_labels]
    phases = phase_lanes(spans, size, (left, width - 4))
    flags = flag_lanes([(flat.x(flag.x), flag.text) for flag in graph.flags], size - 1, (left, width - 4))
    top = size * (2.2 + 1.5 * lanes_of(phases) + 1.3 * lanes_of(flags)) + 12
    return Layout(Frame(graph, width, height, size, left, right, top, flat.bottom), phases, flags)


def lanes_of(labels: Sequence[Placed]) -> int:
    """How many lanes the labels take."""
    return max((label.lane + 1 for label in labels), default=0)


def tick_text(tick: float, percent: bool) -> str:
    """What stands beside a tick of the y axis."""
    return f"{number(tick)} %" if percent else number(tick)


def aim_words(graph: Graph) -> tuple[str, ...]:
    """The lines that stand at the end of the aim line."""
    if graph.aim is None:
        return ()
    by = (f"by {short_day(graph.aim.by)}",) if graph.aim.by else ()
    return (f"Aim {graph.aim.goal}", *by)


def margin_words(graph: Graph) -> tuple[str, ...]:
    """Everything that needs room right of the plot: the aim's label, and that of an open point at the
    edge.
    """
    axis = graph.x_axis
    edge = axis.high - 0.15 * (axis.high - axis.low)
    return (*aim_words(graph), *(STILL_OPEN for mark in graph.markers if mark.open and mark.x > edge))
