"""Reading the journal the slow and obvious way, row by row: the twin that `walk` is held against."""

from __future__ import annotations

from collections.abc import Iterator

from carryover.journal.chain import Line, first_break
from carryover.journal.models import Entry, Seal


def broken_at(using: str = "default") -> str | None:
    """None when the sealed chain verifies from its first entry to its last; else the sentence naming the break."""
    return first_break(_sealed(using))


def line_of(entry: Entry) -> Line:
    """The chained facts of a stored entry."""
    return Line(
        entry.id, entry.at, entry.actor_kind, entry.actor_id, entry.right, entry.act,
        entry.thing_kind, entry.thing_id, tuple(entry.student_ids), entry.detail,
    )  # fmt: skip


def _sealed(using: str) -> Iterator[tuple[int, Line, bytes]]:
    rows = Seal.objects.using(using).select_related("entry").order_by("ordinal")
    for seal in rows.iterator(chunk_size=5000):
        yield seal.ordinal, line_of(seal.entry), bytes(seal.hash)
