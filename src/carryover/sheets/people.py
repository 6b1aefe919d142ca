"""Whom and what guidance about a student may name: the adults who work with them, their roles, and the periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from carryover.plans.queries import ties
from carryover.roster.models import Adult, Enrolment, Period
from carryover.scope.actors import Actor, on_day
from carryover.sheets.by_law import DIRECTED

WORK_WITH = ("case_manager", "team", "assigned", "contractor")


@dataclass(frozen=True)
class Named:
    """The adults who work with a student, each once, and the periods in which some adult is with the student."""

    adults: tuple[Adult, ...]
    periods: Mapping[str, str]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of these adults, in the order in which they are met."""
        return tuple(dict.fromkeys(adult.role for adult in self.adults))

    @property
    def professionals(self) -> tuple[Adult, ...]:
        """Those who may direct: nobody who works under direction themselves (34 CFR 200.59(c))."""
        return tuple(adult for adult in self.adults if adult.role not in DIRECTED)

    def name_of(self, adult: UUID | None) -> str:
        """The name of one of these adults; empty for anybody else."""
        return next((str(each) for each in self.adults if each.id == adult), "")


def named(actor: Actor, student: UUID) -> Named:
    """Who and which periods may be named, as things stand today: a fixed number of queries."""
    known = [tie for tie in ties(actor, student) if tie.relation in WORK_WITH]
    codes = sorted({code for tie in known for code in tie.periods})
    names = period_names(actor, student)
    adults = {tie.adult.id: tie.adult for tie in known}
    return Named(tuple(adults.values()), {code: names.get(code, code) for code in codes})


def period_names(actor: Actor, student: UUID) -> dict[str, str]:
    """The names of the periods at the student's school, by code."""
    school = Enrolment.objects.filter(on_day(actor.today), student=student).values("school_id")
    rows = Period.objects.filter(bells__school__in=school).order_by("starts")
    return dict(rows.values_list("code", "name"))
