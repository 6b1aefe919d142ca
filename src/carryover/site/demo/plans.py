"""Plans as values: content that the checks let through, hashed as signed ones are, and the courses of their goals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from carryover.measurement import Measure, Method
from carryover.plans.content import Agreement, Baseline, Criterion, Goal, Latitude, Plan
from carryover.site.demo.chance import pick_weighted, stream, uid
from carryover.site.demo.days import Calendar, school_year
from carryover.site.demo.goals_of_lessons import LESSONS
from carryover.site.demo.goals_of_living import LIVING
from carryover.site.demo.lines import draw_card
from carryover.site.demo.pupils import Pupil
from carryover.site.demo.schools import GOALS, GRADES
from carryover.site.demo.shapes import PROMPTS, Shape, goal_id

LIBRARY = (*LESSONS, *LIVING)
ZONE = ZoneInfo("America/New_York")
YEAR = timedelta(days=364)

AREAS: dict[str, tuple[str, ...]] = {
    "reading": ("reading", "reading", "writing", "math", "work habits"),
    "speech": ("speech", "language", "language"),
    "attention": ("classroom behavior", "work habits", "participation", "writing", "math"),
    "communication": (
        "communication",
        "social",
        "self-regulation",
        "participation",
        "fine motor",
        "self-care",
        "reading",
    ),
    "early": ("early learning", "communication", "self-care", "fine motor", "social", "language"),
    "adaptive": ("self-care", "transition", "communication", "math", "reading", "work habits", "safety"),
    "regulation": ("self-regulation", "safety", "classroom behavior", "work habits", "writing"),
}
_OTHERWISE = ("communication", "reading", "self-care", "fine motor", "work habits", "participation")
_YOUNGEST = {"transition": 10, "writing": 2, "work habits": 2}
_OLDEST = {"self-care": 9, "early learning": 1}
CONSISTENCY = {
    True: ("in three probes in a row", "in four of five probes"),
    False: ("on 4 of 5 school days", "in three sessions in a row", "for two weeks in a row"),
}


@dataclass(frozen=True)
class Version:
    """A signed version before it becomes a row."""

    id: UUID
    number: int
    purpose: str
    phase_label: str
    effective_from: date
    signed_at: datetime
    plan: Plan
    reason: str = ""
    goal_id: str = ""


@dataclass(frozen=True)
class Case:
    """One student's plan: who manages it, its versions, and the shape behind each goal."""

    pupil: Pupil
    plan_id: UUID
    manager: UUID
    collector: UUID
    family_member: str
    versions: tuple[Version, ...]
    shapes: tuple[Shape, ...]

    @property
    def current(self) -> Plan:
        """The content of the newest version."""
        return self.versions[-1].plan


def goal_of(chance: Random, shape: Shape, starts: date, by: date) -> Goal:
    """A goal of this shape with numbers of its own."""
    start, aim = _level(chance, shape, shape.start), _level(chance, shape, shape.aim)
    words = "at_least" if shape.direction == "increase" else "at_most"
    consistency = chance.choice(CONSISTENCY[len(shape.weekdays) == 1])
    rule = "four_point" if chance.random() < 0.9 else "trend_line"
    return Goal(
        id=goal_id(shape.key),
        area=shape.area,
        condition=shape.condition,
        behavior=shape.behavior,
        criterion=Criterion(words, aim, consistency),
        by=by,
        measure=measure_of(shape),
        schedule=shape.schedule,
        collectors=shape.collectors,
        baseline=Baseline(start, chance.randint(3, 6), starts),
        rule=rule,
    )


def measure_of(shape: Shape) -> Measure:
    """The measure that captures a goal of this shape."""
    prompts = PROMPTS if shape.method is Method.TRIALS else ()
    return Measure(
        shape.key, shape.label, shape.method, shape.unit, shape.definition, shape.examples, shape.non_examples,
        prompts, shape.direction,
    )  # fmt: skip


def _level(chance: Random, shape: Shape, span: tuple[float, float]) -> float:
    if shape.method is Method.TRIALS:
        return float(round(chance.uniform(*span) / 5) * 5)
    return round(chance.uniform(*span) * 2) / 2


def choose_shapes(chance: Random, pupil: Pupil) -> tuple[Shape, ...]:
    """As many different goals as the profile has on average, give or take, out of its areas and the student's age."""
    mean, grade = GOALS[pupil.profile], GRADES.index(pupil.grade)
    count = min(9, max(1, round(chance.gauss(mean, mean**0.5 * 0.6))))
    areas = AREAS.get(pupil.profile, _OTHERWISE)
    weights = [
        (0.15 + areas.count(shape.area))
        * (grade >= _YOUNGEST.get(shape.area, 0))
        * (grade <= _OLDEST.get(shape.area, 99))
        for shape in LIBRARY
    ]
    return tuple(pick_weighted(chance, LIBRARY, weights, count))


def by_day(calendar: Calendar, starts: date) -> date:
    """When goals are to be met: the end of the school year for a plan that began with it, else of the plan."""
    ending = school_year(starts)
    soon = (starts - calendar.year_starts(ending)).days < 40
    return calendar.last_of(ending) if soon and ending <= calendar.ending + 1 else starts + YEAR


def agreed(pupil: Pupil, family_member: str, day: date, how: str = "meeting") -> Agreement:
    """How team and family agreed, a week before the plan began."""
    family = f"{pupil.given} {pupil.family}" if pupil.part == "theo" else family_member
    people = "case manager, general-education teacher, building administrator, family"
    return Agreement(how, day, family, people)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time of that day."""
    return datetime.combine(day, time(hour, minute), ZONE)


def draw_start(chance: Random, calendar: Calendar, fewest: int) -> date:
    """The day a plan's year began: within the last year, spring the likeliest; three in a hundred are overdue."""
    latest = calendar.before(fewest)
    earliest = calendar.today - (YEAR if chance.random() >= 0.03 else timedelta(days=395))
    days = [d.day for d in calendar.past if earliest < d.day <= latest] or [latest]
    weights = [1.35 if 3 <= day.month <= 5 else 0.9 for day in days]
    return chance.choices(days, weights)[0]


def compose(
    seed: int, calendar: Calendar, pupil: Pupil, manager: UUID, collector: UUID, family_member: str
) -> Case:
    """A case out of the library, with one version in force."""
    chance = stream(seed, "plan", pupil.part or pupil.id)
    plan_id, version_id = uid(chance), uid(chance)
    starts = draw_start(chance, calendar, 45 if pupil.part else 2)
    by = by_day(calendar, starts)
    shapes = choose_shapes(chance, pupil)
    latitude = (
        tuple(Latitude) if chance.random() < 0.85 else (Latitude.STRATEGY, Latitude.COLLECTION_SCHEDULE)
    )
    how = "meeting" if chance.random() < 0.95 else "without_meeting"
    plan = Plan(
        starts=starts,
        ends=starts + YEAR,
        goals=tuple(goal_of(chance, shape, starts, by) for shape in shapes),
        supports=draw_card(chance),
        latitude=latitude,
        agreement=agreed(pupil, family_member, starts - timedelta(days=7), how),
    )
    if pupil.part:  # the story's queue holds only what the story put there
        plan = replace(plan, goals=tuple(replace(goal, rule="four_point") for goal in plan.goals))
    signed = moment(starts - timedelta(days=3), 15, chance.randrange(5, 55))
    purpose = chance.choices(("annual", "initial"), (5, 1))[0]
    version = Version(version_id, 1, purpose, purpose.capitalize() + " plan", starts, signed, plan)
    return Case(pupil, plan_id, manager, collector, family_member, (version,), shapes)
