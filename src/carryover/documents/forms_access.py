"""The form of a copy of the record of access: for which period, in which language."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.scope.forms.record import PeriodForm


class CopyForm(PeriodForm):
    """A period, open where an end is left empty, and the language of the copy."""

    language = forms.ChoiceField(
        label=_("Language of the copy"),
        choices=(("en", _("English")), ("es", _("Spanish"))),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the language"),
            "invalid_choice": _("Choose one of these languages"),
        },
    )
