"""Two who do the same at one moment take turns; two who do something else do not wait for each other."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from carryover.scope.turns import wait_turn
from spec.scope.world import keeper

pytestmark = pytest.mark.django_db


def _refuse_to_wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20ms'")


def test_the_second_waits_until_the_first_has_ended() -> None:
    with keeper() as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('assign A', 0))")
        _refuse_to_wait()
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            wait_turn(["assign B", "assign A"])
        other.execute("SELECT pg_advisory_unlock(hashtextextended('assign A', 0))")
        wait_turn(["assign B", "assign A"])


def test_nobody_waits_for_another_name() -> None:
    with keeper() as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('assign A', 0))")
        _refuse_to_wait()
        wait_turn(["assign B"])
