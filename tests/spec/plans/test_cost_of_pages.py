"""What a page costs does not grow with the length of a plan's history."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.content import Support, SupportKind
from carryover.roster.models import Account
from carryover.scope.actors import Actor

TODAY = date(2026, 10, 20)


@pytest.mark.parametrize("page", ["/students/{}/", "/students/{}/plan/"])
def test_more_versions_ask_the_database_no_more_often(marcus: Actor, jaylen: UUID, page: str) -> None:
    desk = Client()
    desk.force_login(Account.objects.get(username="marcus"))
    desk.get(page.format(jaylen))
    with CaptureQueriesContext(connection) as before:
        desk.get(page.format(jaylen))
    for number in range(4):
        line = Support(f"before-{number}", SupportKind.BEFORE, f"Step {number}.")
        change_support(marcus, jaylen, SupportChange("", "Because.", f"Step {number}", (line,)), TODAY)
    with CaptureQueriesContext(connection) as after:
        assert desk.get(page.format(jaylen)).status_code == 200
    assert len(after) == len(before) <= 42
