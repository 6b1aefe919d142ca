"""The arithmetic of the chain: pure, so that an auditor can run it without the product."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

GENESIS = hashlib.sha256(b"carryover journal").digest()


@dataclass(frozen=True)
class Line:
    """The facts of one entry that the chain covers."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    right: str
    act: str
    thing_kind: str
    thing_id: str
    student_ids: tuple[UUID, ...]
    detail: object

    def canonical(self) -> bytes:
        """The one byte string of this entry: sorted keys, UTC microseconds, no spaces."""
        return json.dumps(
            {
                "id": self.id,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "actor": [self.actor_kind, str(self.actor_id or "")],
                "right": self.right,
                "act": self.act,
                "thing": [self.thing_kind, self.thing_id],
                "students": [str(student) for student in self.student_ids],
                "detail": self.detail,
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()


def link(previous: bytes, line: Line) -> bytes:
    """The seal of `line` when it follows the seal `previous`: SHA-256 over both."""
    return hashlib.sha256(previous + line.canonical()).digest()


def first_break(sealed: Iterable[tuple[int, Line, bytes]]) -> str | None:
    """None when every seal follows from the one before; else a sentence naming the first that does not.

    `sealed` gives (ordinal, entry, stored hash) in order of the ordinals, which must run from 1 without a gap.
    """
    previous, expected = GENESIS, 1
    for ordinal, line, stored in sealed:
        if ordinal != expected:
            return f"Seal {expected} is missing: the next one found is {ordinal}."
        if link(previous, line) != stored:
            return f"Entry {line.id} (seal {ordinal}) does not match its seal: it was changed or moved."
        previous, expected = stored, expected + 1
    return None
