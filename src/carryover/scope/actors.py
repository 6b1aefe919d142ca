"""Who is asking: an actor is an adult with today's relationships, or a tablet that may only append."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from carryover.roster.models import Adult
from carryover.scope.models import Relationship


@dataclass(frozen=True)
class Actor:
    """An adult, at a moment, with the relations to students and schools that hold on that day."""

    adult: Adult
    now: datetime
    today: date
    to_students: Mapping[UUID, frozenset[str]] = field(repr=False)
    to_schools: Mapping[UUID, frozenset[str]] = field(repr=False)

    @property
    def key(self) -> tuple[str, UUID]:
        """How the journal names this actor."""
        return ("adult", self.adult.id)


def on_day(day: date) -> Q:
    """The relationships that hold on a day, both ends included."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def actor_of(adult: Adult, now: datetime, today: date) -> Actor:
    """The actor for one request; relationships are read now, so a right that ended is gone on the next request."""
    students: dict[UUID, frozenset[str]] = {}
    schools: dict[UUID, frozenset[str]] = {}
    rows = Relationship.objects.filter(on_day(today), adult=adult).values_list(
        "student_id", "school_id", "relation"
    )
    for student, school, relation in rows:
        side, key = (students, student) if student else (schools, school)
        side[key] = side.get(key, frozenset()) | {relation}
    return Actor(adult, now, today, students, schools)


def enter(adult_id: UUID | None, device_id: UUID | None, today: date) -> None:
    """Tell the database, for the current transaction only, on whose behalf it answers (row-level security)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('carryover.adult', %s, true), set_config('carryover.device', %s, true),"
            " set_config('carryover.today', %s, true)",
            [str(adult_id or ""), str(device_id or ""), today.isoformat()],
        )
