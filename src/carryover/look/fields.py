"""The kinds of field that forms share: a typed date, a text with a limit, a number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TYPED_DATES = ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y")
_TYPED = _("Enter a date as month, day, year: for example 05/14/2027")


def typed_date(label: Any, hint: Any, **more: Any) -> forms.DateField:
    """A date as it is typed in the US, or in ISO; refused with an example."""
    return forms.DateField(
        label=label,
        help_text=hint,
        input_formats=TYPED_DATES,
        widget=forms.DateInput(format="%m/%d/%Y", attrs={"autocomplete": "off"}),
        error_messages={"invalid": _TYPED, "required": _TYPED},
        **more,
    )


def text(label: Any, limit: int, hint: Any = "", rows: int = 0, **more: Any) -> forms.CharField:
    """A text of at most `limit` characters, on one line unless `rows` are asked for."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=limit, help_text=hint, widget=widget, **more)


def number_input(mode: str) -> forms.TextInput:
    """A plain field that brings up the number keys; `mode` is decimal or numeric."""
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
