"""The forms of this room: they read what was typed and keep it; they write nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import number_input, text, typed_date
from carryover.roster.models import Adult, Student
from carryover.scope.acts.certificate import CertificateGiven, CompetencyAdded
from carryover.scope.acts.competence import Waiver
from carryover.scope.competence import LONGEST_OVERRIDE
from carryover.scope.competencies import Competency
from carryover.staff.criterion import FEWEST, MOST, STRICTEST, Criterion
from carryover.terms import DateSpan

Choices = list[tuple[str, str]]


def named(known: Mapping[str, Competency]) -> Choices:
    """These competencies to choose from, by their names."""
    return sorted(((key, gettext(each.name)) for key, each in known.items()), key=lambda each: each[1])


def people(adults: Iterable[Adult]) -> Choices:
    """These adults to choose from, with what they are."""
    return [(str(adult.id), f"{adult}, {adult.role_label}") for adult in adults]


def _none_yet(choices: Choices) -> Choices:
    return [("", gettext("Choose")), *choices]


def _ask(words: Any) -> dict[str, Any]:
    """What is said when a field was left empty or holds what cannot be chosen."""
    return {"required": words, "invalid_choice": words}


def _number(words: Any) -> dict[str, Any]:
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)


class CertificateForm(forms.Form):
    """A certificate as it lies before the one who enters it. Its last day is copied, never worked out."""

    competency = forms.ChoiceField(
        label=_("Trained in"), error_messages=_ask(_("Choose what the training is in"))
    )
    student = forms.ChoiceField(
        label=_("For one student only"),
        help_text=_("Leave empty when it holds with every student."),
        required=False,
    )
    issued_on = typed_date(_("Issued on"), _("Month, day, year"))
    expires_on = typed_date(
        _("Expires on"), _("As the certificate says. It holds on that day for the last time."), required=False
    )
    never_expires = forms.BooleanField(label=_("It says that it does not expire"), required=False)
    issuer = text(
        _("Issued by"),
        120,
        _("The training organization or the adult who trained."),
        error_messages=_ask(_("Write who issued it")),
    )
    reference = text(_("Number, or where the paper is"), 120, required=False)

    def __init__(
        self,
        *args: Any,
        known: Mapping[str, Competency],
        students: Iterable[Student],
        today: date,
        **kwargs: Any,
    ) -> None:
        self.known, self.today = known, today
        super().__init__(*args, **kwargs)
        _offer(self.fields["competency"], _none_yet(named(known)))
        mine = [(str(each.id), each.short_name) for each in students]
        _offer(self.fields["student"], [("", gettext("Every student")), *mine])

    def clean_issued_on(self) -> date:
        """Refuse a day that has not come."""
        return _not_later(self.cleaned_data["issued_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """Ask for the last day, or for the word that there is none; and for the student where it is about one."""
        given = super().clean() or {}
        expires, never = given.get("expires_on"), given.get("never_expires")
        if not self.has_error("expires_on") and bool(expires) == bool(never):
            self.add_error("expires_on", _("Enter the day on which it expires, or tick that it does not"))
        elif expires and given.get("issued_on") and expires < given["issued_on"]:
            self.add_error("expires_on", _("It would expire before it was issued"))
        known = self.known.get(given.get("competency", ""))
        if known and known.one_student and not given.get("student"):
            self.add_error("student", _("This is about one student: choose which"))
        return given

    def given(self) -> CertificateGiven:
        """The certificate of a valid form."""
        got = self.cleaned_data
        student = UUID(got["student"]) if got["student"] else None
        return CertificateGiven(
            got["competency"], got["issued_on"], got["expires_on"], got["issuer"], got["reference"], student
        )


class EndForm(forms.Form):
    """Why something ends early."""

    reason = text(_("Why it ends"), 200, error_messages={"required": _("Write why, in a sentence")})


class CompetencyForm(forms.Form):
    """A competency of the district's own."""

    name = text(
        _("Name"),
        60,
        _("As it stands after 'trained in', for example: ventilator care. It cannot be changed later."),
        error_messages=_ask(_("Write its name")),
    )
    about = forms.ChoiceField(
        label=_("A certificate holds"),
        choices=(("all", _("with every student")), ("student", _("with one student only"))),
        widget=forms.RadioSelect,
        error_messages=_ask(_("Choose with whom a certificate holds")),
    )
    trained = forms.ChoiceField(
        label=_("It is given by"),
        choices=(
            ("here", _("a training in the school, signed off")),
            ("outside", _("a training organization")),
        ),
        widget=forms.RadioSelect,
        error_messages=_ask(_("Choose who gives it")),
    )
    who_trains = text(
        _("Who trains"),
        160,
        _("A sentence, for example: The school nurse trains."),
        error_messages=_ask(_("Write who trains")),
    )
    instead = text(
        _("What others do instead"),
        160,
        _("A sentence, for example: Call the nurse and stay."),
        error_messages=_ask(_("Write what others do instead")),
    )
    source = text(
        _("What it rests on"),
        160,
        _("The clause, the policy or the practice."),
        error_messages=_ask(_("Write what it rests on")),
    )

    def given(self) -> CompetencyAdded:
        """The competency of a valid form."""
        got = self.cleaned_data
        return CompetencyAdded(
            got["name"], got["about"] == "student", got["trained"] == "here", got["who_trains"], got["instead"],
            got["source"],
        )  # fmt: skip


class RequirementForm(forms.Form):
    """What being with a student needs, entered by hand."""

    competency = forms.ChoiceField(
        label=_("Trained in"), error_messages=_ask(_("Choose what the training is in"))
    )
    period = forms.ChoiceField(label=_("When"), required=False)
    why = text(
        _("Why"),
        200,
        _("What adults do then, for example: moves from chair to floor in physical education."),
        error_messages=_ask(_("Write why, in a sentence")),
    )

    def __init__(self, *args: Any, known: Mapping[str, Competency], periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["competency"], _none_yet(named(known)))
        _offer(self.fields["period"], [("", gettext("All day")), *periods])


class ReadyForm(forms.Form):
    """An assignment that somebody thinks of making."""

    adult = forms.ChoiceField(label=_("Adult"), error_messages=_ask(_("Choose an adult")))
    periods = forms.MultipleChoiceField(
        label=_("Periods"),
        help_text=_("None ticked: all day."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts = typed_date(_("From"), _("Month, day, year"))
    ends = typed_date(_("Until"), _("Leave empty when it goes on."), required=False)

    def __init__(self, *args: Any, adults: Sequence[Adult], periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["adult"], _none_yet(people(adults)))
        _offer(self.fields["periods"], periods)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given = super().clean() or {}
        if given.get("starts") and given.get("ends") and given["ends"] < given["starts"]:
            self.add_error("ends", _("It would end before it begins"))
        return given

    def days(self) -> DateSpan:
        """The days of a valid form."""
        return DateSpan(self.cleaned_data["starts"], self.cleaned_data["ends"])


class OverrideForm(forms.Form):
    """Somebody lets an adult work without a competency for a time: until when, why, and what is done instead."""

    adult = forms.ChoiceField(label=_("Adult"), error_messages=_ask(_("Choose an adult")))
    competency = forms.ChoiceField(
        label=_("Without training in"), error_messages=_ask(_("Choose what the training is in"))
    )
    ends_on = typed_date(_("Until"), _("30 days at most. It holds on that day for the last time."))
    why = text(
        _("Why"),
        300,
        _("What stands in the way of the training, and when it is."),
        rows=2,
        error_messages=_ask(_("Write why, in a sentence")),
    )
    measure = text(
        _("What is done instead"),
        300,
        _("In words, for example: a certified colleague stays within call. The adult reads it on the card."),
        rows=2,
        error_messages=_ask(_("Write what is done instead")),
    )

    def __init__(
        self, *args: Any, adults: Sequence[Adult], known: Mapping[str, Competency], today: date, **kwargs: Any
    ) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        _offer(self.fields["adult"], _none_yet(people(adults)))
        _offer(self.fields["competency"], _none_yet(named(known)))

    def clean_ends_on(self) -> date:
        """Refuse a day that is over, and one more than thirty days away."""
        day: date = self.cleaned_data["ends_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over"))
        last = self.today + timedelta(days=LONGEST_OVERRIDE)
        if day > last:
            raise forms.ValidationError(
                _("An override lasts 30 days at most: until %(day)s"), params={"day": f"{last:%m/%d/%Y}"}
            )
        return day

    def waiver(self) -> Waiver:
        """What is said in a valid form."""
        got = self.cleaned_data
        return Waiver(got["ends_on"], got["why"], got["measure"])


class TrainingForm(forms.Form):
    """Who is trained in what with this student, and when it has been shown."""

    trainee = forms.ChoiceField(label=_("Who is trained"), error_messages=_ask(_("Choose an adult")))
    competency = forms.ChoiceField(
        label=_("In what"), error_messages=_ask(_("Choose what the training is in"))
    )
    behaviors = text(
        _("What the adult does"),
        1200,
        _("Three to seven things that can be seen, one on each line. Take them from the card."),
        rows=6,
        error_messages=_ask(_("Write three to seven things, one on each line")),
    )
    percent = forms.IntegerField(
        label=_("At least this share of them, in percent"), min_value=1, max_value=100, initial=90,
        widget=number_input("numeric"), error_messages=_number(_("Give a share from 1 to 100")),
    )  # fmt: skip
    observations = forms.IntegerField(
        label=_("In how many observations in a row"), min_value=1, max_value=STRICTEST, initial=2,
        widget=number_input("numeric"), error_messages=_number(_("Give a number from 1 to 5")),
    )  # fmt: skip

    def __init__(
        self, *args: Any, adults: Sequence[Adult], known: Mapping[str, Competency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["trainee"], _none_yet(people(adults)))
        here = {key: one for key, one in known.items() if one.trained_here}
        _offer(self.fields["competency"], _none_yet(named(here)))

    def clean_behaviors(self) -> tuple[str, ...]:
        """Three to seven lines of a readable length."""
        found = tuple(line.strip() for line in self.cleaned_data["behaviors"].splitlines() if line.strip())
        if not FEWEST <= len(found) <= MOST:
            raise forms.ValidationError(_("Write three to seven things, one on each line"))
        if any(len(line) > 160 for line in found):
            raise forms.ValidationError(_("Keep each line under 160 characters: it is read while watching"))
        return found

    def criterion(self) -> Criterion:
        """The criterion of a valid form."""
        return Criterion(self.cleaned_data["percent"], self.cleaned_data["observations"])


class DayForm(forms.Form):
    """The day of a step: today unless another is typed."""

    day = typed_date(_("Day"), _("Leave as it is for today."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.initial["day"] = today

    def clean_day(self) -> date:
        """Refuse a day that has not come."""
        return _not_later(self.cleaned_data["day"], self.today)


class ObservationForm(DayForm):
    """The checklist: yes, no or no chance for each behavior, one tap each."""

    ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("unseen", _("No chance")))

    def __init__(self, *args: Any, behaviors: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.behaviors = [f"behavior_{number}" for number, _words in enumerate(behaviors)]
        for name, words in zip(self.behaviors, behaviors, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Answer this one too")},
            )

    def taps(self) -> list[forms.BoundField]:
        """The behaviors as fields, in their order."""
        return [self[name] for name in self.behaviors]

    def answers(self) -> list[bool | None]:
        """The answers of a valid form."""
        return [{"yes": True, "no": False}.get(self.cleaned_data[name]) for name in self.behaviors]


class SignOffForm(forms.Form):
    """Until when a training holds: the observer says so."""

    expires_on = typed_date(
        _("Valid until"), _("You decide how long. It holds on that day for the last time.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_expires_on(self) -> date:
        """Refuse a certificate that would be over at once."""
        day: date = self.cleaned_data["expires_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Give a day after today"))
        return day


def _offer(field: forms.Field, choices: Choices) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _not_later(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_("This day has not come yet"))
    return day
