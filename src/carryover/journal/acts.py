"""Writing the journal: one entry in the act's own transaction, and the sealer that chains them later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from carryover.journal.chain import GENESIS, Line, link
from carryover.journal.models import Entry, Seal

_RECORD = """
INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
SEALER_LOCK = 0x6A6F7572  # one sealer at a time, whoever runs it


def record(
    *,
    at: datetime,
    actor: tuple[str, UUID | None],
    right: str,
    act: str,
    thing: tuple[str, object],
    students: Iterable[UUID] = (),
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one entry in the current transaction; `detail` holds codes and numbers, never names or free text."""
    with connection.cursor() as cursor:
        # The journal is written in every request, so it takes the short way into its table.
        cursor.execute(
            _RECORD,
            [at, *actor, right, act, thing[0], str(thing[1]), list(students), json.dumps(dict(detail or {}))],
        )


def line_of(entry: Entry) -> Line:
    """The chained facts of a stored entry."""
    return Line(
        entry.id, entry.at, entry.actor_kind, entry.actor_id, entry.right, entry.act,
        entry.thing_kind, entry.thing_id, tuple(entry.student_ids), entry.detail,
    )  # fmt: skip


@transaction.atomic
def seal(limit: int = 10_000) -> int:
    """Chain up to `limit` entries that have no seal yet and return how many; safe to run twice or at once.

    Entries commit out of order, so the chain follows the order of sealing, not the order of ids.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
    last = Seal.objects.order_by("-ordinal").first()
    ordinal, previous = (last.ordinal, bytes(last.hash)) if last else (0, GENESIS)
    seals = []
    for entry in Entry.objects.filter(seal__isnull=True).order_by("id")[:limit]:
        ordinal, previous = ordinal + 1, link(previous, line_of(entry))
        seals.append(Seal(ordinal=ordinal, entry=entry, hash=previous))
    Seal.objects.bulk_create(seals)
    return len(seals)
