"""What a form may send more than once.

Promises: a name that comes twice is refused before any view reads it, because half of a program would see the first
and half the last; a view says here which of its names are lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


def repeats(*names: str) -> Callable[[View], View]:
    """Mark a view whose form holds these names as lists: groups of checkboxes, rows of the same field."""

    def marked(view: View) -> View:
        view.repeats = frozenset(names)  # type: ignore[attr-defined]
        return view

    return marked


def lists_of(view: object) -> frozenset[str]:
    """The names that this view reads as lists; empty for most."""
    names: frozenset[str] = getattr(view, "repeats", frozenset())
    return names
