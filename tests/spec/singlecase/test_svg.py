"""The drawing shows what the graph says, is well-formed, carries no style or script, and never changes
by itself.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import State
from carryover.singlecase import Aim, Flag, Graph, PhaseChange, Point, Series, draw, render, sparkline

MONDAY = date(2026, 9, 14)
SVG = "{http://www.w3.org/2000/svg}"
SIZES = [(860.0, 420.0), (420.0, 260.0)]


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def autumn(label: str = "Asks for a break") -> Graph:
    """Six days: a zero, a day without opportunity, a day not collected, a phase change, a day still open."""
    points = (
        Point(day(0), 1, 0.0, State.TRUE_ZERO, 0),
        Point(day(1), 2, 4.0, State.VALUE, 4),
        Point(day(2), 0, None, State.NO_OPPORTUNITY, 0),
        Point(day(3), 3, 6.0, State.VALUE, 6),
        Point(day(7), 4, 5.0, State.VALUE, 5, open=True),
    )
    return draw(
        Series(points, (PhaseChange(day(3), "Plan v2", True, 2), PhaseChange(day(7), "Plan v3", False, 3))),
        Aim(day(0), 2, day(20), 8),
        [Flag(day(1), "Substitute", "condition")],
        measure_label=label,
        unit="times per day",
        x="date",
        school_days=[day(4)],
        first_label="Plan v1",
    )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def with_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if name in e.get("class", "").split()]


@pytest.mark.parametrize("theme", ["screen", "print"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_drawing_shows_every_part(width: float, height: float, theme: Literal["screen", "print"]) -> None:
    root = parsed(render(autumn(), width=width, height=height, theme=theme))
    assert len(with_class(root, "graph-point")) == 4
    assert len([e for e in with_class(root, "graph-point") if "graph-hollow" in e.get("class", "")]) == 1
    assert len(with_class(root, "graph-path")) == 1
    assert [e.get("stroke-dasharray") for e in with_class(root, "graph-phase")] == [None, "4 4"]
    assert len(with_class(root, "graph-aim")) == 1
    words = {e.text or "".join(e.itertext()) for e in root.iter(f"{SVG}text")}
    assert {"Plan v1", "Plan v2", "Plan v3", "Substitute", "still open", "no opportunity", "Aim 8"} <= words


def test_a_zero_stands_above_the_axis() -> None:
    root = parsed(render(autumn(), width=860, height=420))
    axis = max(float(e.get("y1", 0)) for e in with_class(root, "graph-axis") if e.get("y1") == e.get("y2"))
    assert 4 < axis - float(with_class(root, "graph-point")[0].get("cy", 0)) < 12


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert render(autumn(), width=860, height=420) == render(autumn(), width=860, height=420)


def test_looks_are_attributes_only() -> None:
    svg = render(autumn(), width=860, height=420, point_href=lambda point: f"/day/{point.day}")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", svg)


def test_print_is_black_and_white() -> None:
    svg = render(autumn(), width=860, height=420, theme="print")
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", svg)) == {"#000000", "#FFFFFF"}
    assert "currentColor" not in svg


def test_it_has_a_name_and_a_description_of_its_own() -> None:
    root = parsed(render(autumn(), width=860, height=420, id_prefix="goal-1"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "goal-1-title goal-1-desc"
    described = {e.get("id"): e.text for e in root if e.get("id")}
    assert described == {"goal-1-title": "Asks for a break", "goal-1-desc": autumn().sentence}


def test_every_mark_links_to_its_events_and_an_image_would_hide_the_links() -> None:
    svg = render(autumn(), width=860, height=420, point_href=lambda point: f"/day/{point.day}?a=1&b=2")
    root = parsed(svg)
    assert root.get("role") == "group"
    links = {e.get("href"): e.findtext(f"{SVG}title") for e in root.iter(f"{SVG}a")}
    assert links == {
        "/day/2026-09-14?a=1&b=2": "Mon Sep 14: 0 times per day",
        "/day/2026-09-15?a=1&b=2": "Tue Sep 15: 4 times per day",
        "/day/2026-09-16?a=1&b=2": "Wed Sep 16: no opportunity",
        "/day/2026-09-17?a=1&b=2": "Thu Sep 17: 6 times per day",
        "/day/2026-09-21?a=1&b=2": "Mon Sep 21: 5 times per day, still open",
    }


@given(st.text(min_size=1, max_size=40))
def test_no_word_becomes_markup(words: str) -> None:
    root = parsed(render(autumn(words), width=420, height=260))
    assert len(list(root.iter(f"{SVG}script"))) == 0
    assert len(with_class(root, "graph-point")) == 4


@given(
    st.lists(st.tuples(st.integers(0, 90), st.text("abc defg", min_size=1, max_size=40)), max_size=8),
    st.sets(st.integers(0, 90), max_size=8),
    st.sampled_from(SIZES),
)
def test_words_above_the_plot_never_lie_on_each_other(
    remarks: list[tuple[int, str]], changes: set[int], size: tuple[float, float]
) -> None:
    graph = draw(
        Series((), tuple(PhaseChange(day(c), f"Plan version {c}", True, c) for c in sorted(changes))),
        None,
        [Flag(day(at), text) for at, text in remarks if text.strip()],
        measure_label="m",
        unit="minutes",
        x="date",
        first_label="Baseline",
    )
    root = parsed(render(graph, width=size[0], height=size[1]))
    boxes = [_box(e) for e in root.iter(f"{SVG}text") if e.get("y") and float(e.get("y", 0)) < size[1] / 2]
    for i, (left, right, low) in enumerate(boxes):
        for other_left, other_right, other_low in boxes[i + 1 :]:
            assert right <= other_left or other_right <= left or abs(low - other_low) > 9


def _box(text: ElementTree.Element) -> tuple[float, float, float]:
    """Left, right and baseline, at half an em a letter."""
    words = text[-1].tail if len(text) else text.text
    width = len(words or "") * float(text.get("font-size", 11)) * 0.5
    x = float(text.get("x", 0))
    left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor", ""), 0)
    return left, left + width, float(text.get("y", 0))


def test_an_empty_series_says_so() -> None:
    graph = draw(Series(()), None, (), measure_label="Asks", unit="percent", x="date")
    assert "No points yet" in render(graph, width=420, height=260)


def test_too_small_to_read_is_refused() -> None:
    with pytest.raises(ValueError, match="too small to read"):
        render(autumn(), width=120, height=80)


def test_a_sparkline_breaks_at_gaps_and_dots_the_newest() -> None:
    points = (
        Point(day(0), 1, 2.0, State.VALUE, 2),
        Point(day(1), 2, 4.0, State.VALUE, 4),
        Point(day(2), 0, None, State.NOT_COLLECTED, 0),
        Point(day(3), 3, 6.0, State.VALUE, 6),
        Point(day(4), 4, 5.0, State.VALUE, 5),
        Point(day(8), 5, 5.0, State.VALUE, 5, open=True),
    )
    svg = sparkline(Series(points, (PhaseChange(day(8), "Plan v2", True, 2),)), 96, 24)
    root = parsed(svg)
    assert len(list(root.iter(f"{SVG}path"))) == 2
    assert [e.get("fill") for e in root.iter(f"{SVG}circle")] == ["none"]
    assert "style" not in svg
    assert not list(parsed(sparkline(Series(()))))
