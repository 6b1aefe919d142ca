"""The school year, single days and bells, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.roster.bell_lines import BellLine, Unreadable, read_bells
from carryover.roster.models import BellSchedule
from carryover.scope.acts.calendar import YearFacts
from carryover.scope.forms.choices import OneOf
from carryover.timelines import DayKind

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
KINDS = (
    (DayKind.CLOSED.value, _("Closed: no school")),
    (DayKind.EARLY_RELEASE.value, _("Early release: a short day")),
    (DayKind.INSTRUCTIONAL.value, _("An ordinary school day")),
)
LONGEST_SPAN = 100


def _bells(bells: Sequence[BellSchedule]) -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in bells]


class YearForm(forms.Form):
    """The first and last day of school, and how an ordinary week goes."""

    first = typed_date(_("First day of school"), _("Month, day, year"))
    last = typed_date(_("Last day of school"), _("Month, day, year"))
    alternate = forms.BooleanField(label=_("A and B days alternate"), required=False)

    def __init__(self, *args: Any, bells: Sequence[BellSchedule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regular"] = OneOf(
            _bells(bells), label=_("Bells of an ordinary day"), required=False, nobody=_("None yet")
        )
        self.fields["short"] = OneOf(
            _bells(bells), label=_("Bells of a short day"), required=False, nobody=_("None yet")
        )
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"short-{number}"] = forms.BooleanField(label=name, required=False)
        self.order_fields(["first", "last", "regular", "short"])

    @property
    def short_days(self) -> list[Any]:
        """The boxes of weekdays that are always short."""
        return [self[f"short-{number}"] for number in range(len(WEEKDAYS))]

    def clean(self) -> dict[str, Any]:
        """A year does not end before it begins, and is no longer than one."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first"))
        elif first and last and (last - first).days > 550:
            self.add_error("last", _("That is more than a year and a half. Look at the year again"))
        return given

    def facts(self) -> YearFacts:
        """The year of a valid form."""
        got = self.cleaned_data
        short = frozenset(n for n in range(len(WEEKDAYS)) if got[f"short-{n}"])
        return YearFacts(got["first"], got["last"], got["regular"], got["alternate"], got["short"], short)


class DaysForm(forms.Form):
    """Days that are not as the year says."""

    kind = forms.ChoiceField(
        label=_("What kind of day"), choices=KINDS, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of day it is")},
    )  # fmt: skip
    first = typed_date(_("Day"), _("Month, day, year"))
    last = typed_date(_("To"), _("Leave empty for one day."), required=False)
    note = text(_("Note"), 120, _("For example: Winter break"), required=False)

    def __init__(self, *args: Any, bells: Sequence[BellSchedule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bells"] = OneOf(
            _bells(bells), label=_("Bells of the day"), required=False, nobody=_("None, or closed")
        )
        self.order_fields(["kind", "first", "last", "bells", "note"])

    def clean(self) -> dict[str, Any]:
        """The span goes forward and is no longer than a summer."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first"))
        elif first and last and (last - first).days > LONGEST_SPAN:
            self.add_error("last", _("That is more than a hundred days at once"))
        return given

    def span(self) -> tuple[date, date]:
        """First and last day of a valid form."""
        got = self.cleaned_data
        return got["first"], got["last"] or got["first"]


class BellsForm(forms.Form):
    """A set of bells, a period a line."""

    name = text(
        _("Name"), 60, _("For example: Regular day"), error_messages={"required": _("Enter the name")}
    )
    lines = text(
        _("Periods"),
        4000,
        _("A period a line: code, beginning, end, name. For example: P1 8:25 9:55 Reading"),
        rows=12,
        error_messages={"required": _("Type at least one period, for example: P1 8:25 9:55 Reading")},
    )

    def clean_lines(self) -> tuple[BellLine, ...]:
        """The periods; the first line that cannot be meant is named."""
        try:
            return read_bells(self.cleaned_data["lines"])
        except Unreadable as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


def bells_initial(bells: BellSchedule) -> dict[str, object]:
    """What stands in the form of bells that are there."""
    lines = (BellLine(each.code, each.name, each.starts, each.ends) for each in bells.periods.all())
    return {"name": bells.name, "lines": "\n".join(map(str, lines))}
