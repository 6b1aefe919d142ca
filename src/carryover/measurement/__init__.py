"""How a thing is seen: recording methods, units, prompt hierarchies, and the value of a session.

Promises: values in, values out; no clock, no chance, no I/O. Missing is never zero: every value of a
session is one of four states (value, true zero, not collected, no opportunity), and nothing that was
observed is left out.
"""

from __future__ import annotations

from carryover.measurement.measures import DEFAULT_UNITS, Direction, Measure
from carryover.measurement.methods import HIERARCHY, Method, PromptLevel
from carryover.measurement.scoring import SessionValue, State, score
from carryover.measurement.sessions import Closing, Observed

__all__ = [
    "DEFAULT_UNITS",
    "HIERARCHY",
    "Closing",
    "Direction",
    "Measure",
    "Method",
    "Observed",
    "PromptLevel",
    "SessionValue",
    "State",
    "score",
]
