"""The goal builder as a form: what was typed stays, and what is missing is said at its field.

The form only reads; what a goal lacks is said by `checks`, in the same words everywhere.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carryover.look.fields import number_input, text, typed_date
from carryover.measurement import HIERARCHY, Measure, Method
from carryover.plans.building import goal_values, lines, measure_from, phrase
from carryover.plans.checks import Finding, Severity, check_goal
from carryover.plans.content import Baseline, Criterion, Goal, Plan
from carryover.plans.sections import RULE_WORDS
from carryover.roster.roles import COLLECTING_ROLES
from carryover.terms import new_id

AREAS = (
    "Reading",
    "Writing",
    "Math",
    "Communication",
    "Behavior",
    "Social skills",
    "Self-care",
    "Motor skills",
    "Organization and attention",
    "Transition",
)
LARGEST = 100_000
MOST_LINES = 20

METHODS = (
    (Method.COUNT.value, _("Count: how often it happens")),
    (Method.DURATION.value, _("Duration: how long it lasts")),
    (Method.TRIALS.value, _("Trials: each chance, with the help that was given")),
)
COMPARATORS = (("at_least", _("at least")), ("at_most", _("at most")))
DIRECTIONS = (("increase", _("It should increase")), ("decrease", _("It should decrease")))
PROMPTS = tuple((level.value, format_lazy("{} ({})", _(level.words), level.value)) for level in HIERARCHY)
ROLES = tuple((role.value, role.label) for role in COLLECTING_ROLES)
RULES = tuple((name, _(words.capitalize())) for name, words in RULE_WORDS.items())
_EACH = _("One on each line.")


class GoalForm(forms.Form):
    """The goal builder of one draft; `goal()` after a valid form is the goal as it will stand in the plan."""

    area = text(_("Area"), 60, error_messages={"required": _("Name the area of need: for example Writing")})
    condition = text(
        _("Under what condition"),
        300,
        _("Starts with given, when, during or after. For example: Given a writing task of five minutes"),
    )
    behavior = text(
        _("What the student will do"),
        300,
        _("Starts with an act two adults would both see. For example: ask for a break with a card"),
    )
    label = text(
        _("Name on the button"),
        60,
        _("Two or three words. Adults see it on the tablet: Asks for a break"),
        error_messages={"required": _("Name the button: for example Asks for a break")},
    )
    method = forms.ChoiceField(
        label=_("How it is recorded"),
        choices=METHODS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is recorded: count, duration or trials")},
    )
    prompts = forms.MultipleChoiceField(
        label=_("Levels of help, for trials"),
        choices=PROMPTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From most to least help. Only for trials; with none chosen, all of them."),
    )
    direction = forms.ChoiceField(
        label=_("Which way is better"), choices=DIRECTIONS, widget=forms.RadioSelect, initial="increase"
    )
    definition = text(
        _("Definition"),
        2000,
        _("What it looks like, when it starts and when it ends, so that two adults would record the same."),
        rows=3,
    )
    examples = text(_("What counts"), 2000, _EACH, rows=2, required=False)
    non_examples = text(_("What does not count"), 2000, _EACH, rows=2, required=False)
    comparator = forms.ChoiceField(label=_("How well"), choices=COMPARATORS)
    criterion_value = forms.FloatField(
        label=_("Number"),
        max_value=LARGEST,
        widget=number_input("decimal"),
        error_messages={
            "required": _("Give the number that is aimed for: for example 5"),
            "invalid": _("Give a number: for example 5 or 2.5"),
        },
    )
    consistency = text(_("Across how many occasions"), 120, _("For example: on 4 of 5 school days"))
    by = typed_date(_("By when"), _("Month, day, year"))
    baseline_value = forms.FloatField(
        label=_("Number"),
        required=False,
        min_value=0,
        max_value=LARGEST,
        widget=number_input("decimal"),
        error_messages={"invalid": _("Give the starting number: for example 2")},
    )
    baseline_n = forms.IntegerField(
        label=_("Sessions"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=number_input("numeric"),
        error_messages={"invalid": _("Give a whole number of sessions: for example 3")},
    )
    baseline_day = typed_date(_("Last day"), "", required=False)
    schedule = text(_("When it is measured"), 200, _("For example: daily during writing"))
    collectors = forms.MultipleChoiceField(
        label=_("Who collects"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every adult of these roles who works with the student gets the button."),
    )
    rule = forms.ChoiceField(
        label=_("Decision rule"),
        choices=RULES,
        help_text=_("When it fires, the goal comes before the case manager."),
    )

    def __init__(
        self, *args: Any, plan: Plan, now: datetime, today: date, before: Goal | None = None, **kwargs: Any
    ) -> None:
        self.plan, self.now, self.today, self.before = plan, now, today, before
        self.findings: tuple[Finding, ...] = ()
        kwargs.setdefault("initial", goal_values(before) if before else {"by": plan.ends})
        super().__init__(*args, **kwargs)
        self.fields["area"].widget.attrs["list"] = "areas"

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What should be looked at again and may be passed."""
        return tuple(
            f for f in self.findings if f.severity is not Severity.BLOCK and f.field not in self.errors
        )

    def clean(self) -> dict[str, Any]:
        """Read across fields, then ask the checks about everything that could be read."""
        super().clean()
        self._few_lines("examples", "non_examples")
        self._whole_baseline()
        self.findings = check_goal(self.goal(), self.plan)
        for finding in self.findings:
            if finding.severity is Severity.BLOCK and finding.field in self.fields:
                self._say(finding)
        return self.cleaned_data

    def goal(self) -> Goal:
        """The goal from what could be read; parts that could not are empty, so that the checks name them."""
        got = self.cleaned_data
        method = Method(got.get("method") or Method.COUNT)
        criterion = Criterion(
            got.get("comparator") or "at_least",
            got.get("criterion_value") or 0.0,
            got.get("consistency") or "",
        )
        return Goal(
            id=self.before.id if self.before else str(new_id(self.now, os.urandom)),
            area=got.get("area") or "",
            condition=phrase(got.get("condition") or ""),
            behavior=phrase(got.get("behavior") or ""),
            criterion=criterion,
            by=got.get("by") or self.plan.ends,
            measure=self._measure(method),
            schedule=phrase(got.get("schedule") or ""),
            collectors=tuple(got.get("collectors") or ()),
            baseline=self._baseline(),
            rule=got.get("rule") or "four_point",
        )

    def _measure(self, method: Method) -> Measure:
        got = self.cleaned_data
        return measure_from(
            self.before,
            str(new_id(self.now, os.urandom)),
            label=got.get("label") or "?",
            method=method,
            definition=got.get("definition") or "",
            examples=lines(got.get("examples") or ""),
            non_examples=lines(got.get("non_examples") or ""),
            prompts=got.get("prompts") or (),
            direction=got.get("direction") or "increase",
        )

    def _baseline(self) -> Baseline | None:
        got = self.cleaned_data
        value, n, day = got.get("baseline_value"), got.get("baseline_n"), got.get("baseline_day")
        return None if value is None or n is None or day is None else Baseline(value, n, day)

    def _whole_baseline(self) -> None:
        got = self.cleaned_data
        parts = {
            "baseline_value": _("Give the starting number too, or leave all three empty"),
            "baseline_n": _("Say from how many sessions, or leave all three empty"),
            "baseline_day": _("Give the last day of those sessions, or leave all three empty"),
        }
        if any(got.get(name) is not None for name in parts):
            for name, words in parts.items():
                if name not in self.errors and got.get(name) is None:
                    self.add_error(name, forms.ValidationError(words))
        day = got.get("baseline_day")
        if day is not None and day > self.today:
            self.add_error("baseline_day", forms.ValidationError(_("The baseline cannot lie in the future")))

    def _few_lines(self, *names: str) -> None:
        for name in names:
            if len(lines(self.cleaned_data.get(name) or "")) > MOST_LINES:
                self.add_error(name, forms.ValidationError(_("Give at most 20 lines")))

    def _say(self, finding: Finding) -> None:
        """The check's own sentence at its field, in place of the bare 'required'; never beside another error."""
        said = self.errors.as_data().get(finding.field, [])
        if any(each.code != "required" for each in said):
            return
        self.errors.pop(finding.field, None)
        self.add_error(finding.field, forms.ValidationError(_(finding.sentence), code=finding.id))
