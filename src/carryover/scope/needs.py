"""What being with a student needs: by hand, and as later rooms find it in what they keep.

An earlier room does not know the plan. Later rooms that know of needs are named in the settings (`CARRYOVER_NEEDS`),
and a start-up check resolves every name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from carryover.scope.actors import Asker
from carryover.scope.certificates import required
from carryover.scope.competence import Need

Source = Callable[[Asker, Collection[UUID], date], Iterable[Need]]
"""Given who asks, about which students, and a day: what is needed on that day or later, as far as they may see it."""


@cache
def sources() -> tuple[Source, ...]:
    """The functions that the settings name. Raises ImportError for a name that leads nowhere."""
    return tuple(import_string(name) for name in settings.CARRYOVER_NEEDS)


def needed(asker: Asker, students: Iterable[UUID], since: date) -> tuple[Need, ...]:
    """Everything that being with these students needs on `since` or later, each need with its days."""
    wanted = list(students)
    found = list(required(asker, wanted, since))
    for source in sources():
        found += source(asker, wanted, since)
    return tuple(found)
