"""Look-ups of training: how adults stand to what their students need, and trainings under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from carryover.plans.needs import card_changed_in
from carryover.roster.models import Adult, Enrolment, Period, SchoolDay, Student
from carryover.scope.actors import Actor, on_day
from carryover.scope.certificates import adults_at_schools, as_waived, held_by, held_of, overrides
from carryover.scope.competence import BY_PERIOD, Need, Waived, Working
from carryover.scope.models import Override, Relationship
from carryover.scope.needs import needed
from carryover.scope.queries import students_for, visible
from carryover.staff.criterion import Criterion, Observed, StepKind
from carryover.staff.flags import Ground, Standing, flagged, standings
from carryover.staff.models import Step, Training
from carryover.terms import DateSpan


@dataclass(frozen=True)
class Readiness:
    """How the adults of some students stand to what these need, with the people behind the ids."""

    needs: tuple[Need, ...]
    standings: tuple[Standing, ...]
    assignments: tuple[Working, ...]
    adults: Mapping[UUID, Adult]
    overrides: tuple[Override, ...]

    @property
    def flags(self) -> tuple[Standing, ...]:
        """What somebody must look at, the most pressing first."""
        return flagged(self.standings)

    def override_of(self, standing: Standing) -> Override | None:
        """The override on which a waived standing rests."""
        fitting = (
            row
            for row in self.overrides
            if (row.adult_id, row.student_id, row.competency, row.ends_on)
            == (standing.adult, standing.student, standing.competency, standing.day)
        )
        return next(fitting, None)


@dataclass(frozen=True)
class Course:
    """A training with its steps in order and what they amount to."""

    row: Training
    steps: tuple[Step, ...]

    @property
    def criterion(self) -> Criterion:
        """What the last observations must reach."""
        return Criterion(self.row.percent, self.row.observations)

    @property
    def done(self) -> tuple[StepKind, ...]:
        """The kinds of step that were done."""
        return tuple(StepKind(step.kind) for step in self.steps)

    @property
    def observed(self) -> tuple[Observed, ...]:
        """The observations in their order."""
        return tuple(
            Observed(step.day, tuple(step.answers)) for step in self.steps if step.kind == StepKind.OBSERVE
        )

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.row.certificate_id is None and self.row.set_aside_at is None


def readiness(actor: Actor, students: Iterable[UUID]) -> Readiness:
    """How the adults assigned to these students stand to what they need: a fixed number of queries.

    Only students of whom the actor may see it (`training.see`).
    """
    mine = list(
        students_for(actor, "training.see").filter(id__in=list(students)).values_list("id", flat=True)
    )
    assigned, adults = _assignments(mine, actor.today)
    given = overrides(actor, mine)
    ground = Ground(
        needed(actor, mine, actor.today),
        held_of(list(adults), mine),
        _waived(given),
        card_changed_in(actor, mine, actor.today),
    )
    return Readiness(ground.needs, standings(assigned, ground, actor.today), assigned, adults, tuple(given))


def own_readiness(actor: Actor, day: date) -> tuple[Readiness, dict[UUID, Student]]:
    """How the asking adult stands to what the students whom they are assigned to on `day` need."""
    rows = _rows(Q(adult=actor.id), day)
    mine = (
        students_for(actor, "day.read").filter(id__in=[row.student_id for row in rows]).order_by("initials")
    )
    students = {student.id: student for student in mine}
    assigned = tuple(_assignment(row) for row in rows if row.student_id in students)
    given = list(
        Override.objects.filter(adult=actor.id, student__in=list(students)).select_related("allowed_by")
    )
    ground = Ground(
        needed(actor, list(students), day),
        {actor.id: held_by(actor)},
        _waived(given),
        card_changed_in(actor, list(students), day),
    )
    found = standings(assigned, ground, day)
    return Readiness(ground.needs, found, assigned, {actor.id: actor.adult}, tuple(given)), students


def trainings(actor: Actor, student: UUID) -> list[Course]:
    """The trainings with this student, those under way first, then the newest."""
    rows = visible(actor, Training).filter(student=student)
    courses = [_course(row) for row in _with_steps(rows)]
    return sorted(courses, key=lambda each: (not each.is_open, -each.row.begun_at.timestamp()))


def own_trainings(actor: Actor) -> list[Course]:
    """The trainings in which the asking adult is the one who is trained, those that were set aside left out."""
    rows = Training.objects.filter(trainee=actor.id, set_aside_at__isnull=True)
    return [_course(row) for row in _with_steps(rows.order_by("begun_at"))]


def training(actor: Actor, key: UUID) -> Course | None:
    """One training, when the actor may see its student's."""
    row = _with_steps(visible(actor, Training).filter(id=key)).first()
    return _course(row) if row else None


def _with_steps(rows: QuerySet[Training]) -> QuerySet[Training]:
    steps = Step.objects.filter(taken_back_at__isnull=True).select_related("trainer")
    return rows.select_related(
        "trainee", "student", "plan_version", "certificate", "begun_by"
    ).prefetch_related(Prefetch("steps", queryset=steps, to_attr="kept"))


def _course(row: Training) -> Course:
    return Course(row, tuple(row.kept))  # type: ignore[attr-defined]


def _assignments(students: Sequence[UUID], day: date) -> tuple[tuple[Working, ...], dict[UUID, Adult]]:
    rows = _rows(Q(student__in=students), day)
    return tuple(_assignment(row) for row in rows), {row.adult_id: row.adult for row in rows}


def _rows(where: Q, day: date) -> list[Relationship]:
    """Assignments that hold on `day` or later."""
    rows = Relationship.objects.filter(where, relation__in=BY_PERIOD, student__isnull=False)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return list(
        rows.select_related("adult").prefetch_related("periods").order_by("adult__family_name", "valid_from")
    )


def _assignment(row: Relationship) -> Working:
    assert row.student_id is not None
    periods = tuple(sorted({each.period for each in row.periods.all()}))
    return Working(row.adult_id, row.student_id, DateSpan(row.valid_from, row.valid_to), periods)


def _waived(rows: Iterable[Override]) -> dict[UUID, list[Waived]]:
    found: dict[UUID, list[Waived]] = defaultdict(list)
    for row in rows:
        found[row.adult_id].append(as_waived(row))
    return found


def periods_of(student: UUID, day: date) -> dict[str, str]:
    """The periods of the school where a student is enrolled that day: code and name, in the order of the bells."""
    schools = Enrolment.objects.filter(on_day(day), student=student).values("school_id")
    rows = Period.objects.filter(bells__school__in=schools).order_by("starts", "code")
    return dict(rows.values_list("code", "name"))


def managed(actor: Actor) -> dict[UUID, Student]:
    """The students whose plan the asking adult manages today."""
    mine = [student for student, held in actor.to_students.items() if "case_manager" in held]
    return {each.id: each for each in students_for(actor, "training.see").filter(id__in=mine)}


def who_could(actor: Actor, student: UUID, found: Readiness) -> list[Adult]:
    """Those who are assigned to the student already, and colleagues at the student's school who might be."""
    others = adults_at_schools(actor, "competence.see", student=student).exclude(id__in=list(found.adults))
    return [*found.adults.values(), *others]


def students_of(actor: Actor, adult: UUID) -> list[Student]:
    """The students with whom an adult works today and whose training the actor may see."""
    ties = Relationship.objects.filter(on_day(actor.today), adult=adult, student__isnull=False)
    mine = students_for(actor, "training.see").filter(id__in=ties.values("student_id"))
    return list(mine.order_by("given_name", "family_name"))


def next_day(actor: Actor) -> date:
    """The next school day of the asking adult's school; tomorrow where there is no calendar."""
    tomorrow = actor.today + timedelta(days=1)
    row = SchoolDay.objects.filter(school=actor.adult.school_id, day__gte=tomorrow).exclude(kind="closed")
    return row.order_by("day").values_list("day", flat=True).first() or tomorrow
