"""A line of the card and a task of personal care as forms; what a line needs is chosen, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text as words
from carryover.plans.care import HELP, TASKS, TIMES
from carryover.plans.content import Care, CareHelp, CareTask, CareTime, Support, SupportKind
from carryover.scope.competencies import Competency

KINDS = (
    (SupportKind.WHY.value, _("Why it happens")),
    (SupportKind.BEFORE.value, _("Before: what adults do ahead of time")),
    (SupportKind.TEACH.value, _("Teach: the skill in its place")),
    (SupportKind.RESPOND.value, _("Respond: what adults do when it happens")),
    (SupportKind.NEVER.value, _("Never: what adults do not do")),
)


def needs_field() -> forms.ChoiceField:
    """What a line needs training in; `offer` fills it with what the district knows."""
    return forms.ChoiceField(
        label=_("Needs training in"),
        help_text=_("Then only adults whose certificate is valid that day read the line on their card."),
        required=False,
    )


def instead_field() -> forms.CharField:
    """What adults without that training do."""
    return words(
        _("What other adults do instead"),
        300,
        _("They read this in its place, for example: 'Clear the room and call 555-0101'."),
        required=False,
    )


def offer(field: forms.Field, known: Mapping[str, Competency], chosen: str = "") -> None:
    """Let a field choose among these competencies, or nothing; one that was retired since stays where it was chosen."""
    named = sorted((gettext(each.name), key) for key, each in known.items())
    if chosen and chosen not in known:
        named.append((chosen, chosen))
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Nothing in particular")), *((key, name) for name, key in named)]


class LineForm(forms.Form):
    """One line of the card."""

    kind = forms.ChoiceField(label=_("Which part of the card"), choices=KINDS)
    text = words(
        _("What adults will do"),
        300,
        rows=2,
        error_messages={"required": _("Write the line as it will stand on the card")},
    )
    because = words(_("Because"), 300, _("Why, in one sentence."), required=False)
    needs = needs_field()
    instead = instead_field()

    def __init__(
        self, *args: Any, known: Mapping[str, Competency], before: Support | None = None, **kwargs: Any
    ) -> None:
        """`before` is the line that is changed, or None for a new one."""
        if before is not None:
            names = ("kind", "text", "because", "needs", "instead")
            kwargs["initial"] = {name: getattr(before, name) for name in names}
        super().__init__(*args, **kwargs)
        offer(self.fields["needs"], known, before.needs if before else "")

    def clean(self) -> dict[str, Any]:
        """What others do instead belongs to a line that needs training."""
        given = super().clean() or {}
        if given.get("instead") and not given.get("needs"):
            self.add_error(
                "needs", _("Choose the training that the line needs, or empty what others do instead.")
            )
        return given

    def line(self, key: str) -> Support:
        """The line of a valid form under this id."""
        got = {name: str(value).strip() for name, value in self.cleaned_data.items()}
        return Support(
            key, SupportKind(got["kind"]), got["text"], got["because"], got["needs"], got["instead"]
        )


class CareForm(forms.Form):
    """One task of personal care, chosen from fixed words."""

    task = forms.ChoiceField(label=_("What"), choices=[(key.value, _(said)) for key, said in TASKS.items()])
    help = forms.ChoiceField(
        label=_("How much help"), choices=[(key.value, _(said)) for key, said in HELP.items()]
    )
    times = forms.MultipleChoiceField(
        label=_("When"),
        choices=[(key.value, _(said)) for key, said in TIMES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one time of the day")},
    )

    def care(self, key: str) -> Care:
        """The task of a valid form under this id."""
        got = self.cleaned_data
        chosen = set(got["times"])
        times = tuple(each for each in CareTime if each.value in chosen)
        return Care(key, CareTask(got["task"]), CareHelp(got["help"]), times)
