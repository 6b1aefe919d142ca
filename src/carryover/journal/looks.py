"""How often, and when last, somebody did something, and what an entry keeps of who let them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from carryover.journal.models import Entry


@dataclass(frozen=True)
class Looks:
    """A number of entries, and the moment of the last one."""

    times: int = 0
    last_at: datetime | None = None


def looks_of(kind: str, actors: Iterable[UUID], act: str) -> Mapping[UUID, Looks]:
    """For each of these actors of a kind, how often they did the act and when last; none for those who never did."""
    rows = (
        Entry.objects.filter(actor_kind=kind, actor_id__in=list(actors), act=act)
        .values_list("actor_id")
        .annotate(Count("id"), Max("at"))
    )
    found: dict[UUID, Looks] = defaultdict(Looks)
    found.update({actor: Looks(times, last_at) for actor, times, last_at in rows if actor})
    return found


def newest_details(kind: str, actors: Iterable[UUID], *keys: str) -> Mapping[UUID, Mapping[str, str]]:
    """For each of these actors of a kind, the detail of their newest entry that has all these keys; one statement."""
    rows = (
        Entry.objects.filter(actor_kind=kind, actor_id__in=list(actors), detail__has_keys=list(keys))
        .order_by("actor_id", "-id")
        .distinct("actor_id")
        .values_list("actor_id", "detail")
    )
    return {actor: detail for actor, detail in rows if actor}
