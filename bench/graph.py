"""How long one graph takes: 3 phases of 60 points, drawn and rendered, against a loop that calibrates
the machine.

Prints the median time of each and their ratio over interleaved rounds. The ratio is what to compare
between machines; milliseconds are only for the feeling. Run: python bench/graph.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median, quantiles
from time import perf_counter

from carryover.measurement import State
from carryover.singlecase import Aim, Graph, PhaseChange, Point, Series, draw, render

ROUNDS = 60
START = date(2026, 8, 31)


def year() -> Series:
    """180 weekdays in three phases, with a missed day every eleven."""
    days = [START + timedelta(days=i) for i in range(252) if i % 7 < 5][:180]
    points, session = [], 0
    for number, day in enumerate(days):
        if number % 11 == 10:
            points.append(Point(day, 0, None, State.NOT_COLLECTED, 0))
            continue
        session += 1
        points.append(Point(day, session, float((number * 37) % 101), State.VALUE, 10))
    changes = tuple(PhaseChange(days[at], f"Plan v{v}", True, v) for v, at in ((2, 60), (3, 120)))
    return Series(tuple(points), changes)


def drawn(series: Series) -> Graph:
    """The graph as data."""
    aim = Aim(START, 20, START + timedelta(days=270), 80)
    return draw(
        series, aim, (), measure_label="Asks", unit="percent independent", x="date", first_label="Plan v1"
    )


def calibrate() -> str:
    """A fixed amount of plain Python: formats 2,000 floats into one string."""
    return "".join(f"{i / 7:.1f}," for i in range(2000))


def seconds(act: Callable[[], object]) -> float:
    """The time of one run."""
    began = perf_counter()
    act()
    return perf_counter() - began


def main() -> None:
    """Print the table."""
    series = year()
    graph = drawn(series)
    acts: dict[str, Callable[[], object]] = {
        "calibration": calibrate,
        "draw": lambda: drawn(series),
        "render": lambda: render(graph, width=860, height=420, point_href=lambda point: f"/d/{point.day}"),
    }
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            times[name].append(seconds(act))
    base = median(times["calibration"])
    print(f"3 × 60 points, {ROUNDS} rounds, load {os.getloadavg()[0]:.2f}")
    for name, found in times.items():
        low, _, high = quantiles(found, n=4)
        middle = median(found)
        spread = f"quartiles {low * 1e3:.3f}–{high * 1e3:.3f}"
        print(f"{name:12} {middle * 1e3:7.3f} ms  ({spread})  × {middle / base:.2f}")


if __name__ == "__main__":
    main()
