"""The two students whose plans are written by hand: Jaylen T., whose support changed lately, and Amara O."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from carryover.measurement import Measure
from carryover.plans.content import Baseline, Criterion, Goal, Latitude, Plan, Support, SupportKind
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.days import Calendar
from carryover.site.demo.goals_of_story import ASKS_BREAK, ASKS_HELP, CALLS_OUT, STAYS_WRITING, TWO_STEPS
from carryover.site.demo.plans import YEAR, Case, Version, agreed, by_day, measure_of, moment
from carryover.site.demo.pupils import Pupil
from carryover.site.demo.shapes import Shape, goal_id

WHY, BEFORE, TEACH, RESPOND, NEVER = SupportKind
SUPPORT_CHANGED = 17
"""School days before today on which Jaylen's second version came into force: between three and four weeks."""
CHANGE_LABEL = "Choice of two tasks"
CHANGE_REASON = (
    "Asking for a break stayed below the aim line while he worked through one long task. Two short tasks to choose from"
    " give him a reason to stay and an easier moment to ask."
)
_SIGNED_BEFORE = timedelta(days=6)

JAYLEN_CARD = (
    Support(
        "why-1",
        WHY,
        "Long reading and writing tasks are where he leaves.",
        "Leaving has made the task go away; asking must work better.",
    ),
    Support(
        "why-2",
        WHY,
        "He calls out when waiting is long.",
        "An answer from an adult came within seconds nearly every time.",
    ),
    Support(
        "before-1",
        BEFORE,
        "Put the break card on his desk before the task.",
        "It must be within reach when he needs it.",
    ),
    Support(
        "before-2",
        BEFORE,
        "Say 'first … then …' and point to the strip.",
        "A near end makes the start easier.",
    ),
    Support(
        "teach-1",
        TEACH,
        "Practice asking in two easy moments each morning.",
        "A skill learned calm is there when work is hard.",
    ),
    Support(
        "teach-2",
        TEACH,
        "Call on him within a minute of a raised hand.",
        "A hand has to pay as fast as calling out did.",
    ),
    Support(
        "respond-1",
        RESPOND,
        "Honor every request for a break at once: two minutes.",
        "Asking has to pay each time at first.",
    ),
    Support(
        "respond-2",
        RESPOND,
        "Return to the same task, one item shorter.",
        "The task comes back, so leaving gains nothing.",
    ),
    Support(
        "never-1",
        NEVER,
        "Do not block the door or hold him.",
        "He goes to the beanbag; blocked ways made it worse.",
    ),
    Support("never-2", NEVER, "Do not take away recess.", "It keeps the rest of his day going."),
)
CHOICE = Support(
    "before-3",
    BEFORE,
    "Lay out two short tasks and let him choose which comes first.",
    "A choice gives him a say; both tasks get done.",
)
AMARA_CARD = (
    Support(
        "why-1",
        WHY,
        "She waits in silence when she is stuck.",
        "Last year help came without asking, so asking had no use.",
    ),
    Support(
        "before-1",
        BEFORE,
        "Put the two-sided card on her desk, 'working' up.",
        "Turning a card is easier than speaking.",
    ),
    Support(
        "before-2",
        BEFORE,
        "Say a direction once, two steps, facing her.",
        "Repeats teach that the first one can be missed.",
    ),
    Support(
        "teach-1",
        TEACH,
        "Do the first item together, then ask what comes next.",
        "She knows how it feels to be under way.",
    ),
    Support(
        "teach-2",
        TEACH,
        "Plant one hard item a lesson and wait ten seconds.",
        "There must be something to ask about.",
    ),
    Support(
        "respond-1",
        RESPOND,
        "Come at once when the card says 'help'.",
        "The first ten times decide whether she asks again.",
    ),
    Support(
        "never-1", NEVER, "Do not help before she has asked.", "It teaches waiting, kindly as it is meant."
    ),
    Support("never-2", NEVER, "Do not answer for her when a classmate asks.", "She is about to."),
)


def _goal(shape: Shape, start: float, aim: float, consistency: str, starts: date, by: date, n: int) -> Goal:
    comparator = "at_least" if shape.direction == "increase" else "at_most"
    measure: Measure = measure_of(shape)
    return Goal(
        goal_id(shape.key), shape.area, shape.condition, shape.behavior,
        Criterion(comparator, float(aim), consistency), by, measure, shape.schedule, shape.collectors,
        Baseline(float(start), n, starts), "four_point",
    )  # fmt: skip


def _starts(calendar: Calendar) -> date:
    """The first day of this school year, or forty-five school days ago when the year is younger than that."""
    first = calendar.year_starts(calendar.ending)
    return first if first <= calendar.before(40) else calendar.before(45)


def jaylen(seed: int, calendar: Calendar, pupil: Pupil, manager: UUID, collector: UUID, family: str) -> Case:
    """Two versions: the plan of the year, and a change of support three to four weeks ago."""
    chance, starts = stream(seed, "plan", pupil.part), _starts(calendar)
    by = by_day(calendar, starts)
    shapes = (ASKS_BREAK, CALLS_OUT, STAYS_WRITING)
    first = Plan(
        starts=starts,
        ends=starts + YEAR,
        goals=(
            _goal(ASKS_BREAK, 20, 80, "on 4 of 5 school days", starts, by, 5),
            _goal(CALLS_OUT, 10, 2, "for two weeks in a row", starts, by, 5),
            _goal(STAYS_WRITING, 3, 15, "on 4 of 5 school days", starts, by, 4),
        ),
        supports=JAYLEN_CARD,
        latitude=tuple(Latitude),
        agreement=agreed(pupil, family, starts - _SIGNED_BEFORE),
    )
    second = replace(first, supports=(*JAYLEN_CARD, CHOICE))
    changed = calendar.before(SUPPORT_CHANGED)
    eve = max(d.day for d in calendar.past if d.day < changed)
    plan_id = uid(chance)
    versions = (
        Version(uid(chance), 1, "annual", "Annual plan", starts, moment(starts - _SIGNED_BEFORE, 15, 20), first),
        Version(uid(chance), 2, "support", CHANGE_LABEL, changed, moment(eve, 15, 40), second, CHANGE_REASON,
                goal_id(ASKS_BREAK.key)),
    )  # fmt: skip
    return Case(pupil, plan_id, manager, collector, family, versions, shapes)


def amara(seed: int, calendar: Calendar, pupil: Pupil, manager: UUID, collector: UUID, family: str) -> Case:
    """One version since the beginning of the year."""
    chance, starts = stream(seed, "plan", pupil.part), _starts(calendar)
    by = by_day(calendar, starts)
    plan = Plan(
        starts=starts,
        ends=starts + YEAR,
        goals=(
            _goal(ASKS_HELP, 1, 5, "on 4 of 5 school days", starts, by, 5),
            _goal(TWO_STEPS, 30, 80, "in three sessions in a row", starts, by, 4),
        ),
        supports=AMARA_CARD,
        latitude=tuple(Latitude),
        agreement=agreed(pupil, family, starts - _SIGNED_BEFORE),
    )
    plan_id = uid(chance)
    signed = moment(starts - _SIGNED_BEFORE, 16, 5)
    version = Version(uid(chance), 1, "annual", "Annual plan", starts, signed, plan)
    return Case(pupil, plan_id, manager, collector, family, (version,), (ASKS_HELP, TWO_STEPS))
