"""The shelf: the few words every room uses.

Promises: standard library only, no clock, no chance, no I/O. A refusal is a value that a teacher can read; a date
span is a value with declared ends; an id is made from what it is given.
"""

from __future__ import annotations

from carryover.terms.ids import new_id, uuid7
from carryover.terms.refusal import Refusal, Refused
from carryover.terms.spans import DateSpan

__all__ = ["DateSpan", "Refusal", "Refused", "new_id", "uuid7"]
