"""The forms of the card: a line of guidance, what does not fit, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import text as typed
from carryover.observations.acts import Link
from carryover.observations.concerns import DEFINITION, TWO_THINGS
from carryover.observations.wire import MAX_WORDS
from carryover.roster.roles import Role
from carryover.sheets.acts import NewLine
from carryover.sheets.guidance import Line, LineKind
from carryover.sheets.people import Named

EVERYBODY, ALL_DAY, MANAGER = "everybody", "all_day", "case_manager"
LONGEST = 300
KINDS = (
    (LineKind.DO, _("I do: what this adult does")),
    (LineKind.MAY, _("I may offer: what this adult may give without asking")),
    (LineKind.NEVER, _("I never: what this adult does not do, whoever asks")),
    (LineKind.ASK, _("I ask first: what this adult does only after asking")),
    (LineKind.DIRECTS, _("Who directs me: the one professional whose word holds")),
)
_NAMES_SOMEBODY = (LineKind.ASK, LineKind.DIRECTS)
Choices = Sequence[tuple[str, Any]]


class LineForm(forms.Form):
    """One line: kind, words, why, for whom, in which period, and whom to ask. A line without its why is refused."""

    kind = forms.ChoiceField(label=_("What does the line say?"), choices=KINDS)
    text = typed(
        _("The line"),
        LONGEST,
        _("As the adult reads it, in few words: for example “Sit behind him, not beside him”."),
        error_messages={"required": _("Write the line as the adult will read it")},
    )
    because = typed(
        _("Why"),
        LONGEST,
        _("In one sentence."),
        error_messages={"required": _("Write why in one sentence: a line without its why is not kept")},
    )
    whom = forms.ChoiceField(
        label=_("Whom to ask, or who directs"), help_text=_("Counts for these two kinds of line alone.")
    )
    audience = forms.ChoiceField(label=_("For whom"))
    period = forms.ChoiceField(label=_("When"))

    def __init__(self, *args: Any, named: Named, **more: Any) -> None:
        super().__init__(*args, **more)
        roles = [(f"role:{role}", Role(role).label) for role in named.roles]
        adults = [(f"adult:{adult.id}", str(adult)) for adult in named.adults]
        self._set("audience", [(EVERYBODY, _("Everybody who works with the student")), *roles, *adults])
        self._set("period", [(ALL_DAY, _("All day")), *named.periods.items()])
        professionals = [(str(adult.id), str(adult)) for adult in named.professionals]
        self._set("whom", [(MANAGER, _("The case manager")), *professionals])
        if self.data.get("kind") == LineKind.DIRECTS:
            self.fields["text"].required = self.fields["because"].required = False

    def _set(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Who directs needs a name: the case manager directs without any line."""
        got: dict[str, Any] = super().clean() or {}
        if got.get("kind") == LineKind.DIRECTS and got.get("whom") == MANAGER:
            self.add_error("whom", _("Choose who directs; without this line it is the case manager"))
        return got

    def line(self) -> NewLine:
        """The line of a valid form."""
        got = self.cleaned_data
        what, _colon, who = got["audience"].partition(":")
        kind = LineKind(got["kind"])
        directs = kind is LineKind.DIRECTS
        return NewLine(
            kind,
            "" if directs else got["text"],
            "" if directs else got["because"],
            "" if got["period"] == ALL_DAY else got["period"],
            who if what == "role" else "",
            UUID(who) if what == "adult" else None,
            UUID(got["whom"]) if got["whom"] != MANAGER and kind in _NAMES_SOMEBODY else None,
        )


def as_typed(line: Line) -> dict[str, str]:
    """What the form shows of a line that is to be replaced."""
    audience = f"adult:{line.adult}" if line.adult else f"role:{line.role}" if line.role else EVERYBODY
    return {
        "kind": line.kind.value,
        "text": line.text,
        "because": line.because,
        "whom": str(line.whom.id) if line.whom else MANAGER,
        "audience": audience,
        "period": line.period or ALL_DAY,
    }


class ConcernForm(forms.Form):
    """What does not fit. Two taps are enough; the line and the words may be left out."""

    about = forms.ChoiceField(choices=[(TWO_THINGS, ""), (DEFINITION, "")])
    measure = forms.ChoiceField(required=False)
    line = forms.ChoiceField(label=_("What is it about?"), required=False)
    words = typed(_("In a few words"), MAX_WORDS, _("About ten words are enough."), required=False)

    def __init__(self, *args: Any, measures: Choices, lines: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (("measure", measures), ("line", [("", _("I do not say")), *lines])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A definition is one of a measure; two directions are about none."""
        got: dict[str, Any] = super().clean() or {}
        if got.get("about") == DEFINITION and not got.get("measure"):
            self.add_error("measure", _("Choose the measure whose definition does not fit"))
        if got.get("about") == TWO_THINGS:
            got["measure"] = ""
        return got


class AnswerForm(forms.Form):
    """The answer in words, what it changed, and perhaps a line that everybody's card says from now on."""

    words = typed(
        _("Your answer"),
        600,
        _("What holds from now on, in words that the adult can carry out."),
        rows=3,
        error_messages={"required": _("Write the answer: nothing is settled without words")},
    )
    changed = forms.ChoiceField(
        label=_("What this is about or changes"),
        help_text=_("It stands beside your answer, so that everybody finds it."),
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind of line"), choices=KINDS[:4], required=False)
    text = typed(_("The line"), LONGEST, _("Left empty, no line is written."), required=False)
    because = typed(_("Why"), LONGEST, required=False)

    def __init__(self, *args: Any, links: Iterable[Link], **more: Any) -> None:
        super().__init__(*args, **more)
        self.links = {f"{link.kind}:{link.id}": link for link in links}
        field = self.fields["changed"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Nothing of the plan or the guidance")),
            *((k, v.words) for k, v in self.links.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """A line needs its why, here as everywhere."""
        got: dict[str, Any] = super().clean() or {}
        if got.get("text", "").strip() and not got.get("because", "").strip():
            self.add_error("because", _("Write why in one sentence: a line without its why is not kept"))
        return got

    def link(self) -> Link | None:
        """What the answer names as changed."""
        return self.links.get(self.cleaned_data["changed"])

    def line(self) -> NewLine | None:
        """The line to write with the answer, when there is one."""
        got = self.cleaned_data
        if not got["text"].strip():
            return None
        return NewLine(LineKind(got["kind"] or LineKind.DO), got["text"], got["because"])


class AgainForm(forms.Form):
    """Why the answer does not settle it."""

    words = typed(
        _("Why is it still open for you?"),
        600,
        rows=2,
        error_messages={"required": _("Write what is still open: it goes to the same person")},
    )
