"""What every address asks before its page runs: declared on the view, enforced at the door, checked at start-up.

A view without one of these marks does not start (`site/doors_check.py`). Pages about a student name an act of the
policy table, and the door asks it before the view runs; the view still asks for itself, because parts of pages call it
too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_not_required

from carryover.scope.actors import Asker
from carryover.scope.policy import Thing, table
from carryover.scope.queries import require_one, schools_for

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class RoutePolicy:
    """What a route asks: an act of the table about the student it names, a sign-in alone, or nothing; and why.

    `acts` is empty where no act is asked; more than one means that any of them opens the page.
    """

    acts: tuple[str, ...] = ()
    signed_in: bool = True
    why: str = ""


def asks(*acts: str) -> Callable[[V], V]:
    """The view is about a student (`student` in its address) or a thing of one, and opens to whoever holds one act."""
    return _marked(RoutePolicy(acts))


def for_anyone_signed_in(why: str) -> Callable[[V], V]:
    """The view shows each person only what is theirs; `why` says so for reviewers."""
    return _marked(RoutePolicy(why=why))


def open_to_all(why: str) -> Callable[[V], V]:
    """The view shows nothing about anybody, or asks for something else than a session; `why` says which."""

    def mark(view: V) -> V:
        login_not_required(view)
        return _marked(RoutePolicy(signed_in=False, why=why))(view)

    return mark


def pass_door(policy: RoutePolicy, asker: Asker, named: Mapping[str, object]) -> None:
    """Ask what the policy asks about the student or the school that the address names; Http404 or Refused.

    An act of a school without a school in the address opens to whoever holds it at some school. A thing of a student
    that the address names by its own id is left to the view, which alone can look it up.
    """
    about = [Thing(student=named["student"])] if isinstance(named.get("student"), UUID) else []  # type: ignore[arg-type]
    of_school = policy.acts and table()[policy.acts[0]].on == "school"
    if of_school:
        school = named.get("school")
        mine = {at for act in policy.acts for at in schools_for(asker, act)}
        about = (
            [Thing(school=school)] if isinstance(school, UUID) else [Thing(school=min(mine, default=None))]
        )
    for thing in about:
        require_one(asker, policy.acts, thing)


def policy_of(view: Callable[..., Any]) -> RoutePolicy | None:
    """The mark on a view, or None."""
    found = getattr(view, "route_policy", None)
    return found if isinstance(found, RoutePolicy) else None


def _marked(policy: RoutePolicy) -> Callable[[V], V]:
    def mark(view: V) -> V:
        view.route_policy = policy  # type: ignore[attr-defined]
        return view

    return mark
