"""Writing down a look: at the record of access itself, and at several students at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from carryover.journal.acts import record
from carryover.scope.actors import Asker
from carryover.scope.queries import Permit, by_right


def record_look(
    asker: Asker, student: UUID, permit: Permit, detail: Mapping[str, object] | None = None
) -> None:
    """Journal that the asker read the record of access or a part of it: that, too, stands in it."""
    record(
        at=asker.now, actor=asker.key, right=permit.right, act="access.read", thing=("student", student),
        students=[student], detail=detail,
    )  # fmt: skip


def record_list(
    asker: Asker, by: str, students: Iterable[UUID], *, act: str, thing: tuple[str, object]
) -> None:
    """Journal that the asker saw these students in one list, which the right to the act `by` opened.

    An empty list is written down too, as the asker's own.
    """
    for right, seen in (by_right(asker, by, students) or {"self": []}).items():
        record(at=asker.now, actor=asker.key, right=right, act=act, thing=thing, students=seen)
