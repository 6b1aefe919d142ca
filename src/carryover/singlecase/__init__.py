"""One student, one measure, over time: phases, trend, decision rules, and the graph as data.

Promises: values in, values out; no clock, no chance, no I/O; the same values give the same bytes. A gap is
never a zero, no path crosses a phase change, and every verdict names its rule, its source and the points it
used.
"""

from __future__ import annotations

from carryover.singlecase.drawing import draw
from carryover.singlecase.graph import Graph, GraphPoint, PathRun, TableRow, XKind
from carryover.singlecase.projection import Sufficiency, will_meet
from carryover.singlecase.rules import FOUR_POINT, MEDIAN_OF_THREE, RULES, TREND_LINE, Rule, Verdict, judge
from carryover.singlecase.series import Aim, Flag, Phase, PhaseChange, Point, Series
from carryover.singlecase.sparklines import sparkline
from carryover.singlecase.svg import render
from carryover.singlecase.table import table_csv
from carryover.singlecase.trend import Fit, Line, least_squares, theil_sen
from carryover.singlecase.words import day_words, value_words

__all__ = [
    "FOUR_POINT",
    "MEDIAN_OF_THREE",
    "RULES",
    "TREND_LINE",
    "Aim",
    "Fit",
    "Flag",
    "Graph",
    "GraphPoint",
    "Line",
    "PathRun",
    "Phase",
    "PhaseChange",
    "Point",
    "Rule",
    "Series",
    "Sufficiency",
    "TableRow",
    "Verdict",
    "XKind",
    "day_words",
    "draw",
    "judge",
    "least_squares",
    "render",
    "sparkline",
    "table_csv",
    "theil_sen",
    "value_words",
    "will_meet",
]
