"""What the demo's people did, as journal entries to be, chained in the order in which they happened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from carryover.journal.chain import GENESIS, Line, link
from carryover.site.demo.copying import Rows


@dataclass(frozen=True)
class Deed:
    """One entry: who did what to which thing about which student, by what right."""

    at: datetime
    by: UUID
    right: str
    student: UUID
    act: str
    kind: str
    thing: UUID
    detail: dict[str, object] = field(default_factory=dict)


def journal(rows: Rows, deeds: Iterable[Deed]) -> None:
    """The entries and their seals."""
    previous = GENESIS
    for number, deed in enumerate(sorted(deeds, key=lambda deed: (deed.at, deed.thing)), 1):
        line = Line(
            number, deed.at, "adult", deed.by, deed.right, deed.act, deed.kind, str(deed.thing), (deed.student,),
            deed.detail,
        )  # fmt: skip
        previous = link(previous, line)
        rows.numbered(
            "journal_entry", line.at, line.actor_kind, line.actor_id, line.right, line.act, line.thing_kind,
            line.thing_id, line.student_ids, json.dumps(line.detail),
        )  # fmt: skip
        rows.add("journal_seal", number, number, previous)
