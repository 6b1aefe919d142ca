"""Links that open nothing, counted: somebody who tries many is slowed down, and the journal is told once.

Promises: memory that does not grow, and no lock-out of a school that stands behind one address: only links that open
nothing are counted, and a link that is good opens whoever else guesses. Each process counts for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

WINDOW = timedelta(minutes=5)
FROM_ONE, FROM_ALL = 20, 400
"""How many in a window from one address, and from everywhere, before they are told to wait."""
MOST_ADDRESSES = 4096
ALL = ""


@dataclass
class Guesses:
    """The counts of one process. `now` must not run backwards by more than a window."""

    counts: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def note(self, address: str, now: datetime) -> tuple[bool, bool]:
        """One more link that opened nothing: whether it is too many, and whether this one is the first too many."""
        with self.lock:
            one, everybody = self._one_more(network_of(address), now), self._one_more(ALL, now)
        too_many = one > FROM_ONE or everybody > FROM_ALL
        return too_many, one == FROM_ONE + 1 or everybody == FROM_ALL + 1

    def forget(self) -> None:
        """Begin anew."""
        with self.lock:
            self.counts.clear()

    def _one_more(self, key: str, now: datetime) -> int:
        since, count = self.counts.pop(key, (now, 0))
        if abs(now - since) >= WINDOW:
            since, count = now, 0
        self.counts[key] = (since, count + 1)
        while len(self.counts) > MOST_ADDRESSES:
            self.counts.popitem(last=False)
        return count + 1


def network_of(address: str) -> str:
    """What counts as one address: an IPv6 household has 2**64 of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else str(found)


GUESSES = Guesses()
"""What this process has counted."""
