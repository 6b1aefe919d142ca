"""The observations' rows, one concept a file."""

from __future__ import annotations

from carryover.observations.models.concern import Concern, ConcernAddition, ConcernStep
from carryover.observations.models.event import Event, taken_back
from carryover.observations.models.landing import Epoch, Landing, Sequence, SetAside
from carryover.observations.models.note import DatedNote

__all__ = [
    "Concern",
    "ConcernAddition",
    "ConcernStep",
    "DatedNote",
    "Epoch",
    "Event",
    "Landing",
    "Sequence",
    "SetAside",
    "taken_back",
]
