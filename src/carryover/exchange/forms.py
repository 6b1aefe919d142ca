"""Choosing a file, and deciding about those who may be here already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.exchange.tables import LARGEST

SOME, WHOLE = "some", "whole"
_DECISION = re.compile(r"decide-(\d{1,5})")


class FileForm(forms.Form):
    """A file, and whether it lists everybody."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table saved as CSV, at most 2 MiB and 5,000 rows."),
        allow_empty_file=True,
        error_messages={
            "required": _("Choose a file. It must be smaller than 2 MiB"),
            "invalid": _("Choose a file. It must be smaller than 2 MiB"),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    lists = forms.ChoiceField(
        label=_("What the file lists"),
        choices=(
            (SOME, _("Some people: enter and change those, and leave all others as they are")),
            (WHOLE, _("Everybody of the kinds that it holds at this school: whoever is left out ends today")),
        ),
        widget=forms.RadioSelect,
        initial=SOME,
    )

    def clean_file(self) -> bytes:
        """The bytes; refused before they are read when there are too many."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MiB. Divide it into parts"))
        content: bytes = given.read()
        return content


def decisions(sent: Mapping[str, str]) -> dict[int, str]:
    """What was decided, by row."""
    found = ((_DECISION.fullmatch(name), said) for name, said in sent.items())
    return {int(match[1]): said[:40] for match, said in found if match and said}
