"""What adults find does not fit, in words and states: open, answered, or answered a second time and settled. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carryover.timelines import SchoolTime

TWO_THINGS, DEFINITION = "two_things", "definition"
ABOUT: dict[str, str | Promise] = {
    TWO_THINGS: gettext_lazy("told two different things"),
    DEFINITION: gettext_lazy("this definition does not fit what I see"),
}
OPEN, ANSWERED, SETTLED = "open", "answered", "settled"
LINKS = ("guidance", "plan_line", "draft")
OVERDUE_AFTER = 2
"""School days after which an open concern is also put before the administrators of the school (own rule; D31 asks that
the supervisor sees it within the day)."""
SHOWN_FOR = timedelta(days=14)
"""How long an answer stands first on the card of the adult who asked."""


def state_of(steps: int) -> str:
    """The state of a concern after that many steps: answered, opened again once, answered for good."""
    return (OPEN, ANSWERED, OPEN, SETTLED)[min(steps, 3)]


def hours_words(minutes: int) -> str:
    """'2 h 5 min'."""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)d h") % {"n": hours}] if hours else []
    return " ".join([*parts, _("%(n)d min") % {"n": rest}] if rest or not hours else parts)


def age_words(age: SchoolTime) -> str:
    """'2 school days (11 h 5 min of school)', or the hours alone on the first day."""
    if not age.days and not age.minutes:
        return _("no school time yet")
    spent = _("%(hours)s of school") % {"hours": hours_words(age.minutes)}
    if not age.days:
        return spent
    days = _("1 school day") if age.days == 1 else _("%(n)d school days") % {"n": age.days}
    return f"{days} ({spent})"


@dataclass(frozen=True)
class Typical:
    """The median time to an answer, in minutes of school, and over how many answers."""

    minutes: int
    n: int

    @property
    def words(self) -> str:
        """'6 h 20 min of school (n = 3)'."""
        return _("%(hours)s of school (n = %(n)d)") % {"hours": hours_words(self.minutes), "n": self.n}


def typical(times: Iterable[SchoolTime]) -> Typical | None:
    """The median of the times to an answer; None when nothing has been answered."""
    minutes = [each.minutes for each in times]
    return Typical(round(median(minutes)), len(minutes)) if minutes else None
