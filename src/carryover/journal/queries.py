"""Reading the journal: who looked at a student, and whether the chain still holds."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from carryover.journal.acts import line_of
from carryover.journal.chain import Line, first_break
from carryover.journal.models import Entry, Seal


def of_student(student: UUID) -> QuerySet[Entry]:
    """Everything done or read about one student, newest first (34 CFR 99.32, 300.614)."""
    return Entry.objects.filter(student_ids__contains=[student]).order_by("-at", "-id")


def broken_at() -> str | None:
    """None when the sealed chain verifies from its first entry to its last; else the sentence naming the break."""
    return first_break(_sealed())


def _sealed() -> Iterator[tuple[int, Line, bytes]]:
    for seal in Seal.objects.select_related("entry").order_by("ordinal").iterator(chunk_size=5000):
        yield seal.ordinal, line_of(seal.entry), bytes(seal.hash)
