"""Turns: whoever does the same at the same time is let finish first, so that a double send meets its twin."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

# In one order everywhere, so that two who each wait for the other cannot be.
_WAIT = """
SELECT pg_advisory_xact_lock(key)
FROM (SELECT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) AS name ORDER BY 1) AS each
"""


def wait_turn(names: Iterable[str]) -> None:
    """Wait while another transaction has the turn of one of these names; then it is ours until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [list(names)])
