"""In which periods a relationship holds, as rows beside it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carryover.scope.handing_over import Place
from carryover.scope.models import AssignedPeriod


def place_rows(places: Iterable[tuple[UUID, Iterable[Place]]]) -> None:
    """The periods of relationships, as rows."""
    AssignedPeriod.objects.bulk_create(
        AssignedPeriod(relationship_id=key, period=each.period, letter=each.letter, place=each.place)
        for key, found in places
        for each in found
    )
