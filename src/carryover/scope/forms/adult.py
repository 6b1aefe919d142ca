"""An adult, their role and their account, as forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text
from carryover.roster.models import Account, Adult, School
from carryover.roster.roles import PASSING_ROLES, SCHOOL_WIDE_ROLES, STAFF_ROLES, Role
from carryover.scope.acts.adult import AdultFacts
from carryover.scope.acts.role import KNOWN_TO_CHANGE
from carryover.scope.forms.choices import OneOf, school_choices

FIRST_ROLES = tuple(role for role in (*STAFF_ROLES, *PASSING_ROLES) if role not in SCHOOL_WIDE_ROLES)
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}")


class AdultForm(forms.Form):
    """Who an adult is. `seen` is set when the warning about one of the same name was on the page."""

    given = text(_("Given name"), 60, error_messages={"required": _("Enter the given name")})
    family = text(_("Family name"), 60, error_messages={"required": _("Enter the family name")})
    role = forms.ChoiceField(
        label=_("What they are to the school"),
        help_text=_("The role carries the rights. Rights over a whole school are given afterwards."),
        choices=[("", _("Choose …")), *((role.value, role.label) for role in FIRST_ROLES)],
        error_messages={"required": _("Choose what they are to the school")},
    )
    title = text(
        _("What they are called here"), 80, _("Your own title for them. It carries no right."), required=False
    )
    reach = text(
        _("How to reach them"),
        80,
        _("Stands on the cards of their students. For example: room 14, ext. 0142"),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, schools: Sequence[School], home: UUID | None, **kwargs: Any) -> None:
        """`schools`: those at which the asker may manage people; with several, the desk can be moved."""
        super().__init__(*args, **kwargs)
        self.home = home
        self.fields["school"] = OneOf(
            school_choices(schools), label=_("Where their desk is"), required=False, nobody=_("At no school"),
            initial=home,
        )  # fmt: skip

    def facts(self) -> AdultFacts:
        """The adult of a valid form."""
        got = self.cleaned_data
        return AdultFacts(
            got["given"], got["family"], got.get("role", ""), got["school"], got["title"], got["reach"]
        )


def change_form(data: Any, adult: Adult, schools: Sequence[School]) -> AdultForm:
    """The same for an adult who is there: the role is changed on a page of its own."""
    initial = {
        "given": adult.given_name,
        "family": adult.family_name,
        "title": adult.title,
        "reach": adult.reach,
    }
    form = AdultForm(data, schools=schools, home=adult.school_id, initial=initial)
    del form.fields["role"]
    return form


class RoleForm(forms.Form):
    """Another role, and the schools that the adult answers for where the role comes with any."""

    role = forms.ChoiceField(
        label=_("What they are to the school"),
        choices=[(role.value, role.label) for role in KNOWN_TO_CHANGE],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, schools: Sequence[School], over: frozenset[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = tuple(schools)
        for each in schools:
            self.fields[f"at-{each.id}"] = forms.BooleanField(
                label=each.name, required=False, initial=each.id in over
            )

    @property
    def places(self) -> list[Any]:
        """The boxes of the schools."""
        return [self[f"at-{each.id}"] for each in self.schools]

    def chosen(self) -> list[UUID]:
        """The schools of a valid form."""
        return [each.id for each in self.schools if self.cleaned_data[f"at-{each.id}"]]

    def clean(self) -> dict[str, Any]:
        """Rights over a school name the school."""
        given = super().clean() or {}
        if given.get("role") in SCHOOL_WIDE_ROLES and not any(given.get(f"at-{s.id}") for s in self.schools):
            self.add_error("role", _("Choose the schools that this adult answers for"))
        return given


class UserNameForm(forms.Form):
    """The name under which somebody signs in: small letters and digits, given once."""

    username = text(
        _("User name"),
        30,
        _("Small letters, digits, dot, dash. People type it every morning."),
        error_messages={"required": _("Enter a user name")},
    )

    def clean_username(self) -> str:
        """Refuse what cannot be typed on every keyboard, and what somebody has."""
        name: str = self.cleaned_data["username"].strip().lower()
        if not _USER_NAME.fullmatch(name):
            raise forms.ValidationError(
                _(
                    "Use two to thirty small letters and digits; dot, dash and underscore may stand between them"
                )
            )
        if Account.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody has this user name. Choose another"))
        return name


class LabelsForm(forms.Form):
    """What the district calls each role."""

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in Role:
            self.fields[role.value] = text(role.label, 60, required=False, initial=labels.get(role.value, ""))
