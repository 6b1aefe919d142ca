"""How relationships end: on a day, or at this moment. Rows are never removed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from carryover.scope.actors import Actor
from carryover.scope.models import Relationship


def end_rows(actor: Actor, rows: QuerySet[Relationship], last_day: date | None) -> int:
    """End those of these that hold beyond `last_day`, or at once when it is None; how many ended.

    What had not begun by then never begins. At once: what was done this morning keeps its right, and nothing further
    has one. A case manager ends with a day, because there is one a day.
    """
    day = last_day or actor.today
    beyond = rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day) | Q(valid_to=day, ends_at__isnull=True)
    )
    ahead = beyond.filter(valid_from__gt=day).update(valid_to=F("valid_from"), ends_at=actor.now)
    begun = beyond.filter(valid_from__lte=day)
    if last_day is not None:
        return ahead + begun.exclude(valid_to=day).update(valid_to=day)
    managed = begun.filter(relation="case_manager")
    ended = managed.filter(valid_from__lt=day).update(valid_to=day - timedelta(days=1))
    ended += managed.filter(valid_from=day).update(valid_to=day)
    return ahead + ended + begun.exclude(relation="case_manager").update(valid_to=day, ends_at=actor.now)
