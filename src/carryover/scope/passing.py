"""Those who only come for a while: substitutes, contractors, evaluators, auditors. Their account ends with their part.

34 CFR 99.31(a)(1)(i)(B): an outside party is a school official only for the task that it was given.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from carryover.look.words import school_day
from carryover.scope.actors import Actor
from carryover.scope.models import Relationship
from carryover.terms import Refusal


def assignment_over(actor: Actor) -> Refusal:
    """What somebody is told of whose relationships none holds now: since when, or from when on."""
    mine = Relationship.objects.filter(adult=actor.adult)
    ended = mine.filter(valid_to__isnull=False, valid_from__lte=actor.today).order_by("-valid_to").first()
    coming = mine.filter(valid_from__gt=actor.today).order_by("valid_from").first()
    return Refusal(
        _("Open this page"),
        _why(ended.valid_to if ended else None, coming.valid_from if coming else None),
        _("Ask the office: it can give you a new assignment."),
        "assignment.over",
        "34 CFR 99.31(a)(1)(i)(B)",
    )


def _why(ended: date | None, coming: date | None) -> str:
    if coming is not None:
        return _("Your assignment begins on %(day)s.") % {"day": school_day(coming)}
    if ended is not None:
        return _("Your assignment ended on %(day)s.") % {"day": school_day(ended)}
    return _("Nobody has given you an assignment yet.")
