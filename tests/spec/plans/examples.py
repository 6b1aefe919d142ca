"""A plan with one good goal, as values: every test takes something away from it or changes it."""

from __future__ import annotations

from datetime import date

from carryover.measurement import Measure, Method
from carryover.plans.content import (
    Agreement,
    Baseline,
    Criterion,
    Goal,
    Latitude,
    Plan,
    Support,
    SupportKind,
)


def good_goal() -> Goal:
    """A goal with all six parts, in which no check finds anything."""
    return Goal(
        id="goal-1",
        area="Writing",
        condition="given a writing task of five minutes",
        behavior="ask for a break with a card",
        criterion=Criterion("at_least", 5, "on 4 of 5 school days"),
        by=date(2027, 5, 14),
        measure=Measure(
            id="measure-1",
            label="Asks for a break",
            method=Method.COUNT,
            definition="Hands over the break card before leaving the seat.",
            examples=("Hands the card to Denise",),
            non_examples=("Points at the card",),
        ),
        schedule="daily during writing",
        collectors=("paraprofessional", "intervention_specialist"),
        baseline=Baseline(2, 3, date(2026, 9, 1)),
    )


def good_plan() -> Plan:
    """A plan that could be signed."""
    return Plan(
        starts=date(2026, 8, 17),
        ends=date(2027, 8, 16),
        goals=(good_goal(),),
        supports=(
            Support("before-1", SupportKind.BEFORE, "Put the card on the desk.", "It must be within reach."),
        ),
        latitude=(Latitude.STRATEGY,),
        agreement=Agreement("meeting", date(2026, 8, 11), "Renee T., mother", "Marcus Reyes; Renee T."),
    )
