"""How a page with a form is asked, what the form may send more than once, and where a person goes after it.

Promises: a name that comes twice is refused before any view reads it, because half of a program would see the first
and half the last; a view says here which of its names are lists. And a form leads to a path of this site or home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

View = TypeVar("View", bound=Callable[..., object])

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
"""For a view that shows a form and takes it; any other method is answered with 405."""
EVERY = "*"
"""For a view that reads no name of a form, but hands the whole of it on."""


def repeats(*names: str) -> Callable[[View], View]:
    """Mark a view whose form holds these names as lists: groups of checkboxes, rows of the same field."""

    def marked(view: View) -> View:
        view.repeats = frozenset(names)  # type: ignore[attr-defined]
        return view

    return marked


def too_many(view: object, twice: Iterable[str]) -> bool:
    """Whether one of these names, each of which came more than once, is not a list to this view."""
    lists: frozenset[str] = getattr(view, "repeats", frozenset())
    return EVERY not in lists and not set(twice) <= lists


def is_path_of_ours(asked: str | None) -> bool:
    """Whether this text leads to a page of this site, however a browser reads it."""
    return bool(
        asked and asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    )


def way_back(asked: str) -> str:
    """The path that was asked for when it is one of ours, else the way home."""
    return asked if is_path_of_ours(asked) else "/"
