"""Identifiers that sort by the moment they were made and say nothing about a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID


def uuid7(unix_ms: int, random: bytes) -> UUID:
    """The version 7 UUID (RFC 9562 §5.7) of a millisecond and ten random bytes.

    Raises ValueError when the millisecond does not fit 48 bits or the random part is not ten bytes.
    """
    if not 0 <= unix_ms < 1 << 48:
        raise ValueError(f"{unix_ms} ms does not fit a version 7 UUID")
    if len(random) != 10:
        raise ValueError(f"a version 7 UUID needs 10 random bytes, not {len(random)}")
    value = (unix_ms << 80) | int.from_bytes(random, "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


def new_id(at: datetime, entropy: Callable[[int], bytes]) -> UUID:
    """A fresh id for something made at `at` (aware); `entropy` gives as many random bytes as it is asked for."""
    return uuid7(int(at.timestamp() * 1000), entropy(10))
