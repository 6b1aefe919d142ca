"""A page shows a later room's part, or nothing at all, and never learns why."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, path

from carryover.look.parts import is_part, part_html, part_names
from carryover.terms import Refusal, Refused

ROOM = Path(__file__).resolve().parents[3] / "src" / "carryover"


def minutes(request: HttpRequest, student: str) -> HttpResponse:
    asked = f"{request.method} {is_part(request)} {request.user} {len(request.GET)} {len(request.POST)}"
    return HttpResponse(f"<p>{student}: {asked}</p>")


def refused(request: HttpRequest) -> HttpResponse:
    raise Refused(Refusal("See the minutes.", "They are another school's.", "The director can."))


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/sign-in/")


def whole(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n<!DOCTYPE html><html></html>")


def circle(request: HttpRequest) -> HttpResponse:
    return HttpResponse(part_html(request, "circle"))


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("minutes/<str:student>/", minutes, name="minutes"),
    *(
        path(f"{view.__name__}/", view, name=view.__name__)
        for view in (refused, denied, missing, elsewhere, whole, circle, broken)
    ),
]


@pytest.fixture(autouse=True)
def _later_room(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def page_request() -> HttpRequest:
    request = RequestFactory().post("/plan/?tab=goals", {"goal": "new"})
    request.user = "Marcus"  # type: ignore[assignment]
    return request


def shown(source: str) -> str:
    return Template("{% load look %}" + source).render(Context({"request": page_request(), "who": "J.T."}))


def test_a_part_is_asked_under_the_same_actor_with_get_and_without_the_page_s_form() -> None:
    assert shown("{% part 'minutes' who %}") == "<p>J.T.: GET True Marcus 0 0</p>"


def test_the_page_s_own_request_is_left_as_it_was() -> None:
    request = page_request()
    part_html(request, "minutes", "J.T.")
    assert (request.method, request.GET["tab"], request.POST["goal"]) == ("POST", "goals", "new")
    assert request.path == "/plan/" and not is_part(request)


@pytest.mark.parametrize("name", ["refused", "denied", "missing", "elsewhere"])
def test_a_view_that_refuses_leaves_nothing_behind(name: str) -> None:
    assert shown("[{% part '" + name + "' %}]") == "[]"


def test_a_mistake_in_the_later_room_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        shown("{% part 'broken' %}")


def test_a_whole_page_is_not_a_part() -> None:
    with pytest.raises(ValueError, match="whole page"):
        shown("{% part 'whole' %}")


def test_parts_that_hold_each_other_are_found_out() -> None:
    with pytest.raises(RecursionError):
        shown("{% part 'circle' %}")


def test_a_name_that_no_room_answers_to_is_a_mistake() -> None:
    with pytest.raises(NoReverseMatch):
        shown("{% part 'nobody' %}")


def test_the_names_that_a_template_asks_for_can_be_listed() -> None:
    assert part_names("{% part 'a:b' x %} {%part \"c\"%} {% parts 'd' %}") == ("a:b", "c")
