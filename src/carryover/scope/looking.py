"""Writing down a look at several students at once: an entry for each right on which it rests."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carryover.journal.acts import record
from carryover.scope.actors import Asker
from carryover.scope.queries import by_right


def record_list(
    asker: Asker, by: str, students: Iterable[UUID], *, act: str, thing: tuple[str, object]
) -> None:
    """Journal that the asker saw these students in one list, which the right to the act `by` opened.

    An empty list is written down too, as the asker's own.
    """
    for right, seen in (by_right(asker, by, students) or {"self": []}).items():
        record(at=asker.now, actor=asker.key, right=right, act=act, thing=thing, students=seen)
