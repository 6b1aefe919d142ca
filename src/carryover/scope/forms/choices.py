"""Adults, schools and grades as choices of a form, each named as people know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.roster.models import Adult, School

GRADES = ("PK", "K", *(str(n) for n in range(1, 13)))


class OneOf(forms.TypedChoiceField):
    """One of some adults or schools, by id; `found` after cleaning is the id or None."""

    def __init__(self, choices: Iterable[tuple[str, Any]], *, nobody: Any = "", **more: Any) -> None:
        listed = list(choices)
        if nobody or more.get("required", True):
            listed.insert(0, ("", nobody or _("Choose …")))
        super().__init__(choices=listed, coerce=UUID, empty_value=None, **more)
        # Somebody who is not among them is no choice at all.
        self.error_messages["invalid_choice"] = self.error_messages["required"]


def adult_choices(adults: Iterable[Adult]) -> list[tuple[str, str]]:
    """Each adult by name and what they are called at work."""
    return [(str(each.id), f"{each}, {each.role_label}") for each in adults]


def school_choices(schools: Iterable[School]) -> list[tuple[str, str]]:
    """Each school by name."""
    return [(str(each.id), each.name) for each in schools]


def among(adults: Sequence[Adult], key: UUID | None) -> Adult | None:
    """The adult of this id among these."""
    return next((each for each in adults if each.id == key), None)


def grade_field() -> forms.ChoiceField:
    """The grade, as the school writes it."""
    return forms.ChoiceField(
        label=_("Grade"),
        choices=[("", _("Choose …")), *((grade, grade) for grade in GRADES)],
        error_messages={"required": _("Choose the grade")},
    )
