"""What a progress report says, as a frozen value, and what the law or good practice still wants of it.

Promises: every number carries its count and its method; missing is never zero. `check` names each problem and
its clause, so that the one who sends the report can mend it. A plan says how progress is measured and when
periodic reports come (34 CFR 300.320(a)(3)); whether progress suffices to reach the goal by the annual date
is the question that a report answers first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from carryover.measurement import State
from carryover.terms import DateSpan

CLAUSE = "34 CFR 300.320(a)(3)(ii)"
LANGUAGE_ACCESS = "Title VI, 42 U.S.C. 2000d"
FEWEST_POINTS = 3
NARRATIVE_WORDS = 120

_VAGUE = re.compile(
    r"\b(in progress|making (?:good |some |adequate |steady )?progress|doing (?:well|fine|ok|okay|better)|"
    r"progressing|on track|as expected|continues? to (?:work|improve))\b",
    re.IGNORECASE,
)


class Progress(StrEnum):
    """What the evidence says about reaching the goal by the annual date."""

    MET = "met"
    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"
    TOO_FEW = "too_few"
    NOT_INTRODUCED = "not_introduced"
    MAINTAINED = "maintained"
    DISCONTINUED = "discontinued"


class NoData(StrEnum):
    """Why a reporting period may hold no value at all; chosen by a person, never guessed."""

    NOT_INTRODUCED = "Work on this goal has not started yet, as the plan says."
    ABSENT = "The student was absent throughout the period."
    NO_OPPORTUNITY = "No opportunity for the behavior came up in the period."
    NOT_COLLECTED = "The school did not collect the data it had planned to collect."


class Severity(StrEnum):
    """BLOCK: may not be sent. WARN: may be sent by someone who has read the warning."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Problem:
    """One thing a check found: where, how grave, in words, and by which clause."""

    id: str
    severity: Severity
    where: str
    sentence: str
    citation: str


@dataclass(frozen=True)
class Row:
    """One day of the evidence; only a value or a true zero carries a number. `n` is what it rests on (trials,
    or observations counted).
    """

    day: date
    state: State
    value: float | None = None
    n: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", State(self.state))
        if (self.value is not None) != self.state.has_value:
            needs = "needs" if self.state.has_value else "cannot have"
            raise ValueError(f"{self.day}: a row that says {self.state} {needs} a number")


@dataclass(frozen=True)
class Level:
    """Where the student is now: a value with its unit, the number of points behind it and how it was made."""

    value: float
    unit: str
    n: int
    how: str

    def __post_init__(self) -> None:
        if self.n < 1 or not self.unit or not self.how:
            raise ValueError("a level needs its unit, how it was made and at least one point")


@dataclass(frozen=True)
class Expected:
    """Where the evidence points on the annual date, how that was made and from how many points.

    `meets` is True when it reaches the criterion.
    """

    day: date
    value: float
    unit: str
    method: str
    n: int
    meets: bool


@dataclass(frozen=True)
class Decision:
    """What was decided in the period: the day, the choice, the reason and the person."""

    day: date
    choice: str
    why: str
    by: str

    def __post_init__(self) -> None:
        if not (self.choice and self.why and self.by):
            raise ValueError("a decision names its choice, its reason and its author")


@dataclass(frozen=True)
class GoalProgress:
    """One goal's part of the report. `unit` is the measure's unit in words; `graph` is (SVG, sentence).

    `by` is the goal's own date where it is not the annual date of the plan.
    """

    label: str
    sentence: str
    baseline: str
    criterion: str
    unit: str
    progress: Progress
    verdict: str
    rows: tuple[Row, ...] = ()
    current: Level | None = None
    expected: Expected | None = None
    graph: tuple[str, str] | None = None
    decisions: tuple[Decision, ...] = ()
    change: str = ""
    narrative: str = ""
    no_data: NoData | None = None
    by: date | None = None

    def __post_init__(self) -> None:
        if not (self.label and self.sentence and self.criterion and self.unit):
            raise ValueError("a goal in a report needs its name, its sentence, its criterion and its unit")
        days = [row.day for row in self.rows]
        if days != sorted(days):
            raise ValueError(f"the days of {self.label!r} are out of order")

    @property
    def points(self) -> int:
        """How many days carry a number."""
        return sum(row.state.has_value for row in self.rows)


@dataclass(frozen=True)
class ProgressReport:
    """A whole report, frozen. `plan_hash` is the signed content's SHA-256; `language` the recipient's, as BCP
    47.
    """

    district: str
    school: str
    initials: str
    student: str
    recipient: str
    period: DateSpan
    issued: date
    plan_version: int
    plan_hash: str
    annual_date: date
    goals: tuple[GoalProgress, ...]
    next_report: date
    prepared_by: str
    language: str = "en"
    language_name: str = "English"

    def __post_init__(self) -> None:
        if self.period.end is None:
            raise ValueError("a reporting period has a last day")
        if self.issued < self.period.start or self.next_report <= self.issued:
            raise ValueError("a report is issued after its period starts and before the next report")
        if not re.fullmatch(r"[0-9a-f]{64}", self.plan_hash):
            raise ValueError("the plan's hash is 64 hexadecimal digits")
        if not self.goals:
            raise ValueError("a progress report reports on at least one goal")
        if not (self.initials and self.student and self.recipient and self.prepared_by):
            raise ValueError("a report names its student, its recipient and who prepared it")
        strays = [r.day for g in self.goals for r in g.rows if not self.period.includes(r.day)]
        if strays:
            raise ValueError(f"{strays[0]} is outside the reporting period")


def check(report: ProgressReport) -> list[Problem]:
    """Every problem, goal by goal, BLOCK before WARN in each; an empty list means it may be sent."""
    found = [p for number, goal in enumerate(report.goals, 1) for p in _goal_problems(number, goal)]
    if not report.language.lower().startswith("en"):
        sentence = (
            f"{report.recipient} reads {report.language_name} and this report is in English: "
            "send a translation that a qualified translator has checked with it."
        )
        found.append(Problem("report.language", Severity.WARN, "report", sentence, LANGUAGE_ACCESS))
    return found


def _goal_problems(number: int, goal: GoalProgress) -> Iterator[Problem]:
    where = f"goal {number}"
    for id_, sentence in _blocks(goal):
        yield Problem(id_, Severity.BLOCK, where, sentence, CLAUSE)
    for id_, sentence in _warnings(goal):
        yield Problem(id_, Severity.WARN, where, sentence, CLAUSE)


def _blocks(goal: GoalProgress) -> Iterator[tuple[str, str]]:
    if goal.progress is Progress.INSUFFICIENT and not goal.change.strip():
        yield "report.insufficient_without_change", "Progress is insufficient: say what we change."
    if goal.progress is Progress.SUFFICIENT and goal.points < FEWEST_POINTS:
        yield (
            "report.sufficient_with_few_points",
            f"'Sufficient' rests on {goal.points} of at least {FEWEST_POINTS} points: "
            "choose 'too few points' or collect more.",
        )
    if goal.points == 0 and goal.no_data is None:
        yield "report.empty_window", "No value was recorded in this period: choose the reason."


def _warnings(goal: GoalProgress) -> Iterator[tuple[str, str]]:
    told = {"what was seen": goal.narrative, "what we change": goal.change, "verdict": goal.verdict}
    for name, text in told.items():
        vague = _VAGUE.search(text)
        if vague:
            yield (
                "report.vague",
                f"'{vague.group()}' in '{name}' tells a family nothing they can picture: "
                "say what the student did, how often, and from what to what.",
            )
    if len(goal.narrative.split()) > NARRATIVE_WORDS:
        words = len(goal.narrative.split())
        yield "report.long", f"What was seen runs to {words} words: aim for {NARRATIVE_WORDS}."
    if goal.expected and goal.expected.meets and goal.progress is Progress.INSUFFICIENT:
        yield "report.contradicts_trend", "Marked insufficient, but the evidence points to meeting the goal."
    if goal.expected and not goal.expected.meets and goal.progress is Progress.SUFFICIENT:
        yield "report.contradicts_trend", "Marked sufficient, but the evidence points short of the goal."
