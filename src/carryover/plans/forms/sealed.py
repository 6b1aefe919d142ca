"""A sealed note as a form, and the question before a reason is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text
from carryover.plans.acts.sealed import Wanted
from carryover.scope.deeds import COMPARTMENTS, FOR_SEALED, PURPOSES

MOST_LINES, LONGEST_LINE = 8, 160


class NoteForm(forms.Form):
    """The compartment, the reason to be sealed, and what others may read on the card.

    The site never keeps the field of the reason when it rescues a form: it would lie in the database unsealed.
    """

    compartment = forms.ChoiceField(
        label=_("Compartment"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the compartment"),
            "invalid_choice": _("Choose one of your compartments"),
        },
    )
    sealed = text(
        _("The reason"),
        4000,
        _("Sealed: only those of the team who keep this compartment can open it, each time for a purpose."),
        rows=5,
        error_messages={"required": _("Write the reason")},
    )
    do = text(
        _("What to do"),
        1400,
        _("On the card of everybody who works with the student, a line each. Say nothing of the reason."),
        rows=3,
        required=False,
    )
    avoid = text(_("What to avoid"), 1400, _("On the card as well, a line each."), rows=3, required=False)

    def __init__(self, *args: Any, compartments: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compartment"].choices = [(of, COMPARTMENTS[of]) for of in compartments]  # type: ignore[attr-defined]

    def clean_do(self) -> tuple[str, ...]:
        """The lines that are not empty; refused when they would not fit a card."""
        return self._lines("do")

    def clean_avoid(self) -> tuple[str, ...]:
        """The lines that are not empty; refused when they would not fit a card."""
        return self._lines("avoid")

    def wanted(self) -> Wanted:
        """The note of a valid form."""
        got = self.cleaned_data
        return Wanted(got["compartment"], got["sealed"].strip(), got["do"], got["avoid"])

    def _lines(self, name: str) -> tuple[str, ...]:
        lines = tuple(" ".join(line.split()) for line in self.cleaned_data[name].splitlines() if line.strip())
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("A card holds at most %(n)s such lines"), params={"n": MOST_LINES})
        if any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(
                _("A line of a card has at most %(n)s characters"), params={"n": LONGEST_LINE}
            )
        return lines


class PurposeForm(forms.Form):
    """What the reason of a sealed note is opened for."""

    purpose = forms.ChoiceField(
        label=_("What do you open it for?"),
        choices=[(purpose, PURPOSES[purpose]) for purpose in FOR_SEALED],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you open it for: it stands in the record of access"),
            "invalid_choice": _("Choose one of these purposes"),
        },
    )
