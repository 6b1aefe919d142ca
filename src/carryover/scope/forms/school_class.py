"""A class, its members, and assigning an adult to them, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.roster.models import Adult, Period, SchoolClass, Student
from carryover.scope.acts.role import ASSIGNABLE
from carryover.scope.acts.school_class import ClassFacts
from carryover.scope.forms.choices import OneOf, adult_choices, among
from carryover.scope.forms.student import not_past


class ClassForm(forms.Form):
    """A class: what it is called, who leads it, when and where it meets."""

    name = text(
        _("Name"), 80, _("For example: Science, grade 7"), error_messages={"required": _("Enter the name")}
    )
    code = text(
        _("Code"),
        20,
        _("Short, and given once at the school: SCI-7"),
        error_messages={"required": _("Enter a code")},
    )
    place = text(_("Place"), 60, required=False)

    def __init__(self, *args: Any, adults: Sequence[Adult], periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teacher"] = OneOf(
            adult_choices(adults), label=_("Who leads it"), required=False, nobody=_("Nobody named"),
            help_text=_("A name only: who works with which student is assigned below."),
        )  # fmt: skip
        codes = [("", _("None")), *((each.code, f"{each.name} ({each.code})") for each in periods)]
        self.fields["period"] = forms.ChoiceField(label=_("Period"), choices=codes, required=False)
        self.order_fields(["name", "code", "teacher", "period", "place"])

    def facts(self) -> ClassFacts:
        """The class of a valid form."""
        got = self.cleaned_data
        return ClassFacts(got["code"], got["name"], got["teacher"], got["period"], got["place"])


def initial_of(row: SchoolClass) -> dict[str, object]:
    """What stands in the form of a class that is there."""
    return {
        "name": row.name,
        "code": row.code,
        "teacher": row.teacher_id,
        "period": row.period,
        "place": row.place,
    }


class Ticked(forms.Form):
    """Some of some students, each by a box of its own."""

    def __init__(
        self, *args: Any, students: Sequence[Student], ticked: frozenset[UUID] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.students = students
        for each in students:
            self.fields[f"student-{each.id}"] = forms.BooleanField(
                label=f"{each.given_name} {each.family_name}", required=False, initial=each.id in ticked
            )

    @property
    def boxes(self) -> list[Any]:
        """The boxes, in the order of the students."""
        return [self[f"student-{each.id}"] for each in self.students]

    def chosen(self) -> list[UUID]:
        """The students of a valid form."""
        return [each.id for each in self.students if self.cleaned_data.get(f"student-{each.id}")]

    def clean(self) -> dict[str, Any]:
        """At least one."""
        given = super().clean() or {}
        if not self.chosen():
            self.add_error(None, _("Choose at least one student"))
        return given


class JoinForm(Ticked):
    """Students who join a class on a day."""

    since = typed_date(_("First day in the class"), _("Month, day, year"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today


class AssignClassForm(Ticked):
    """An adult for some students of a class."""

    since = typed_date(_("First day"), _("Today or later"))

    def __init__(self, *args: Any, adults: Sequence[Adult], today: date, **kwargs: Any) -> None:
        self.adults = [each for each in adults if each.role in ASSIGNABLE["assigned"]]
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today
        self.fields["adult"] = OneOf(
            adult_choices(self.adults), label=_("Who"), error_messages={"required": _("Choose the adult")}
        )

    def clean_since(self) -> date:
        """Refuse a past day."""
        return not_past(self.cleaned_data["since"], self.today)

    def who(self) -> Adult | None:
        """The adult of a valid form."""
        return among(self.adults, self.cleaned_data.get("adult"))
