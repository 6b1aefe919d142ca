"""Whether two entries may be one child, so that nobody is entered twice. Pure.

A second entry splits a record: half of the evidence lies with each twin. So the question is asked generously, and a
person answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from carryover.roster.spelling import words_of

NUMBER, NAME = "number", "name"
SIMILAR = 0.4
"""Share of three-letter pieces that two names of one birth date have in common before somebody should look. Brothers
and sisters born on one day reach it by their family name: that is one question too many and no harm."""
ALMOST_SAME = 0.8


@dataclass(frozen=True)
class Known:
    """What tells one child from another."""

    given: str
    family: str
    birth: date
    number: str = ""


def same_number(one: str, other: str) -> bool:
    """Whether two student numbers are one: a spreadsheet loses leading zeros."""
    short = short_number(one)
    return bool(short) and short == short_number(other)


def short_number(number: str) -> str:
    """A student number without case and leading zeros: what two have in common that are one."""
    return number.strip().casefold().lstrip("0")


def likeness(one: Known, other: Known) -> float:
    """0 to 1: how much two full names have in common, whatever their order, accents and hyphens."""
    mine, theirs = _pieces(one), _pieces(other)
    together = mine | theirs
    return len(mine & theirs) / len(together) if together else 0.0


def alike(one: Known, other: Known) -> str:
    """NUMBER when the numbers are one, NAME when birth date and name make it likely, else nothing."""
    if same_number(one.number, other.number):
        return NUMBER
    how = likeness(one, other)
    if one.birth == other.birth and how >= SIMILAR:
        return NAME
    return NAME if other.birth == turned(one.birth) and how >= ALMOST_SAME else ""


def turned(birth: date) -> date | None:
    """The date with month and day exchanged, as those read it who write the day first; None where there is none."""
    try:
        return birth.replace(month=birth.day, day=birth.month)
    except ValueError:
        return None


def _pieces(who: Known) -> frozenset[str]:
    found: set[str] = set()
    for word in words_of(f"{who.given} {who.family}"):
        padded = f"  {word} "
        found |= {a + b + c for (a, b), (_, c) in pairwise(pairwise(padded))}
    return frozenset(found)
