"""The agreement as a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.plans.content import Agreement

HOW = (
    ("meeting", _("At a meeting of the IEP team")),
    ("without_meeting", _("Without a meeting, by written agreement")),
)


class AgreementForm(forms.Form):
    """How the team and the family agreed; the day lies between the start of the draft's base and today."""

    how = forms.ChoiceField(
        label=_("How was it agreed?"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was agreed")},
    )
    agreed_on = typed_date(_("On what day?"), _("Month, day, year"))
    family_member = text(
        _("Who agreed for the family?"),
        120,
        _("Name and relation: for example Renee T., mother"),
        error_messages={"required": _("Name the parent, guardian or adult student who agreed")},
    )
    participants = text(
        _("Who took part?"),
        1000,
        _("Names and parts, as they should stand in the plan."),
        rows=2,
        error_messages={"required": _("Name those who took part")},
    )
    note = text(_("Note"), 2000, _("What the family asked for or added."), rows=2, required=False)

    def __init__(self, *args: Any, earliest: date, today: date, **kwargs: Any) -> None:
        self.earliest, self.today = min(earliest, today), today
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].error_messages["required"] = _(
            "Enter the day of the agreement as month, day, year"
        )

    def clean_agreed_on(self) -> date:
        """Refuse a day that has not come, and one before the plan that is being amended began."""
        day: date = self.cleaned_data["agreed_on"]
        if day > self.today:
            raise forms.ValidationError(
                _("This day has not come yet. Record the agreement when it has been given")
            )
        if day < self.earliest:
            words = _("This day lies before the plan that you are amending, which began on %(day)s")
            raise forms.ValidationError(words, params={"day": f"{self.earliest:%m/%d/%Y}"})
        return day

    def agreement(self) -> Agreement:
        """The agreement of a valid form."""
        got = self.cleaned_data
        return Agreement(got["how"], got["agreed_on"], got["family_member"], got["participants"], got["note"])
