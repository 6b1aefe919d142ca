"""What stands around the pages of a school and around those of a student, and how long lists are paged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from carryover.scope.actors import Actor
from carryover.scope.enrolled import one_school
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may
from carryover.scope.requests import keep_writes
from carryover.terms import Refused

T = TypeVar("T")
R = TypeVar("R")
A_PAGE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a long list, and where the parts before and after it are."""

    rows: Sequence[T]
    number: int
    of: int
    all: int

    @property
    def before(self) -> int:
        """The number of the page before, 0 when there is none."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the page after, 0 when there is none."""
        return self.number + 1 if self.number < self.of else 0


def paged(request: HttpRequest, rows: Sequence[T]) -> Page[T]:
    """The part of a list that `page` in the address asks for; the last one when it asks for too much."""
    asked = request.GET.get("page", "1")
    pages = max(1, -(-len(rows) // A_PAGE))
    number = min(int(asked), pages) if asked.isascii() and asked.isdigit() and int(asked[:9]) > 0 else 1
    return Page(rows[(number - 1) * A_PAGE : number * A_PAGE], number, pages, len(rows))


def in_school(actor: Actor, school: UUID) -> dict[str, object]:
    """The context of a page of a school."""
    found = one_school(school)
    if found.district_id != actor.adult.district_id:
        raise Http404
    return {"school": found, "rights": rights(actor, found.id)}


def rights(actor: Actor, school: UUID) -> dict[str, bool]:
    """What the asker may do at the school; no query."""
    acts = (
        "people.manage",
        "people.see",
        "student.enter",
        "class.manage",
        "calendar.manage",
        "roster.import",
    )
    return {act.replace(".", "_"): isinstance(may(actor, act, Thing(school=school)), Permit) for act in acts}


class Learner(Protocol):
    """A student, as far as a page's head needs to know."""

    @property
    def short_name(self) -> str:
        """As staff say it."""


def about(student: Learner) -> dict[str, object]:
    """The context of a page about a student."""
    return {"student": student, "learner": student.short_name}


def answered(
    request: HttpRequest, template: str, context: Mapping[str, object], *, wrong: bool = False
) -> HttpResponse:
    """The page; with status 422 when something that was sent cannot be right: then only the look was written down."""
    answer = render(request, f"scope/{template}.html", dict(context), status=422 if wrong else 200)
    return keep_writes(answer) if wrong else answer


def done(form: Form, at: Mapping[str, str], act: Callable[[], R]) -> R | None:
    """What the act gives; None where it is refused for what a field says: the reason then stands at that field.

    `at` names the field for each code of a refusal. Any other refusal is raised.
    """
    try:
        return act()
    except Refused as refused:
        field = at.get(refused.refusal.code)
        if field is None:
            raise
        form.add_error(field, f"{_(refused.refusal.why)} {_(refused.refusal.who_can)}")
        return None


def sent(request: HttpRequest) -> Any:
    """What a form was sent with, or None when it was not."""
    return request.POST if request.method == "POST" else None
