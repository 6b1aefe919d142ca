"""A plan with one good goal, as values; and Jaylen's plan in the demo, with the adults around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import django
import pytest

django.setup()  # this file is read before pytest is configured when its folder alone is asked for

from carryover.plans.content import Goal, Plan  # noqa: E402
from carryover.roster.models import Account, Student  # noqa: E402
from carryover.scope.actors import Actor, actor_of, enter  # noqa: E402
from spec.plans.examples import good_goal, good_plan  # noqa: E402

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 15, tzinfo=UTC)


@pytest.fixture
def goal() -> Goal:
    return good_goal()


@pytest.fixture
def plan() -> Plan:
    return good_plan()


@pytest.fixture
def acting(db: None) -> Callable[[str], Actor]:
    """The adult behind an account, with the database answering on their behalf from now on."""

    def enters(username: str) -> Actor:
        adult = Account.objects.select_related("adult").get(username=username).adult
        assert adult is not None
        enter(adult.id, None, TODAY, NOW)
        return actor_of(adult, NOW, TODAY)

    return enters


@pytest.fixture
def marcus(acting: Callable[[str], Actor]) -> Actor:
    return acting("marcus")


@pytest.fixture
def jaylen(marcus: Actor) -> UUID:
    return Student.objects.get(initials="J.T.", id__in=list(marcus.to_students)).id
