"""An assignment, its end, and the handing over of everything that an adult holds, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.roster.models import Adult, Period
from carryover.scope.acts.assignment import WITH_REASON
from carryover.scope.acts.role import ASSIGNABLE
from carryover.scope.adults import may_write_plans
from carryover.scope.forms.choices import OneOf, adult_choices, among
from carryover.scope.forms.student import not_past
from carryover.scope.handing_over import Place
from carryover.scope.policy import relations
from carryover.terms import DateSpan

AS_WHAT = (
    ("assigned", _("Assigned: works with the student in some periods")),
    ("team", _("Team: belongs to the student's team, without periods")),
    ("contractor", _("Contractor: works with the student for an agency")),
    ("evaluator", _("Evaluator: evaluates the student from outside, with consent")),
    ("auditor", _("Auditor: reviews the record for the state or a court")),
)
LETTERS = (("", _("Every day")), ("A", _("A days")), ("B", _("B days")))


class AssignmentForm(forms.Form):
    """An adult for a student: as what, when, and why."""

    relation = forms.ChoiceField(
        label=_("As what"),
        choices=AS_WHAT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what")},
    )
    since = typed_date(_("First day"), _("Month, day, year"))
    until = typed_date(
        _("Last day"), _("Leave empty where it has no end. From outside it always has one."), required=False
    )
    reason = text(
        _("Why"), 120, _("Needed for those from outside: it stands in the record of access."), required=False
    )

    def __init__(
        self,
        *args: Any,
        adults: Sequence[Adult],
        periods: Sequence[Period],
        earliest: date,
        today: date,
        **kwargs: Any,
    ) -> None:
        self.adults, self.periods, self.earliest = adults, periods, earliest
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today
        self.fields["adult"] = OneOf(
            adult_choices(adults), label=_("Who"), error_messages={"required": _("Choose the adult")}
        )
        for each in periods:
            name = f"{each.name} ({each.code})"
            self.fields[f"in-{each.code}"] = forms.BooleanField(label=name, required=False)
            self.fields[f"letter-{each.code}"] = forms.ChoiceField(
                label=_("Days of %(period)s") % {"period": each.code}, choices=LETTERS, required=False
            )
            self.fields[f"place-{each.code}"] = text(
                _("Place of %(period)s") % {"period": each.code}, 60, required=False
            )
        self.order_fields(["adult", "relation"])

    @property
    def rows(self) -> list[tuple[Period, Any, Any, Any]]:
        """The periods with their three fields, for the table of the page."""
        return [
            (each, self[f"in-{each.code}"], self[f"letter-{each.code}"], self[f"place-{each.code}"])
            for each in self.periods
        ]

    def clean_since(self) -> date:
        """Refuse a day before the student was enrolled."""
        since: date = self.cleaned_data["since"]
        if since < self.earliest:
            words = _("The student is enrolled here since %(day)s. Choose that day or a later one")
            raise forms.ValidationError(words, params={"day": f"{self.earliest:%m/%d/%Y}"})
        return since

    def clean(self) -> dict[str, Any]:
        """What belongs together: role and relation, an end and a reason from outside, a period for an assignment."""
        given = super().clean() or {}
        relation, who = given.get("relation", ""), self.who()
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first"))
        if who and relation and who.role not in ASSIGNABLE[relation]:
            words = _("%(who)s comes as %(role)s: choose what fits that, or let the office change the role")
            self.add_error(
                "relation", forms.ValidationError(words, params={"who": who, "role": who.role_label})
            )
        if relation and relations()[relation].ends and not until and "until" not in self.errors:
            self.add_error("until", _("Somebody from outside has a last day. Enter it"))
        if relation in WITH_REASON and not given.get("reason", "").strip():
            self.add_error("reason", _("Write why, in a few words: the family may read it"))
        if relation == "assigned" and self.periods and not self.places():
            self.add_error("relation", _("Choose the periods below in which they work with the student"))
        return given

    def who(self) -> Adult | None:
        """The chosen adult."""
        return among(self.adults, self.cleaned_data.get("adult"))

    def days(self) -> DateSpan:
        """The days of a valid form."""
        return DateSpan(self.cleaned_data["since"], self.cleaned_data["until"])

    def places(self) -> tuple[Place, ...]:
        """The chosen periods; none for a relation that has none."""
        got = self.cleaned_data
        if got.get("relation") not in ("assigned", "contractor"):
            return ()
        return tuple(
            Place(each.code, got.get(f"letter-{each.code}", ""), got.get(f"place-{each.code}", ""))
            for each in self.periods
            if got.get(f"in-{each.code}")
        )


class EndForm(forms.Form):
    """The last day of an assignment, or at once."""

    last_day = typed_date(
        _("Last day"), _("Today or later. The adult sees the student to the end of it."), required=False
    )
    at_once = forms.BooleanField(label=_("At once: the adult sees nothing more from now on"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today

    def clean(self) -> dict[str, Any]:
        """A day, or at once."""
        given = super().clean() or {}
        if given.get("at_once"):
            return given | {"last_day": None}
        if "last_day" not in self.errors:
            if not given.get("last_day"):
                self.add_error("last_day", _("Enter the last day, or end it at once"))
            elif given["last_day"] < self.today:
                self.add_error(
                    "last_day", _("This day is past. Choose today or a later day, or end it at once")
                )
        return given


class LeavingForm(forms.Form):
    """From which day, to whom, and whether the account closes."""

    day = typed_date(
        _("From which day"),
        _("The first day on which the colleagues have it. Today: at once."),
    )
    close = forms.BooleanField(label=_("Close the account now"), required=False)

    def __init__(
        self, *args: Any, colleagues: Sequence[Adult], manages: bool, works: bool, today: date, **kwargs: Any
    ) -> None:
        self.colleagues, self.today = colleagues, today
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today
        if manages:
            self.fields["manager"] = OneOf(
                adult_choices(each for each in colleagues if may_write_plans(each.role)),
                label=_("Who manages the plans from then on"),
                error_messages={
                    "required": _("Choose who manages the plans: one adult answers for each of them")
                },
            )
        if works:
            fit = (each for each in colleagues if each.role in ASSIGNABLE["assigned"])
            self.fields["worker"] = OneOf(
                adult_choices(fit), label=_("Who takes over the assignments"), required=False,
                nobody=_("Nobody: they end"),
            )  # fmt: skip
        self.order_fields(["day", "manager", "worker", "close"])

    def clean_day(self) -> date:
        """Refuse a past day."""
        return not_past(self.cleaned_data["day"], self.today)

    def heir(self, name: str) -> Adult | None:
        """Who was chosen in `manager` or `worker`."""
        return among(self.colleagues, self.cleaned_data.get(name))
