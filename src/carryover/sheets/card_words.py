"""The card's headings and sentences, in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carryover.look.words import school_day
from carryover.observations.raised import Raised
from carryover.plans.content import Plan, SupportKind
from carryover.plans.gate import CardLine
from carryover.roster.models import Adult
from carryover.scope.competencies import competencies, instead_of, name_of
from carryover.sheets.changes import CARE, Change, Since
from carryover.sheets.guidance import Line, LineKind, Professional

HEADINGS: dict[SupportKind, str | Promise] = {
    SupportKind.WHY: gettext_lazy("Why it happens"),
    SupportKind.BEFORE: gettext_lazy("Before"),
    SupportKind.TEACH: gettext_lazy("Teach"),
    SupportKind.RESPOND: gettext_lazy("If it happens"),
    SupportKind.NEVER: gettext_lazy("Never"),
}
MINE: dict[LineKind, str | Promise] = {
    LineKind.DO: gettext_lazy("I do"),
    LineKind.MAY: gettext_lazy("I may offer"),
    LineKind.NEVER: gettext_lazy("I never"),
    LineKind.ASK: gettext_lazy("I ask first"),
    LineKind.DIRECTS: gettext_lazy("Who directs me"),
}
GOAL = gettext_lazy("Goal")


def sentence(change: Change) -> str:
    """'New in Before: Lay out two short tasks.'"""
    if change.part == CARE:
        return _("Changed: personal care.")
    words = {
        "new": _("New in “%(part)s”: %(text)s"),
        "changed": _("Changed in “%(part)s”: %(text)s"),
        "ended": _("No longer in “%(part)s”: %(text)s"),
    }[change.what]
    return words % {"part": part_words(change), "text": change.text}


def part_words(change: Change) -> str:
    """Where a change stands on the card."""
    if change.part.startswith("my_"):
        return str(MINE[LineKind(change.part.removeprefix("my_"))])
    return str(GOAL if change.part == "goal" else HEADINGS[SupportKind(change.part)])


def since_words(since: Since) -> str:
    """'since you last recorded, Mon Oct 19'."""
    words = {
        "recorded": _("since you last recorded, %(day)s"),
        "read": _("since you confirmed the card, %(day)s"),
        "assigned": _("since you were assigned, %(day)s"),
        "lately": _("since %(day)s"),
    }[since.why]
    return words % {"day": school_day(since.at.date())}


def line_words(found: Raised, plan: Plan | None, lines: Iterable[Line]) -> str:
    """The measure or the line that a concern is about, as plan and guidance say it now; empty when none was named."""
    if plan is not None:
        for goal in plan.goals:
            if found.row.measure and goal.measure.id == found.row.measure:
                return goal.measure.label
        for support in plan.supports:
            if found.line and support.id == found.line:
                return support.text
    return next((line.text for line in lines if found.line and str(line.id) == found.line), "")


def owner_words(owner: Adult | None) -> str:
    """Who owes an answer, and how to reach them."""
    return (
        Professional(owner.id, str(owner), owner.reach).words
        if owner
        else _("An administrator of the school")
    )


def instead_words(competency: str) -> str:
    """What adults without a competency do, where a line of the plan says nothing of its own."""
    return _(instead_of(competency))


def training_words(line: CardLine) -> str:
    """For whom a line is that needs training: the reader, or others; empty for a line that needs none."""
    if not line.needs:
        return ""
    needs = {"needs": _(name_of(line.needs))}
    if line.closed:
        return _("The rest of this line is for adults trained in %(needs)s.") % needs
    return _("For adults trained in %(needs)s, as you are today.") % needs


def trainer_words(line: CardLine) -> str:
    """Who trains an adult to whom a line is closed; empty for a line that is open."""
    if not line.closed:
        return ""
    known = competencies().get(line.needs)
    return _(known.who_trains) if known else _("Ask the case manager how to be trained.")


def sealed_words(ask: Adult) -> str:
    """In the place of the why, where the reason of a line is sealed: who may tell it."""
    return _("Reason sealed: ask %(who)s.") % {"who": ask}
