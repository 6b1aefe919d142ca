"""The thread strip of one student: five stations computed from facts. Pure apart from addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carryover.decisions.evidence import Evidence, VersionSeen
from carryover.decisions.models import Decision
from carryover.decisions.queries import StudentEvidence
from carryover.look.strip import Fill, Station
from carryover.look.words import school_day
from carryover.roster.models import Student

# Lazy, because the strip finds the station of a page by its English name in any language.
PLAN, TODAY, EVIDENCE, JUDGEMENT, DECISION = (
    gettext_lazy("Plan"),
    gettext_lazy("Today"),
    gettext_lazy("Evidence"),
    gettext_lazy("Judgement"),
    gettext_lazy("Decision"),
)
CHOSEN = {
    "continue": gettext_lazy("continue"),
    "change_support": gettext_lazy("change support"),
    "change_goal": gettext_lazy("change goal"),
}


def stations(
    shown: StudentEvidence, drafted: bool, today: date, *, decides: bool, reads_card: bool
) -> tuple[Station, ...]:
    """Plan, Today, Evidence, Judgement, Decision, each with its state in words; a way only where the reader may go."""
    student, goals = shown.student, shown.goals
    return (
        _plan(student, goals[0].in_force if goals else None, drafted),
        _today(student, goals, today, reads_card),
        _evidence(student, goals),
        _judgement(student, goals),
        _decision(student, shown.waiting, shown.past[0] if shown.past else None, decides),
    )


def _plan(student: Student, version: VersionSeen | None, drafted: bool) -> Station:
    href = reverse("plans:plan", args=[student.id])
    if version is None:
        return Station(PLAN, _("no plan in force"), "", href, "open")
    words = _("v%(number)s, from %(day)s") % {"number": version.number, "day": school_day(version.day)}
    return Station(
        PLAN, words, _("a change is drafted") if drafted else "", href, "half" if drafted else "filled"
    )


def _today(student: Student, goals: Sequence[Evidence], today: date, reads_card: bool) -> Station:
    seen = sum(1 for goal in goals if goal.series.points and goal.series.points[-1].day == today)
    words = _("%(seen)s of %(all)s seen") % {"seen": seen, "all": len(goals)}
    fill: Fill = "open" if not seen else "filled" if seen == len(goals) else "half"
    return Station(TODAY, words, "", reverse("sheets:card", args=[student.id]) if reads_card else "", fill)


def _evidence(student: Student, goals: Sequence[Evidence]) -> Station:
    held = [p.day for goal in goals for p in goal.series.points if p.value is not None]
    if not held:
        return Station(EVIDENCE, _("no points yet"), "", "", "open")
    weeks = max(1, round((max(held) - min(held)).days / 7))
    points = ngettext("%(n)s point", "%(n)s points", len(held)) % {"n": len(held)}
    words = _("%(points)s, %(weeks)s wk") % {"points": points, "weeks": weeks}
    return Station(EVIDENCE, words, _("newest %s") % school_day(max(held)), _graph(student, goals), "filled")


def _judgement(student: Student, goals: Sequence[Evidence]) -> Station:
    fired = [goal for goal in goals if goal.fired]
    judged = [goal for goal in goals if goal.verdict and goal.verdict.kind != "too_few"]
    if fired:
        words = ngettext("a rule fired on %(n)s goal", "a rule fired on %(n)s goals", len(fired)) % {
            "n": len(fired)
        }
        return Station(JUDGEMENT, words, fired[0].goal.measure.label, _graph(student, fired), "half")
    if judged:
        words = _("no rule fired")
        detail = _("%(judged)s of %(all)s goals judged") % {"judged": len(judged), "all": len(goals)}
        return Station(JUDGEMENT, words, detail, _graph(student, goals), "filled")
    return Station(JUDGEMENT, _("too few points"), "", _graph(student, goals), "open")


def _decision(student: Student, waiting: Evidence | None, last: Decision | None, decides: bool) -> Station:
    if waiting is not None and not decides:
        return Station(DECISION, _("waits for the case manager"), waiting.goal.measure.label, "", "half")
    if waiting is not None:
        href = reverse("decisions:decide", args=[student.id, waiting.goal.id])
        return Station(DECISION, _("waits for you"), waiting.goal.measure.label, href, "half")
    if last is None:
        return Station(DECISION, _("none needed yet"), "", "", "open")
    words = _("%(what)s, %(day)s") % {"what": CHOSEN[last.choice], "day": school_day(last.day)}
    return Station(DECISION, words, str(last.decided_by), "", "filled")


def _graph(student: Student, goals: Sequence[Evidence]) -> str:
    return reverse("decisions:graph", args=[student.id, goals[0].goal.id]) if goals else ""
