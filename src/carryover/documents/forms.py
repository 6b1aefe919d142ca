"""The form of a progress report: period, recipient, and for each goal what a person adds to the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from carryover.documents.assemble import Said
from carryover.documents.period import Proposed
from carryover.documents.progress import NoData, Progress
from carryover.terms import DateSpan

OTHER = "other"
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class GoalAsked:
    """A goal as the form asks about it; its fields end in its place in the report, from 1."""

    number: int
    label: str


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom the report goes: how they are named on it and which language they read."""

    key: str
    name: str
    language: str


class PeriodForm(forms.Form):
    """The two days of the period and the day of the next report, as ISO dates or month, day, year."""

    start = forms.DateField()
    end = forms.DateField()
    next_report = forms.DateField()

    def __init__(self, today: date, data: Any = None, initial: Proposed | None = None) -> None:
        first = (
            {"start": initial.period.start, "end": initial.period.end, "next_report": initial.next_report}
            if initial
            else None
        )
        super().__init__(data, initial=first)
        self.today = today
        words = {
            "start": (_("First day of the period"), _("Enter the first day: month, day, year.")),
            "end": (_("Last day of the period"), _("Enter the last day: month, day, year.")),
            "next_report": (_("Next report"), _("Enter the day of the next report: month, day, year.")),
        }
        for name, (label, wrong) in words.items():
            field = self.fields[name]
            field.label, field.widget = label, forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            field.error_messages |= {"required": wrong, "invalid": wrong}

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts or after today, and a next report that is not later."""
        given: dict[str, Any] = super().clean() or {}
        start, end, following = given.get("start"), given.get("end"), given.get("next_report")
        if start and end and end < start:
            self.add_error("end", _("The last day comes before the first. Choose a later last day."))
        elif end and end > self.today:
            self.add_error("end", _("The last day has not come yet. Choose today or an earlier day."))
        elif start and end and (end - start).days > 366:
            self.add_error("start", _("A reporting period is at most a year. Choose a later first day."))
        if following and following <= self.today:
            self.add_error("next_report", _("The next report comes after this one. Choose a later day."))
        return given

    def period(self) -> DateSpan:
        """The period, once the form is valid."""
        return DateSpan(self.cleaned_data["start"], self.cleaned_data["end"])


class ReportForm(PeriodForm):
    """The whole form: one choice of recipient, and four fields for each goal."""

    def __init__(
        self,
        today: date,
        goals: Sequence[GoalAsked],
        recipients: Sequence[Recipient],
        data: Any = None,
        initial: Proposed | None = None,
    ) -> None:
        super().__init__(today, data, initial)
        self.goals, self.recipients = tuple(goals), tuple(recipients)
        self.fields["recipient"] = forms.ChoiceField(
            label=_("For whom"),
            widget=forms.RadioSelect,
            choices=[*((each.key, each.name) for each in recipients), (OTHER, _("Somebody else"))],
            initial=recipients[0].key if recipients else OTHER,
            error_messages={"required": _("Choose for whom the report is.")},
        )
        self.fields["recipient_other"] = forms.CharField(
            label=_("Name of somebody else"), required=False, max_length=120
        )
        for goal in goals:
            self._ask(goal)

    def _ask(self, goal: GoalAsked) -> None:
        number = goal.number
        self.fields[f"progress_{number}"] = forms.ChoiceField(
            label=_("Progress"), required=False, choices=[("", _("As the numbers say")), *progress_choices()]
        )
        self.fields[f"narrative_{number}"] = forms.CharField(
            label=_("What was seen"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=_words(3, LONGEST_TEXT),
            help_text=_("In words a family can picture, at most 120 of them."),
        )
        self.fields[f"change_{number}"] = forms.CharField(
            label=_("What we change"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=_words(3, LONGEST_TEXT),
            help_text=_("Needed when progress is not sufficient."),
        )
        self.fields[f"no_data_{number}"] = forms.ChoiceField(
            label=_("Why no value was recorded"),
            required=False,
            choices=[("", _("Values were recorded")), *((each.name, _(each.value)) for each in NoData)],
        )

    def clean(self) -> dict[str, Any]:
        """Also refuse a recipient without a name."""
        given = super().clean()
        if given.get("recipient") == OTHER and not (given.get("recipient_other") or "").strip():
            self.add_error(
                "recipient_other", _("Enter the name of the person or agency who gets the report.")
            )
        return given

    def said(self, number: int) -> Said:
        """What the person added to goal `number`, once the form is valid."""
        given = self.cleaned_data
        progress, no_data = given[f"progress_{number}"], given[f"no_data_{number}"]
        return Said(
            progress=Progress(progress) if progress else None,
            change=given[f"change_{number}"],
            narrative=given[f"narrative_{number}"],
            no_data=NoData[no_data] if no_data else None,
        )

    def recipient(self) -> Recipient:
        """For whom the report is, once the form is valid; somebody else is taken to read English."""
        chosen = self.cleaned_data["recipient"]
        for each in self.recipients:
            if each.key == chosen:
                return each
        return Recipient(OTHER, self.cleaned_data["recipient_other"].strip(), "en")


def progress_choices() -> list[tuple[str, str]]:
    """The judgements in the words of the report."""
    return [
        (Progress.SUFFICIENT, _("Sufficient to meet the goal")),
        (Progress.INSUFFICIENT, _("Not sufficient to meet the goal")),
        (Progress.TOO_FEW, _("Too few points to say")),
        (Progress.MET, _("Met")),
        (Progress.MAINTAINED, _("Met and kept up")),
        (Progress.NOT_INTRODUCED, _("Not started yet")),
        (Progress.DISCONTINUED, _("No longer worked on")),
    ]


def _words(rows: int, longest: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": longest})
