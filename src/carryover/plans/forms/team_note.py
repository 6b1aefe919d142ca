"""A note to the team as a form of one field."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text


class TeamNoteForm(forms.Form):
    """A few sentences at most."""

    text = text(
        _("A note to the team"),
        600,
        _("Only the team reads it. What must stay closed belongs in a sealed note."),
        rows=2,
        error_messages={"required": _("Write the note")},
    )
