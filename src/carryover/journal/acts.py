"""Writing the journal: one entry in the act's own transaction. The sealer chains it a few seconds later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

# The condition gives the transaction its own number before the entry is given one: the sealer counts on that order.
_RECORD = """
INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids, detail)
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s WHERE pg_current_xact_id() IS NOT NULL
"""


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
