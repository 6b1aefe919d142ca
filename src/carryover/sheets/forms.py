"""The form of a substitute's card: the days, the bells, the periods, and what the office knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _

from carryover.look.words import clock, school_day
from carryover.sheets.handing import Bells
from carryover.sheets.office import Taken
from carryover.sheets.window import between, window

MOST_DAYS = 14


class CardForm(forms.Form):
    """Asks for what the defaults do not know; valid only for bells that ring and periods that the absent adult has."""

    first = forms.DateField()
    last = forms.DateField()
    begins = forms.ChoiceField()
    until = forms.ChoiceField()
    periods = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    for_whom = forms.CharField(required=False, max_length=80)
    office = forms.CharField(required=False, max_length=120)
    collects = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any,
        *,
        day: date,
        now: datetime,
        zone: ZoneInfo,
        taken: Sequence[Taken],
        bells: Callable[[date], Bells],
        office: str,
    ) -> None:
        self.now, self.zone, self.bells_on = now, zone, bells
        self.rings = bells(day).rings
        codes = [ring.code for ring in self.rings]
        super().__init__(
            data,
            initial={
                "first": day,
                "last": day,
                "begins": codes[0] if codes else "",
                "until": codes[-1] if codes else "",
                "periods": [each.ring.code for each in taken],
                "office": office,
            },
        )
        self._words()
        names = [
            (ring.code, f"{ring.name}, {clock(ring.starts)} – {clock(ring.ends)}") for ring in self.rings
        ]
        self._choices("begins", names)
        self._choices("until", names)
        self._choices("periods", [(each.ring.code, _told(each)) for each in taken])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _words(self) -> None:
        missing = _("Enter the day: month, day, year.")
        for name, label in (("first", _("First day")), ("last", _("Last day"))):
            field = self.fields[name]
            field.label, field.widget = label, forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            field.error_messages |= {"required": missing, "invalid": missing}
        self.fields["begins"].label = _("From the bell of")
        self.fields["until"].label = _("To the end of")
        self.fields["periods"].label = _("Periods to take over")
        self.fields["periods"].error_messages["required"] = _("Choose at least one period.")
        self.fields["for_whom"].label = _("Name of the substitute")
        self.fields["for_whom"].help_text = _("Leave it empty while nobody knows who comes.")
        self.fields["office"].label = _("Whom to call at the office")
        self.fields["collects"].label = _(
            "Also ask the substitute to write down what the absent adult records"
        )
        for name in ("for_whom", "office"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Refuse days without school, bells the wrong way round, and a card that is over before it is made."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if not first or not last or self.errors.keys() & {"begins", "until", "periods"}:
            return given
        if last < first:
            self.add_error("last", _("The last day comes before the first. Choose a later last day."))
        elif (last - first).days >= MOST_DAYS:
            self.add_error(
                "last", _("A card lasts two weeks at most. For longer, the substitute needs an account.")
            )
        else:
            self._clean_bells(given, first, last)
        return given

    def _clean_bells(self, given: dict[str, Any], first: date, last: date) -> None:
        rings = {day: self.bells_on(day).rings for day in (first, last)}
        closed = [name for name, day in (("last", last), ("first", first)) if not rings[day]]
        for name in closed:
            told = _("There is no school on %(day)s. Choose a school day.")
            self.add_error(name, told % {"day": school_day(given[name])})
        if closed:
            return
        inside = between(self.rings, given["begins"], given["until"])
        given["covered"] = inside & set(given["periods"])
        given["window"] = window(
            (first, rings[first]), (last, rings[last]), given["begins"], given["until"], self.zone
        )
        if not inside or given["window"][1] <= given["window"][0]:
            self.add_error("until", _("This ends before it begins. Choose a later bell."))
        elif not given["covered"]:
            self.add_error("periods", _("None of these periods lies between the two bells."))
        elif given["window"][1] <= self.now:
            self.add_error("until", _("This is over already. Choose a later bell or a later day."))


def _told(each: Taken) -> str:
    when = f"{each.ring.name}, {clock(each.ring.starts)} – {clock(each.ring.ends)}"
    return " · ".join((when, *each.places))
