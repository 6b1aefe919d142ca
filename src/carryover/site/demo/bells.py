"""The bells of each kind of school (ES 8:05–14:35, MS 8:20–15:10, HS 7:50–14:55), and the short Wednesday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Block:
    """One period: `code` is the same on a regular and on a short day."""

    code: str
    name: str
    starts: time
    ends: time


def _day(lines: str) -> tuple[Block, ...]:
    blocks = []
    for line in lines.strip().splitlines():
        code, starts, ends, *name = line.split()
        blocks.append(Block(code, " ".join(name), time.fromisoformat(starts), time.fromisoformat(ends)))
    return tuple(blocks)


_ES = _day("""
AR 07:45 08:05 Arrival
SEL 08:05 08:25 Morning meeting
P1 08:25 09:55 Reading
P2 09:55 10:30 Intervention time
RE 10:30 10:45 Recess
P3 10:45 11:50 Math
LU 11:50 12:40 Lunch
P4 12:40 13:25 Specials
P5 13:25 14:25 Writing
PU 14:25 14:35 Pack-up
""")
_ES_SHORT = _day("""
AR 07:45 08:05 Arrival
SEL 08:05 08:15 Morning meeting
P1 08:15 09:25 Reading
P2 09:25 09:55 Intervention time
RE 09:55 10:10 Recess
P3 10:10 11:05 Math
LU 11:05 11:45 Lunch
P4 11:45 12:20 Specials
P5 12:20 13:10 Writing
PU 13:10 13:20 Pack-up
""")
_MS = _day("""
ADV 08:20 08:40 Advisory
P1 08:44 09:31 Period 1
P2 09:35 10:22 Period 2
P3 10:26 11:13 Period 3
P4 11:17 12:04 Period 4
LU 12:04 12:33 Lunch
P5 12:37 13:24 Period 5
P6 13:28 14:15 Period 6
P7 14:19 15:06 Period 7
""")
_MS_SHORT = _day("""
ADV 08:20 08:30 Advisory
P1 08:34 09:11 Period 1
P2 09:15 09:52 Period 2
P3 09:56 10:33 Period 3
P4 10:37 11:14 Period 4
LU 11:14 11:43 Lunch
P5 11:47 12:24 Period 5
P6 12:28 13:05 Period 6
P7 13:09 13:46 Period 7
""")
_HS = _day("""
P1 07:50 09:15 Block 1
P2 09:21 10:46 Block 2
FLX 10:52 11:27 Flex
LU 11:27 11:57 Lunch
P3 12:03 13:28 Block 3
P4 13:34 14:55 Block 4
""")
_HS_SHORT = _day("""
P1 07:50 08:58 Block 1
P2 09:04 10:12 Block 2
FLX 10:18 10:43 Flex
LU 10:43 11:13 Lunch
P3 11:19 12:27 Block 3
P4 12:33 13:40 Block 4
""")

REGULAR: dict[str, tuple[Block, ...]] = {"ES": _ES, "MS": _MS, "HS": _HS}
SHORT: dict[str, tuple[Block, ...]] = {"ES": _ES_SHORT, "MS": _MS_SHORT, "HS": _HS_SHORT}
"""Early release is Wednesday's; every code of the regular day is there, shorter."""


def start_of(kind: str, code: str, short: bool) -> int:
    """Minutes after midnight at which a period begins; KeyError when the bells have no such period."""
    return _STARTS[kind, code, short]


_STARTS = {
    (kind, block.code, short): block.starts.hour * 60 + block.starts.minute
    for short, days in ((False, REGULAR), (True, SHORT))
    for kind, blocks in days.items()
    for block in blocks
}
