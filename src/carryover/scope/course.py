"""What a guardian may do from today on, and on which days that changes. Pure.

The same law as `majority`, told forward: the birthday on which rights pass, and the first and last days of papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from carryover.scope.majority import Effect, comes_of_age, rights_of_guardian
from carryover.terms import DateSpan

MAJORITY, PAPER_BEGINS, PAPER_ENDS = "majority", "paper_begins", "paper_ends"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Paper:
    """One effect of one paper on one right, on the days on which it holds."""

    effect: Effect
    days: DateSpan


@dataclass(frozen=True)
class Stretch:
    """The rights that hold from a day on until the next stretch, and what made them change."""

    start: date
    rights: frozenset[str]
    because: tuple[str, ...] = ()


def course(birth: date, majority_age: int, papers: Iterable[Paper], today: date) -> tuple[Stretch, ...]:
    """The stretches from today on; the first is today's. Neighbors always differ."""
    found, of_age = tuple(papers), comes_of_age(birth, majority_age)
    stretches = [Stretch(today, _rights(found, of_age, today))]
    for day in sorted({day for day in _days(found, of_age) if day > today}):
        rights = _rights(found, of_age, day)
        if rights != stretches[-1].rights:
            stretches.append(Stretch(day, rights, _because(found, of_age, day)))
    return tuple(stretches)


def _rights(papers: Iterable[Paper], of_age: date, day: date) -> frozenset[str]:
    return rights_of_guardian(of_age <= day, [each.effect for each in papers if each.days.includes(day)])


def _days(papers: Iterable[Paper], of_age: date) -> Iterable[date]:
    yield of_age
    for paper in papers:
        yield paper.days.start
        if paper.days.end is not None:
            yield paper.days.end + _ONE_DAY


def _because(papers: Iterable[Paper], of_age: date, day: date) -> tuple[str, ...]:
    begins = any(each.days.start == day for each in papers)
    ends = any(each.days.end is not None and each.days.end + _ONE_DAY == day for each in papers)
    told = ((MAJORITY, of_age == day), (PAPER_BEGINS, begins), (PAPER_ENDS, ends))
    return tuple(name for name, holds in told if holds)
