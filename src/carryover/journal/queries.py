"""Reading the journal: whether the chain still holds."""

from __future__ import annotations

from collections.abc import Iterator

from carryover.journal.acts import line_of
from carryover.journal.chain import Line, first_break
from carryover.journal.models import Seal


def broken_at() -> str | None:
    """None when the sealed chain verifies from its first entry to its last; else the sentence naming the break."""
    return first_break(_sealed())


def _sealed() -> Iterator[tuple[int, Line, bytes]]:
    for seal in Seal.objects.select_related("entry").order_by("ordinal").iterator(chunk_size=5000):
        yield seal.ordinal, line_of(seal.entry), bytes(seal.hash)
