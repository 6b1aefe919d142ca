"""What somebody enters who claims an emergency, and who reviews a claim."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.scope.glass import SHORTEST_REASON, Claim

GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)))
KINDS = (
    ("medical", _("Medical")),
    ("safety", _("Safety of the student or of others")),
    ("missing", _("A missing child")),
    ("other", _("Another emergency")),
)
OUTCOMES = (
    ("justified", _("Justified: it was an emergency, and this access was needed")),
    ("unjustified", _("Not justified")),
)
SHORTEST_WORDS = 10


class Either(forms.CharField):
    """One of several fields of which one is needed: which is missing is said by the form as a whole."""

    def validate(self, value: Any) -> None:
        """Nothing by itself."""


class EitherChoice(forms.ChoiceField):
    """The same with choices; refuses what is none of them."""

    def validate(self, value: Any) -> None:
        """Only that it is among the choices."""
        if value:
            super().validate(value)


def _line(label: Any, most: int, hint: Any = "") -> Either:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return Either(label=label, max_length=most, help_text=hint, widget=widget)


class ClaimForm(forms.Form):
    """The student by number, or by whole name and grade; the kind of emergency; the reason."""

    use_required_attribute = False

    number = _line(_("Student number"), 20)
    name = _line(_("Or the whole name"), 130, _("Given and family name, as the school writes them."))
    grade = EitherChoice(label=_("And the grade"), choices=(("", ""), *((g, g) for g in GRADES)))
    kind = forms.ChoiceField(
        label=_("What kind of emergency is it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of emergency")},
    )
    reason = forms.CharField(
        label=_("What has happened, and why do you need the card?"),
        help_text=_("The case manager and the privacy officer read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what has happened and why you need the card")},
    )

    def clean_reason(self) -> str:
        """Refuse a reason too short to be one."""
        words = " ".join(self.cleaned_data["reason"].split())
        if len(words) < SHORTEST_REASON:
            raise forms.ValidationError(
                _("Say it in at least %(n)s characters: whoever reviews it was not there"),
                params={"n": SHORTEST_REASON},
            )
        return words

    def clean(self) -> dict[str, Any]:
        """Refuse a claim that names no student."""
        given: dict[str, Any] = super().clean() or {}
        if not (given.get("number") or "").strip():
            if not (given.get("name") or "").strip():
                self.add_error("number", _("Enter the student's number, or the whole name and the grade"))
            elif not given.get("grade"):
                self.add_error("grade", _("Choose the grade as well, or enter the student's number"))
        return given

    def claim(self) -> Claim:
        """The claim of a valid form."""
        got = self.cleaned_data
        return Claim(got["name"], got["grade"], got["number"], got["kind"], got["reason"])


class ReviewForm(forms.Form):
    """Whether a claim was justified, and why."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found")},
    )
    words = forms.CharField(
        label=_("In words"),
        help_text=_(
            "What you asked, what was needed, and what follows from it. The one who claimed reads this."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in words what you found")},
    )

    def clean_words(self) -> str:
        """Refuse words too short to say anything."""
        words: str = self.cleaned_data["words"].strip()
        if len(words) < SHORTEST_WORDS:
            raise forms.ValidationError(
                _("Say it in at least %(n)s characters"), params={"n": SHORTEST_WORDS}
            )
        return words
