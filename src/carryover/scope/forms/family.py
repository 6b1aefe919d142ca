"""A guardian, a paper about their rights, as forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.roster.tongues import LANGUAGES
from carryover.scope.acts.guardian import GuardianFacts
from carryover.scope.acts.paper import PaperFacts
from carryover.terms import DateSpan

KINDS = (
    ("court_order", _("Court order: it takes a right away")),
    ("statute", _("State law: it takes a right away")),
    ("guardianship", _("Guardianship: it leaves a right after the age of majority")),
    ("student_consent", _("Consent of the adult student: it leaves a right after the age of majority")),
)
RIGHTS = (
    ("inspect", _("To inspect records")),
    ("consent", _("To consent")),
    ("notice", _("To receive notices")),
    ("contact", _("To be in contact with the student at school")),
    ("address", _("To be told where the student lives")),
)


class GuardianForm(forms.Form):
    """A parent or guardian, and the language they read."""

    name = text(_("Whole name"), 120, error_messages={"required": _("Enter the whole name")})
    relation = text(
        _("What they are to the student"),
        40,
        _("For example: mother, foster parent, guardian"),
        error_messages={"required": _("Say what they are to the student")},
    )
    language = forms.ChoiceField(label=_("Language in which they read"), choices=LANGUAGES)

    def facts(self) -> GuardianFacts:
        """The guardian of a valid form."""
        got = self.cleaned_data
        return GuardianFacts(got["name"], got["relation"], got["language"])


class PaperForm(forms.Form):
    """A paper that the office has seen."""

    kind = forms.ChoiceField(
        label=_("What kind of paper"), choices=KINDS, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of paper")},
    )  # fmt: skip
    issuer = text(
        _("Who issued it"),
        120,
        _("For example: Court of Common Pleas, domestic relations"),
        error_messages={"required": _("Say who issued it")},
    )
    reference = text(_("Its number"), 60, required=False)
    issued_on = typed_date(_("When it was issued"), _("Month, day, year"))
    since = typed_date(_("First day on which it holds"), _("Month, day, year"))
    until = typed_date(_("Last day on which it holds"), _("Leave empty where it names none."), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today
        for right, words in RIGHTS:
            self.fields[f"right-{right}"] = forms.BooleanField(label=words, required=False)

    @property
    def rights(self) -> list[Any]:
        """The boxes of the rights."""
        return [self[f"right-{right}"] for right, _words in RIGHTS]

    def clean_issued_on(self) -> date:
        """Refuse a paper of tomorrow."""
        day: date = self.cleaned_data["issued_on"]
        if day > self.today:
            raise forms.ValidationError(_("A paper that the office has seen was issued today or earlier"))
        return day

    def clean(self) -> dict[str, Any]:
        """It names a right, and does not end before it begins."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first"))
        if not any(given.get(f"right-{right}") for right, _words in RIGHTS):
            self.add_error(
                None, _("Choose the rights that the paper names: custody alone changes none (34 CFR 99.4)")
            )
        return given

    def facts(self) -> PaperFacts:
        """The paper of a valid form."""
        got = self.cleaned_data
        chosen = frozenset(right for right, _words in RIGHTS if got[f"right-{right}"])
        days = DateSpan(got["since"], got["until"])
        return PaperFacts(got["kind"], chosen, got["issuer"], got["reference"], got["issued_on"], days)
