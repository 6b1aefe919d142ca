"""How competence reads on a page: the state of a certificate and of an adult's standing, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from carryover.look.words import school_day, share
from carryover.roster.models import Student
from carryover.scope.competence import Need
from carryover.scope.competencies import name_of
from carryover.scope.models import Certificate
from carryover.staff.criterion import SMALL, Observed, StepKind
from carryover.staff.flags import Standing, State

ENDS_SOON_DAYS = 60
"""How long before its end an adult and the office see a certificate as one to renew."""


@dataclass(frozen=True)
class Shown:
    """A certificate as a wallet shows it. `state`: held, soon, over, ended."""

    row: Certificate
    name: str
    state: str
    words: str


def shown(row: Certificate, today: date) -> Shown:
    """The certificate with its state today."""
    state, words = _state(row, today)
    return Shown(row, competency_words(row.competency), state, words)


def _state(row: Certificate, today: date) -> tuple[str, str]:
    if row.ended_on is not None:
        return "ended", _("ended %(day)s: %(why)s") % {
            "day": school_day(row.ended_on, year=True),
            "why": row.ended_reason,
        }
    if row.expires_on is None:
        return "held", _("does not expire")
    day = school_day(row.expires_on, year=True)
    left = (row.expires_on - today).days
    if left < 0:
        return "over", _("expired %(day)s") % {"day": day}
    if left <= ENDS_SOON_DAYS:
        return "soon", _("valid until %(day)s: renew it") % {"day": day}
    return "held", _("valid until %(day)s") % {"day": day}


def competency_words(key: str) -> str:
    """The name of a competency in the reader's language; a district's own as it was entered."""
    return _(name_of(key))


def standing_words(standing: Standing) -> str:
    """'not trained', 'by an override until Oct 30', 'trained, ends Tue Nov 3', 'trained'."""
    told = {
        "day": school_day(standing.day),
        **dict(zip(("old", "new"), standing.versions or (), strict=False)),
    }
    words = {
        State.MISSING: _("not trained"),
        State.WAIVED: _("by an override until %(day)s"),
        State.ENDING: _("trained, ends %(day)s"),
        State.RETRAIN: _("trained on v%(old)s, the card is of v%(new)s: train again"),
        State.HELD: _("trained"),
    }[standing.state]
    return words % told


def need_words(need: Need, periods: Mapping[str, str]) -> str:
    """When a need holds: all day, or in which period."""
    return periods.get(need.period, need.period) if need.period else _("all day")


def observed_words(seen: Observed) -> str:
    """'4 of 4' where few behaviors were seen, '86 % (n = 7)' where more were."""
    if seen.n < SMALL:
        return _("%(done)s of %(n)s") % {"done": seen.done, "n": seen.n}
    return share(seen.percent, seen.n)


def step_words(kind: StepKind) -> str:
    """What was done in a step."""
    return {
        StepKind.INSTRUCT: _("Instructed"),
        StepKind.MODEL: _("Shown"),
        StepKind.REHEARSE: _("Rehearsed"),
        StepKind.OBSERVE: _("Observed"),
    }[kind]


def called(student: Student) -> str:
    """How a student stands on a page that several people may see."""
    return student.initials
