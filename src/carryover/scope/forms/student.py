"""A student, where they are enrolled, and who manages their plan, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.roster.models import Adult, School, Student
from carryover.scope.acts.entry import Decision
from carryover.scope.acts.student import Entry, StudentFacts
from carryover.scope.forms.choices import OneOf, adult_choices, grade_field, school_choices

OLDEST, YOUNGEST = 27, 1
"""Years of age between which somebody is a student of a school: 22 is the latest under IDEA, some States go beyond."""


class StudentForm(forms.Form):
    """Who a student is, as the family writes it."""

    given = text(_("Given name"), 60, error_messages={"required": _("Enter the given name")})
    family = text(_("Family name"), 60, error_messages={"required": _("Enter the family name")})
    initials = text(
        _("Initials"),
        8,
        _("As they stand on shared screens. Leave empty for those of the name."),
        required=False,
    )
    birth = typed_date(_("Birth date"), _("Month, day, year"))
    number = text(
        _("Student number"), 20, _("As the district's own system has it, leading zeros too."), required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["birth"].error_messages["required"] = _("Enter the birth date as month, day, year")

    def clean_birth(self) -> date:
        """Refuse a day that has not come and an age at which nobody is at school."""
        birth: date = self.cleaned_data["birth"]
        years = (self.today - birth).days / 365.25
        if not YOUNGEST <= years <= OLDEST:
            raise forms.ValidationError(_("A student is between 1 and 27 years old. Look at the year again"))
        return birth

    def facts(self) -> StudentFacts:
        """The student of a valid form."""
        got = self.cleaned_data
        return StudentFacts(got["given"], got["family"], got["birth"], got["number"], got["initials"])


def initial_of(student: Student) -> dict[str, Any]:
    """What stands in the form of a student who is there."""
    return {
        "given": student.given_name,
        "family": student.family_name,
        "initials": student.initials,
        "birth": student.birth_date,
        "number": student.number,
    }


class EntryForm(StudentForm):
    """A student to be entered: also the grade, the day of enrollment, and who manages the plan."""

    grade = grade_field()
    since = typed_date(_("First day of enrollment"), _("Today or earlier"))
    which = forms.CharField(required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, managers: Sequence[Adult] = (), **kwargs: Any) -> None:
        """`managers`: those who can manage plans, where the asker may name one."""
        super().__init__(*args, **kwargs)
        self.managers = managers
        self.fields["since"].initial = self.today
        if managers:
            self.fields["manager"] = OneOf(
                adult_choices(managers), label=_("Who manages the plan"), required=False,
                nobody=_("Nobody yet, or there is no plan"),
            )  # fmt: skip

    def clean_since(self) -> date:
        """Refuse a day that has not come, and one before the student was born."""
        since: date = self.cleaned_data["since"]
        birth = self.cleaned_data.get("birth")
        if since > self.today:
            raise forms.ValidationError(_("This day has not come yet. Enter the student on that day"))
        if birth and since <= birth:
            raise forms.ValidationError(_("This day lies before the birth date"))
        return since

    def decision(self) -> Decision:
        """What was decided about somebody who may be the same child."""
        which, seen = self.cleaned_data["which"], self.cleaned_data["seen"]
        if which in ("", "other"):
            return Decision(which == "other", seen)
        try:
            return Decision(again=UUID(which))
        except ValueError:
            return Decision()

    def whole_name(self) -> str:
        """The name of a valid form."""
        return f"{self.cleaned_data['given']} {self.cleaned_data['family']}"

    def entry(self) -> Entry:
        """The entry of a valid form."""
        return Entry(self.facts(), self.cleaned_data["grade"], self.cleaned_data["since"])


class MoveForm(forms.Form):
    """To another school of the district, from a day on."""

    grade = grade_field()
    first_day = typed_date(_("First day there"), _("Today or earlier"))

    def __init__(
        self, *args: Any, schools: Sequence[School], since: date, today: date, **kwargs: Any
    ) -> None:
        self.since, self.today = since, today
        super().__init__(*args, **kwargs)
        self.fields["to"] = OneOf(
            school_choices(schools),
            label=_("To which school"),
            error_messages={"required": _("Choose the school")},
        )
        self.fields["first_day"].initial = today
        self.order_fields(["to", "grade", "first_day"])

    def clean_first_day(self) -> date:
        """The day lies after the present enrollment began, and has come."""
        return _between(self.cleaned_data["first_day"], self.since, self.today, after=True)


class LeaveForm(forms.Form):
    """Out of the district, after a last day."""

    last_day = typed_date(_("Last day here"), _("Today or earlier"))

    def __init__(self, *args: Any, since: date, today: date, **kwargs: Any) -> None:
        self.since, self.today = since, today
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today

    def clean_last_day(self) -> date:
        """The day does not lie before the present enrollment began, and has come."""
        return _between(self.cleaned_data["last_day"], self.since, self.today, after=False)


class ManagerForm(forms.Form):
    """Who manages the plan, from a day on."""

    day = typed_date(_("From which day"), _("Today or later"))
    reason = text(_("Why"), 120, _("A few words; they stand with the change."), required=False)

    def __init__(self, *args: Any, managers: Sequence[Adult], today: date, **kwargs: Any) -> None:
        self.managers, self.today = managers, today
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today
        self.fields["to"] = OneOf(
            adult_choices(managers), label=_("Who manages the plan from then on"),
            error_messages={"required": _("Choose who manages the plan")},
        )  # fmt: skip
        self.order_fields(["to", "day", "reason"])

    def clean_day(self) -> date:
        """Refuse a past day."""
        return not_past(self.cleaned_data["day"], self.today)


def not_past(day: date, today: date) -> date:
    """The day; ValidationError when it is past."""
    if day < today:
        raise forms.ValidationError(_("This day is past. Choose today or a later day"))
    return day


def _between(day: date, since: date, today: date, *, after: bool) -> date:
    if day > today:
        raise forms.ValidationError(_("This day has not come yet"))
    if day < since or (after and day == since):
        words = (
            _("The enrollment here began on %(day)s. Choose a later day")
            if after
            else _("The enrollment here began on %(day)s. Choose that day or a later one")
        )
        raise forms.ValidationError(words, params={"day": f"{since:%m/%d/%Y}"})
    return day
