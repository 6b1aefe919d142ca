"""When rights pass from parents to the student, and which of them stay. Pure.

At 18 a student becomes eligible to the rights of FERPA (34 CFR 99.3, 99.5). Rights under IDEA pass at the age of
majority of the State (34 CFR 300.520), unless the student has a guardian under State law; notices then go to both. A
parent has full rights unless a court order, statute or binding document specifically takes one away (34 CFR 99.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ELIGIBLE = 18
"""Years of age at which a student is eligible (34 CFR 99.3)."""
RIGHTS = frozenset({"inspect", "consent", "notice"})
"""The rights of a parent that open something in the product. `contact` and `address` are rights to be shown or not."""


@dataclass(frozen=True)
class Effect:
    """What an instrument in force does to one right of one guardian: it revokes it, or keeps it after majority."""

    right: str
    keeps: bool


def comes_of_age(birth: date, years: int) -> date:
    """The birthday on which that age is reached; somebody born on Feb 29 reaches it on Feb 28 of a common year.

    The safe convention: some States say Mar 1.
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 2, 28)


def rights_of_guardian(of_age: bool, effects: Iterable[Effect]) -> frozenset[str]:
    """The rights that a guardian holds today, given whether the student is of age in the State."""
    found = list(effects)
    revoked = {each.right for each in found if not each.keeps}
    kept = {each.right for each in found if each.keeps} & RIGHTS
    by_law = {"notice"} if of_age else RIGHTS
    return frozenset((by_law | kept) - revoked)
