"""One student, one measure, over time: phases, trend, decision rules, and the graph as data.

Promises: values in, values out; no clock, no chance, no I/O; the same values give the same bytes. A gap
is never a zero, no path crosses a phase change, and every verdict names its rule, its source and the
points it used.
"""

from __future__ import annotations

from carryover.singlecase.series import Aim, Flag, Phase, PhaseChange, Point, Series

__all__ = ["Aim", "Flag", "Phase", "PhaseChange", "Point", "Series"]
