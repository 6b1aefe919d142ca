"""How a figure is written: median and spread, the load of the machine, and a calibration loop beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import perf_counter


def calibration() -> float:
    """Seconds of a fixed amount of plain Python, so that two machines can be compared."""
    start = perf_counter()
    total = 0
    for i in range(2_000_000):
        total += i * i % 7
    return perf_counter() - start


def spread(values: Sequence[float], unit: str, scale: float = 1.0) -> str:
    """'median 5.1 (4.9 to 6.0, n = 9) ms'."""
    low, high = min(values) * scale, max(values) * scale
    return f"median {median(values) * scale:.3g} ({low:.3g} to {high:.3g}, n = {len(values)}) {unit}"


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def machine() -> str:
    """Load and calibration, as they stand now."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} (1 min), {five:.1f} (5 min); {os.cpu_count()} cores; calibration {calibration():.3f} s"


def timed(act: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = perf_counter()
    act()
    return perf_counter() - start
