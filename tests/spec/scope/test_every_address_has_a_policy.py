"""Deny by default: an address that does not say what it asks keeps the whole program shut."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from uuid import UUID

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, path

from carryover.roster.models import Student
from carryover.scope.policy import table
from carryover.scope.routes import asks, for_anyone_signed_in, open_to_all, pass_door, policy_of
from carryover.site.doors_check import ELSEWHERE, addresses, every_address_says_what_it_asks, policies_of
from carryover.terms import Refused
from spec.scope.test_every_address_asks import OPEN
from spec.scope.world import as_actor, personas


def bare(_request: HttpRequest) -> HttpResponse:
    """A view that says nothing."""
    return HttpResponse()


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., HttpResponse]], None]:
    """Puts one more address beside those of the program."""

    def add(view: Callable[..., HttpResponse]) -> None:
        more: list[URLPattern] = [*get_resolver().url_patterns, path("new/", view)]
        monkeypatch.setitem(get_resolver().__dict__, "url_patterns", more)

    return add


def test_every_address_says_what_it_asks() -> None:
    assert every_address_says_what_it_asks() == []
    asked = [policy for address, each in addresses() for policy in policies_of(address, each.callback)]
    acts = {act for policy in asked if policy for act in policy.acts}
    assert {"student.see", "plan.draft", "graph.read", "report.issue"} <= acts <= set(table())


def test_a_new_address_without_a_policy_stops_the_start(one_more: Callable[[object], None]) -> None:
    one_more(bare)
    (fault,) = every_address_says_what_it_asks()
    assert "'new/' does not say what it asks" in str(fault)


def test_an_act_that_the_table_does_not_have_stops_the_start(one_more: Callable[[object], None]) -> None:
    one_more(asks("student.sell")(bare))
    (fault,) = every_address_says_what_it_asks()
    assert "'student.sell'" in str(fault)


@pytest.mark.parametrize("mark", [asks("day.read"), for_anyone_signed_in("own"), open_to_all("nothing")])
def test_a_mark_lets_it_start(mark: Callable[[object], object], one_more: Callable[[object], None]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    one_more(mark(view))
    assert every_address_says_what_it_asks() == []


def test_the_web_server_does_not_come_up() -> None:
    program = (
        "import django; django.setup()\n"
        "from carryover.sheets import views\n"
        "del views.day.route_policy\n"
        "import carryover.site.wsgi"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "'day/' does not say what it asks" in ended.stderr


def test_what_is_open_is_what_the_list_says() -> None:
    found = {
        address
        for address, each in addresses()
        for policy in policies_of(address, each.callback)
        if policy and not policy.signed_in
    }
    tablets = {"sync/v1/events", "sync/v1/sent", "sync/v1/day"}  # they ask for a tablet's token instead
    assert found == set(OPEN) | tablets | {"tablet"}


def test_addresses_answered_elsewhere_exist() -> None:
    assert set(ELSEWHERE) <= {address for address, _ in addresses()}
    assert all(policy.why for policy in ELSEWHERE.values())


@pytest.mark.django_db
class TestTheDoorAsksByItself:
    """Even where a view forgot to."""

    def student(self) -> UUID:
        as_actor(personas()["denise"])
        return Student.objects.get(given_name="Jaylen", family_name="Tucker").id

    def test_who_holds_one_of_the_acts_passes(self) -> None:
        student = self.student()
        policy = policy_of(asks("plan.draft", "day.read")(lambda: None))
        assert policy
        pass_door(policy, as_actor(personas()["denise"]), {"student": student})

    def test_who_holds_none_is_told_why(self) -> None:
        student = self.student()
        policy = policy_of(asks("plan.draft")(lambda: None))
        assert policy
        with pytest.raises(Refused, match="A goal belongs to the IEP team"):
            pass_door(policy, as_actor(personas()["denise"]), {"student": student})

    def test_who_may_not_know_of_the_student_is_told_nothing(self) -> None:
        student = self.student()
        policy = policy_of(asks("day.read")(lambda: None))
        assert policy
        with pytest.raises(Http404):
            pass_door(policy, as_actor(personas()["kim"]), {"student": student})

    def test_an_act_of_a_school_opens_to_whoever_holds_it_somewhere(self) -> None:
        policy = policy_of(asks("role.change")(lambda: None))
        assert policy
        pass_door(policy, as_actor(personas()["director"]), {})
        with pytest.raises(Refused, match="given by the district"):
            pass_door(policy, as_actor(personas()["ap"]), {})
