"""What a form that assigns says besides, where the adult lacks a training: until when, why, what is done instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.scope.acts.competence import Waiver

WAIVER = {
    "waive_until": _("Say until when: it ends by itself"),
    "waive_why": _("Write why, in a sentence"),
    "waive_measure": _("Write what is done instead"),
}
"""The three parts of an allowance, with what is said where one is missing."""


def _fields() -> dict[str, forms.Field]:
    """Until when somebody works without a training, why, and what is done instead."""
    return {
        "waive_until": typed_date(
            _("Until"), _("30 days at most. It holds on that day for the last time."), required=False
        ),
        "waive_why": text(
            _("Why without the training"),
            300,
            _("What stands in the way of the training, and when it is."),
            rows=2,
            required=False,
        ),
        "waive_measure": text(
            _("What is done instead"),
            300,
            _(
                "In words, for example: a certified colleague stays within call. The adult reads it on the card."
            ),
            rows=2,
            required=False,
        ),
    }


class Waiving(forms.Form):
    """A form with an allowance in it, for whoever may give one; without these fields for everybody else."""

    def __init__(self, *args: Any, may_waive: bool, **kwargs: Any) -> None:
        """`may_waive`: whoever asks may let an adult work without a training that is needed, for a time."""
        self.may_waive = may_waive
        super().__init__(*args, **kwargs)
        if may_waive:
            self.fields |= _fields()

    def whole_waiver(self, given: dict[str, Any]) -> dict[str, Any]:
        """Whoever says one part of an allowance says all of it."""
        said = [name for name in WAIVER if given.get(name) or name in self.errors]
        for name, words in WAIVER.items():
            if said and name not in said and name in self.fields:
                self.add_error(name, words)
        return given

    def waiver(self) -> Waiver | None:
        """The allowance of a valid form; None where nothing is said of one."""
        got = self.cleaned_data
        if not got.get("waive_until"):
            return None
        return Waiver(got["waive_until"], got["waive_why"], got["waive_measure"])

    @property
    def waives(self) -> bool:
        """Whether the part about an allowance is to be open: it was begun, or an adult was refused."""
        refused = {"adult", "worker", *WAIVER} & set(self.errors)
        return self.may_waive and bool(refused or self["waive_until"].value())
