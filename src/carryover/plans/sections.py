"""A plan section by section, in the order and the words in which people read it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from carryover.measurement import Method, PromptLevel
from carryover.plans.care import TASKS, how_and_when
from carryover.plans.content import Agreement, Goal, Latitude, Plan, Support, SupportKind
from carryover.plans.sentences import criterion_words, goal_sentence, number, plain_day
from carryover.scope.competencies import instead_of, name_of

CARD_TITLES = {
    SupportKind.WHY: "Why",
    SupportKind.BEFORE: "Before",
    SupportKind.TEACH: "Teach",
    SupportKind.RESPOND: "Respond",
    SupportKind.NEVER: "Never",
}

RULE_WORDS = {
    "four_point": "four points in a row on one side of the aim line",
    "trend_line": "trend line against the aim line",
    "median_of_three": "median of the last three against the aim line",
}

_LATITUDE = {
    Latitude.STRATEGY: "the strategy lines of the card",
    Latitude.PROMPT_LEVEL: "the prompt level to begin with",
    Latitude.COLLECTION_SCHEDULE: "when data are collected",
}

_METHODS = {Method.COUNT: "Counted", Method.DURATION: "Timed", Method.TRIALS: "Trials"}


@dataclass(frozen=True)
class Row:
    """One labelled part of a section; a text of several lines is a list."""

    label: str
    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The text, a line each."""
        return tuple(self.text.splitlines())


@dataclass(frozen=True)
class Section:
    """One section: an id that stays the same from version to version, a title, a sentence where it has one."""

    id: str
    title: str
    group: str
    rows: tuple[Row, ...]
    sentence: str = ""


def sections(plan: Plan, learner: str) -> tuple[Section, ...]:
    """The whole plan; `learner` is how the student is called in sentences. Empty parts of the card are left out."""
    return (
        *(goal_section(goal, learner) for goal in plan.goals),
        *_card(plan),
        *_care(plan),
        Section(
            "latitude",
            "What the case manager may change alone",
            "Latitude",
            (Row("Latitude", latitude(plan)),),
        ),
        Section(
            "agreement", "How the team and the family agreed", "Agreement", agreement_rows(plan.agreement)
        ),
        Section(
            "dates",
            "Dates of the plan",
            "Dates",
            (Row("From", plain_day(plan.starts)), Row("To", plain_day(plan.ends))),
        ),
    )


def goal_section(goal: Goal, learner: str) -> Section:
    """A goal: its sentence, its six parts and what collecting it takes."""
    measure = goal.measure
    rows = (
        Row("Area", goal.area),
        Row("Under what condition", goal.condition),
        Row("What the student does", goal.behavior),
        Row("How well", criterion_words(goal.criterion, measure.unit)),
        Row("By when", plain_day(goal.by)),
        Row("How it is measured", measure_words(goal)),
        Row("Definition", measure.definition),
        Row("What counts", "\n".join(measure.examples)),
        Row("What does not count", "\n".join(measure.non_examples)),
        Row("When it is collected", goal.schedule),
        Row("Who collects", ", ".join(role_words(role) for role in goal.collectors)),
        Row("Where it started", baseline_words(goal)),
        Row("Decision rule", RULE_WORDS.get(goal.rule, goal.rule)),
    )
    kept = tuple(row for row in rows if row.text)
    return Section(f"goal-{goal.id}", measure.label, "Goals", kept, goal_sentence(goal, learner))


def measure_words(goal: Goal) -> str:
    """'Counted, in times per day; it should increase'."""
    measure = goal.measure
    words = f"{_METHODS[measure.method]}, in {measure.unit}; it should {measure.direction}"
    if measure.prompts:
        words += ". Help, from most to least: " + ", ".join(
            PromptLevel(code).words for code in measure.prompts
        )
    return words


def baseline_words(goal: Goal) -> str:
    """'2 times per day over 3 sessions, to October 1, 2026'; empty when no baseline is given."""
    base = goal.baseline
    if base is None:
        return ""
    over = "session" if base.n == 1 else "sessions"
    return f"{number(base.value)} {goal.measure.unit} over {base.n} {over}, to {plain_day(base.day)}"


def latitude(plan: Plan) -> str:
    """What may be changed without a new agreement, in a sentence."""
    granted = [_LATITUDE[each] for each in plan.latitude]
    if not granted:
        return "Nothing: every change of this plan is agreed with the team and the family."
    listed = granted[0] if len(granted) == 1 else f"{', '.join(granted[:-1])} and {granted[-1]}"
    return f"By signature, with a written reason and without a new agreement: {listed}. Nothing else."


def agreement_rows(agreement: Agreement | None) -> tuple[Row, ...]:
    """How it was agreed, when and by whom."""
    if agreement is None:
        return (Row("Agreement", "Not recorded yet."),)
    how = (
        "At a meeting of the IEP team"
        if agreement.how == "meeting"
        else "Without a meeting, by written agreement"
    )
    rows = (
        Row("How", how),
        Row("When", plain_day(agreement.agreed_on)),
        Row("For the family", agreement.family_member),
        Row("Who took part", agreement.participants),
        Row("Note", agreement.note),
    )
    return tuple(row for row in rows if row.text)


def role_words(role: str) -> str:
    """'intervention_specialist' as 'intervention specialist'."""
    return role.replace("_", " ")


def _card(plan: Plan) -> tuple[Section, ...]:
    return tuple(
        Section(
            f"card-{kind}",
            title,
            "Card",
            tuple(Row(line.text, _beside(line)) for line in plan.of_kind(kind)),
        )
        for kind, title in CARD_TITLES.items()
        if plan.of_kind(kind)
    )


def _beside(line: Support) -> str:
    """Why the line is there and, where it needs training, who may do it and what others do instead."""
    if not line.needs:
        return line.because
    only = f"Only for adults who are trained in {name_of(line.needs)}."
    others = f"Others: {line.instead or instead_of(line.needs)}"
    return "\n".join(part for part in (line.because, only, others) if part)


def _care(plan: Plan) -> tuple[Section, ...]:
    rows = tuple(Row(TASKS[each.task], how_and_when(each)) for each in plan.care)
    return (Section("care", "Personal care", "Card", rows),) if rows else ()
