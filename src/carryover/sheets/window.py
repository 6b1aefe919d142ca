"""From when to when a card is good: the bells of its first and its last day, and which periods lie between. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from carryover.sheets.day import Ring

READ_BEFORE = timedelta(minutes=30)
"""A card opens this long before its first bell, so that it can be read before anybody comes through the door."""


def window(
    first: tuple[date, Sequence[Ring]],
    last: tuple[date, Sequence[Ring]],
    begins: str,
    until: str,
    zone: ZoneInfo,
) -> tuple[datetime, datetime]:
    """The two moments of a card: from the bell of period `begins` on the first day to the end of `until` on the last.

    Each day comes with its bells in order, of which there must be one. A code that does not ring on its day stands for
    the whole of it.
    """
    starts = next((ring for ring in first[1] if ring.code == begins), first[1][0])
    ends = next((ring for ring in last[1] if ring.code == until), last[1][-1])
    return (
        datetime.combine(first[0], starts.starts, zone) - READ_BEFORE,
        datetime.combine(last[0], ends.ends, zone),
    )


def between(rings: Sequence[Ring], begins: str, until: str) -> frozenset[str]:
    """The codes of the periods from one to another, both included; none when they ring the other way round."""
    codes = [ring.code for ring in rings]
    if begins not in codes or until not in codes:
        return frozenset(codes)
    return frozenset(codes[codes.index(begins) : codes.index(until) + 1])
