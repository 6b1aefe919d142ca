"""What of the record of access is wanted; what is written into the register; whom a privacy officer looks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text, typed_date
from carryover.scope.deeds import KINDS
from carryover.scope.disclosing import BASES, Told
from carryover.scope.looked import Asked, Key, Who

EARLIEST = date(2000, 1, 1)
_KIND = re.compile(r"[a-z]{1,16}")


class PeriodForm(forms.Form):
    """From a day to a day, both included; an empty end is open."""

    since = typed_date(_("From"), "", required=False)
    until = typed_date(_("To"), "", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or lies outside of any record."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first. Choose a later last day."))
        for name, day in (("since", since), ("until", until)):
            if day and not EARLIEST <= day <= self.today.replace(month=12, day=31):
                self.add_error(name, _("No record reaches to that day. Choose one from 2000 to this year."))
        return given

    def period(self) -> Asked:
        """The period of a valid form."""
        return Asked(self.cleaned_data["since"], self.cleaned_data["until"])


class FilterForm(PeriodForm):
    """A period, somebody who looked, a kind of deed; all of them may be left open."""

    who = forms.ChoiceField(
        label=_("Who"), required=False, error_messages={"invalid_choice": _("Choose somebody from the list")}
    )
    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=(("", _("Everything")), *KINDS.items()),
        error_messages={"invalid_choice": _("Choose one from the list")},
    )

    def __init__(self, *args: Any, today: date, people: Iterable[Who], **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        named = sorted(((each.code, each.name) for each in people), key=lambda pair: pair[1])
        self.fields["who"].choices = (("", _("Everybody")), *named)  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What a valid form asks for."""
        got = self.cleaned_data
        return Asked(got["since"], got["until"], key_of(got["who"]), got["kind"])


def key_of(code: str) -> Key | None:
    """The asker behind a code; None when it is not one."""
    kind, dash, key = code.partition("-")
    try:
        return (kind, UUID(key) if dash else None) if _KIND.fullmatch(kind) else None
    except ValueError:
        return None


class DisclosureForm(forms.Form):
    """A request for records, and what became of it."""

    day = typed_date(_("On what day?"), _("Month, day, year"))
    asked_by = text(
        _("Who asked?"), 120, _("The person, with the position: for example Dr. Ana Ruiz, pediatrician.")
    )
    party = text(_("For which agency or party?"), 160)
    interest = text(
        _("What for?"), 400, _("The legitimate interest that they gave (34 CFR 99.32(a)(3)(ii))."), rows=2
    )
    what = text(_("Which records?"), 400, rows=2)
    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=(
            ("disclosed", _("The records were given")),
            ("refused", _("It was refused")),
            ("asked", _("It has not been answered yet")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of the request")},
    )
    basis = forms.ChoiceField(
        label=_("On what does it rest?"),
        required=False,
        choices=(("", _("Nothing: it was refused, or not answered")), *BASES.items()),
    )
    consent_on = typed_date(_("Day of the consent"), _("Only for written consent."), required=False)
    threat = text(
        _("The threat"),
        400,
        _("Only for an emergency: the articulable and significant threat (34 CFR 99.32(a)(5))."),
        rows=2,
        required=False,
    )
    onward = text(
        _("To whom may they pass it on for the school?"), 400, _("34 CFR 99.32(b), 99.33(b)"), required=False
    )
    told_onward = forms.BooleanField(
        label=_("They were told that they may not pass it on to anybody else (34 CFR 99.33)"), required=False
    )

    def __init__(self, *args: Any, today: date, correcting: bool = False, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        if correcting:
            self.fields["correction"] = text(
                _("What was wrong before?"),
                200,
                error_messages={"required": _("Say what was wrong: the earlier entry stays beside this one")},
            )

    def clean_day(self) -> date:
        """Refuse a day that has not come."""
        return self._past("day", _("This day has not come yet"))

    def clean_consent_on(self) -> date | None:
        """Refuse a consent that has not been given."""
        return self._past("consent_on", _("This day has not come yet")) if self._given("consent_on") else None

    def clean(self) -> dict[str, Any]:
        """Ask for what the law asks of each kind."""
        given: dict[str, Any] = super().clean() or {}
        outcome, basis = given.get("outcome"), given.get("basis")
        if outcome == "disclosed" and not basis:
            self.add_error(
                "basis", _("Choose on what it rests: without consent or an exception nothing is given")
            )
        if basis and outcome in ("refused", "asked"):
            self.add_error("basis", _("Only what was given rests on something. Choose the first line"))
        if basis == "consent" and not given.get("consent_on") and "consent_on" not in self.errors:
            self.add_error("consent_on", _("Enter the day on the written consent"))
        if basis == "emergency" and not (given.get("threat") or "").strip():
            self.add_error("threat", _("Say what the threat was, and to whom"))
        if outcome == "disclosed" and basis not in ("", "court", None) and not given.get("told_onward"):
            self.add_error("told_onward", _("Tell them, and mark it here (34 CFR 99.33(d))"))
        return given

    def told(self) -> Told:
        """The entry of a valid form."""
        got = self.cleaned_data
        basis = got["basis"]
        return Told(
            got["day"], got["outcome"], got["asked_by"], got["party"], got["interest"], got["what"], basis,
            got["consent_on"] if basis == "consent" else None, got["threat"] if basis == "emergency" else "",
            got["onward"], got["told_onward"], got.get("correction", ""),
        )  # fmt: skip

    def _given(self, name: str) -> bool:
        return self.cleaned_data.get(name) is not None

    def _past(self, name: str, words: Any) -> date:
        day: date = self.cleaned_data[name]
        if day > self.today:
            raise forms.ValidationError(words)
        if day < EARLIEST:
            raise forms.ValidationError(
                _("No record reaches to that day. Choose one from 2000 to this year.")
            )
        return day


class FindForm(forms.Form):
    """A student of the schools whose records one watches over, by a name or a number."""

    q = text(
        _("Name or number"),
        80,
        error_messages={"required": _("Enter a name, initials or a student number")},
    )
