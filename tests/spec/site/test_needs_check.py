"""The gate in front of assignments knows what plans ask, or nothing starts."""

from __future__ import annotations

import pytest
from django.test import override_settings

from carryover.scope.needs import sources
from carryover.site.needs_check import every_source_of_needs_resolves


def test_every_source_of_needs_is_there() -> None:
    assert every_source_of_needs_resolves() == []
    assert [each.__module__ for each in sources()] == ["carryover.plans.needs"]


@pytest.mark.parametrize("name", ["carryover.plans.needs.gone", "carryover.nowhere.at_all", "carryover"])
def test_a_name_that_leads_nowhere_stops_the_start(name: str) -> None:
    with override_settings(CARRYOVER_NEEDS=(name,)):
        (fault,) = every_source_of_needs_resolves()
    assert repr(name) in str(fault)
