"""Whether each item is still what its tablet sent, by the hash that was made when it was captured."""

from __future__ import annotations

from collections.abc import Iterator

from carryover.journal.proofs import Proof
from carryover.journal.walk import Connection

# An item that came with a hash of something else was held for that, and is kept as it came.
_LANDED = """
SELECT id, hash = encode(sha256(convert_to(payload, 'UTF8')), 'hex') FROM observations_landing
WHERE reason <> 'hash_mismatch'
"""


def _landed(connection: Connection) -> Iterator[str | None]:
    with connection.cursor("landed") as cursor:
        cursor.itersize = 10_000
        for item, same in cursor.execute(_LANDED):
            yield None if same else f"Item {item} is not what its tablet sent."


PROOFS = (Proof("items from tablets", _landed),)
