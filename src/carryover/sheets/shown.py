"""A handed-over day as templates show it: each block with its students, and who is told of in full where."""

from __future__ import annotations

from django.utils.translation import gettext as _

from carryover.sheets.day import Present, Status
from carryover.sheets.handed import Handed, Stretch


def shown(found: Handed) -> list[dict[str, object]]:
    """The blocks in the order in which they matter; a student's needs stand in the first of them."""
    numbers = {student: number for number, student in enumerate(found.learners)}
    return [
        {
            "number": number,
            "ring": each.block.ring,
            "place": each.block.place,
            "when": each.when,
            "people": [_person(found, each, one, numbers[one.student]) for one in each.block.students],
        }
        for number, each in enumerate(found.stretches)
    ]


def _person(found: Handed, here: Stretch, one: Present, number: int) -> dict[str, object]:
    return {
        "learner": found.learners[one.student],
        "words": status_words(one.status),
        "status": one.status,
        "note": one.note,
        "in_full": one.student in here.first,
        "number": number,  # within this page: the student's own id is nobody else's business
    }


def status_words(status: Status) -> str:
    """Where a student is when not here; empty for one who is."""
    return {
        Status.HERE: "",
        Status.ABSENT: _("absent today"),
        Status.TRIP: _("on a trip"),
        Status.LEFT_EARLY: _("leaves early"),
    }[status]
