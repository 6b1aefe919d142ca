"""The decision form: three choices, each with its reason; what a choice needs is asked at its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.plans.content import SupportKind
from carryover.plans.forms.card import instead_field, needs_field, offer
from carryover.scope.competencies import Competency

CONTINUE, SUPPORT, GOAL = "continue", "change_support", "change_goal"
CHOICES = (
    (CONTINUE, _("Continue as it is")),
    (SUPPORT, _("Change support, within what the plan leaves to you")),
    (GOAL, _("Change the goal: draft an amendment")),
)
KINDS = (
    (SupportKind.BEFORE, _("Before: what adults do ahead of time")),
    (SupportKind.TEACH, _("Teach: the skill in its place")),
    (SupportKind.RESPOND, _("Respond: what adults do when it happens")),
)


class DecisionForm(forms.Form):
    """What was decided and why. Fields of a choice that was not made are ignored."""

    choice = forms.ChoiceField(label=_("What do you decide?"), choices=CHOICES, widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why"),
        help_text=_("One or two sentences that you would say at the meeting."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    support_kind = forms.ChoiceField(label=_("Which part of the card"), choices=KINDS, required=False)
    support_text = forms.CharField(
        label=_("What adults will do"),
        help_text=_(
            "As it will stand on the card, for example: 'Offer a choice of two tasks before writing'."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    support_because = forms.CharField(
        label=_("Because"), help_text=_("Why, in one sentence."), max_length=300, required=False
    )
    support_needs = needs_field()
    support_instead = instead_field()
    schedule = forms.CharField(
        label=_("Another collection schedule"),
        help_text=_("Leave empty to keep the one in the plan."),
        max_length=120,
        required=False,
    )
    label = forms.CharField(
        label=_("Name of the new phase"),
        help_text=_("Stands over the line on the graph, for example 'Choice of two'."),
        max_length=40,
        required=False,
    )

    again = forms.BooleanField(label=_("Decide again, on the same points"), required=False)

    def __init__(
        self, *args: Any, known: Mapping[str, Competency], decided: bool = False, **kwargs: Any
    ) -> None:
        """`known`: the competencies that a line may need. `decided`: a decision on these very points stands already,
        so another must be meant."""
        self.decided = decided
        super().__init__(*args, **kwargs)
        offer(self.fields["support_needs"], known)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        given = super().clean() or {}
        if self.decided and not given.get("again"):
            self.add_error(
                "again", _("A decision on these points stands already. Tick this if you mean another.")
            )
        if given.get("choice") == SUPPORT:
            if not given.get("support_text") and not given.get("schedule"):
                self.add_error(
                    "support_text", _("Write what adults will do, or another collection schedule.")
                )
            if given.get("support_text") and not given.get("support_because"):
                self.add_error("support_because", _("Every line of the card says why."))
            if given.get("support_instead") and not given.get("support_needs"):
                self.add_error(
                    "support_needs",
                    _("Choose the training that the line needs, or empty what others do instead."),
                )
            if not given.get("label"):
                self.add_error("label", _("Name the phase that begins, for example 'Choice of two'."))
        return given


class NoteForm(forms.Form):
    """A dated note or a condition on a graph."""

    day = forms.DateField(
        label=_("Day"),
        input_formats=["%m/%d/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%m/%d/%Y"),
        help_text=_("mm/dd/yyyy"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=(("note", _("Note")), ("condition", _("Condition, such as a substitute")))
    )
    text = forms.CharField(
        label=_("What happened, without another child's name"),
        help_text=_("It stands on every graph of this student, and in the progress report."),
        max_length=80,
    )

    def __init__(self, *args: Any, earliest: date, today: date, **kwargs: Any) -> None:
        """`earliest` is the first day of the student's first plan: a note before it belongs to no graph."""
        self.earliest, self.today = earliest, today
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        """Refuse a day that has not come and one before the first plan."""
        day: date = self.cleaned_data["day"]
        if not self.earliest <= day <= self.today:
            words = _("Give a day from %(first)s to today")
            raise forms.ValidationError(words, params={"first": f"{self.earliest:%m/%d/%Y}"})
        return day
