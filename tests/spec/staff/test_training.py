"""Training an adult: instruct, show, rehearse, observe to criterion, and sign off by somebody who saw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from django.db import Error, IntegrityError, transaction
from django.http import Http404

from carryover.journal.models import Entry
from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.content import Support, SupportKind
from carryover.roster.models import Student
from carryover.scope.actors import Actor
from carryover.scope.acts.competence import set_requirement, unmet
from carryover.scope.models import Certificate
from carryover.staff.acts import (
    TrainingBegun,
    add_step,
    begin_training,
    cannot_sign,
    observe,
    set_training_aside,
    sign_off,
    take_step_back,
)
from carryover.staff.criterion import Criterion, StepKind
from carryover.staff.flags import State
from carryover.staff.models import Step, Training
from carryover.staff.queries import own_trainings, readiness, training, trainings
from carryover.terms import DateSpan, Refused
from spec.scope.world import NOON, TODAY, as_actor, personas

pytestmark = pytest.mark.django_db
BEHAVIORS = ("Puts the card on the desk", "Waits ten seconds", "Comes at once")
GIVEN = TrainingBegun("plan_training", BEHAVIORS, Criterion(90, 2))
NEXT_JUNE = TODAY + timedelta(days=240)
ALL = [True, True, True]


MINUTES = count(1)


def acting(username: str) -> Actor:
    """The persona, entered; each act a minute after the one before."""
    return replace(as_actor(personas()[username]), now=NOON + timedelta(minutes=next(MINUTES)))


def lina() -> UUID:
    """A student of Denise's and Marcus' in whose plan nobody is trained yet."""
    acting("marcus")
    return Student.objects.get(given_name="Lina", family_name="Haddad").id


@pytest.fixture
def begun() -> Training:
    """Marcus has begun to train Denise on Lina's plan."""
    student, denise = lina(), personas()["denise"]
    return begin_training(acting("marcus"), student, denise, GIVEN)


def taught(row: Training, by: str = "marcus") -> None:
    """The three parts before observing."""
    for kind in (StepKind.INSTRUCT, StepKind.MODEL, StepKind.REHEARSE):
        add_step(acting(by), row.id, kind, TODAY)


def cannot(row: Training, by: str = "marcus") -> str:
    """Why this persona cannot sign off now."""
    actor = acting(by)
    course = training(actor, row.id)
    assert course is not None
    return cannot_sign(actor, course)


class TestTheWholeWay:
    def test_ends_with_a_certificate_for_that_student_and_version(self, begun: Training) -> None:
        student, denise = begun.student_id, personas()["denise"]
        set_requirement(acting("marcus"), student, "plan_training", "", "Every adult does the same.")
        assert unmet(acting("marcus"), denise.id, student, [], DateSpan(TODAY))
        taught(begun)
        for _ in range(2):
            observe(acting("marcus"), begun.id, TODAY, ALL)
        row = sign_off(acting("marcus"), begun.id, NEXT_JUNE, "Marcus Reyes, Alder Creek")
        made = row.certificate
        assert made is not None
        assert (made.adult_id, made.competency, made.student_id, made.plan_number) == (
            denise.id, "plan_training", student, 1,
        )  # fmt: skip
        assert (made.issued_on, made.expires_on, made.reference) == (TODAY, NEXT_JUNE, str(begun.id))
        assert unmet(acting("marcus"), denise.id, student, [], DateSpan(TODAY)) == ()
        acts = list(Entry.objects.filter(thing_id=str(begun.id)).order_by("id").values_list("act", flat=True))
        assert acts == [
            "training.begin", "training.instruct", "training.model", "training.rehearse", "training.observe",
            "training.observe", "training.sign",
        ]  # fmt: skip

    def test_is_to_be_repeated_when_the_card_changes(self, begun: Training) -> None:
        taught(begun)
        for _ in range(2):
            observe(acting("marcus"), begun.id, TODAY, ALL)
        sign_off(acting("marcus"), begun.id, NEXT_JUNE, "Marcus Reyes")
        marcus, student = acting("marcus"), begun.student_id
        assert not [flag for flag in readiness(marcus, [student]).flags if flag.state is State.RETRAIN]
        line = Support("new", SupportKind.TEACH, "Practice the sound slowly.", "It helps.")
        change_support(marcus, student, SupportChange("", "New.", "New step", (line,)), TODAY)
        (flag,) = [flag for flag in readiness(marcus, [student]).flags if flag.state is State.RETRAIN]
        assert flag.adult == personas()["denise"].id
        begin_training(marcus, student, personas()["denise"], GIVEN)
        assert [course.is_open for course in trainings(marcus, student)] == [True, False]


class TestSigningOff:
    def test_waits_for_the_parts_and_for_the_criterion(self, begun: Training) -> None:
        assert "instructed" in cannot(begun)
        taught(begun)
        observe(acting("marcus"), begun.id, TODAY, ALL)
        assert "do not meet the criterion yet" in cannot(begun)
        observe(acting("marcus"), begun.id, TODAY, [True, False, True])
        assert "do not meet the criterion yet" in cannot(begun)
        with pytest.raises(Refused, match="do not meet the criterion yet"):
            sign_off(acting("marcus"), begun.id, NEXT_JUNE, "x")
        for _ in range(2):
            observe(acting("marcus"), begun.id, TODAY, [True, None, True])
        assert cannot(begun) == ""
        assert Certificate.objects.filter(competency="plan_training", student=begun.student).count() == 0

    def test_is_for_somebody_who_observed(self, begun: Training) -> None:
        student = begun.student_id
        taught(begun, "priya")
        for _ in range(2):
            observe(acting("priya"), begun.id, TODAY, ALL)
        assert "you observed none of the last observations" in cannot(begun)
        with pytest.raises(Refused, match="signed off by the case manager"):
            sign_off(acting("priya"), begun.id, NEXT_JUNE, "x")
        observe(acting("marcus"), begun.id, TODAY, ALL)
        assert sign_off(acting("marcus"), begun.id, NEXT_JUNE, "x").certificate is not None
        assert student == begun.student_id

    def test_is_never_for_oneself(self) -> None:
        student = lina()
        row = begin_training(acting("priya"), student, personas()["marcus"], GIVEN)
        taught(row, "priya")
        for _ in range(2):
            observe(acting("priya"), row.id, TODAY, ALL)
        with pytest.raises(Refused, match="Nobody trains themselves"):
            add_step(acting("marcus"), row.id, StepKind.MODEL, TODAY)
        with pytest.raises(Refused, match="their own training"):
            sign_off(acting("marcus"), row.id, NEXT_JUNE, "x")

    def test_names_a_day_after_today(self, begun: Training) -> None:
        taught(begun)
        for _ in range(2):
            observe(acting("marcus"), begun.id, TODAY, ALL)
        with pytest.raises(Refused, match="would end today or earlier"):
            sign_off(acting("marcus"), begun.id, TODAY, "x")

    def test_happens_once(self, begun: Training) -> None:
        taught(begun)
        for _ in range(2):
            observe(acting("marcus"), begun.id, TODAY, ALL)
        sign_off(acting("marcus"), begun.id, NEXT_JUNE, "x")
        for again in (
            lambda: sign_off(acting("marcus"), begun.id, NEXT_JUNE, "x"),
            lambda: observe(acting("marcus"), begun.id, TODAY, ALL),
            lambda: set_training_aside(acting("marcus"), begun.id),
        ):
            with pytest.raises(Refused, match="is closed"):
                again()


class TestBeginning:
    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"competency": "restraint"}, "by a training organization"),
            ({"competency": "juggling"}, "by a training organization"),
            ({"behaviors": BEHAVIORS[:2]}, "three to seven"),
            ({"behaviors": BEHAVIORS * 3}, "three to seven"),
        ],
    )
    def test_what_cannot_be_trained_so_is_refused(self, changed: dict[str, object], why: str) -> None:
        student = lina()
        with pytest.raises(Refused, match=why):
            begin_training(acting("marcus"), student, personas()["denise"], replace(GIVEN, **changed))  # type: ignore[arg-type]

    def test_twice_at_once_is_refused_by_the_act_and_by_the_database(self, begun: Training) -> None:
        with pytest.raises(Refused, match="being trained in it already"):
            begin_training(acting("marcus"), begun.student_id, personas()["denise"], GIVEN)
        with pytest.raises(IntegrityError, match="one_training_under_way"), transaction.atomic():
            Training.objects.create(
                student_id=begun.student_id, trainee=begun.trainee, competency="plan_training", behaviors=[],
                percent=90, observations=2, begun_by=begun.begun_by, begun_at=begun.begun_at,
            )  # fmt: skip

    def test_is_for_those_who_train(self) -> None:
        student = lina()
        with pytest.raises(Refused, match="trained by those who know the plan"):
            begin_training(acting("denise"), student, personas()["sub"], GIVEN)
        with pytest.raises(Http404):
            begin_training(acting("kim"), student, personas()["denise"], GIVEN)

    def test_again_after_it_was_set_aside(self, begun: Training) -> None:
        set_training_aside(acting("marcus"), begun.id)
        begin_training(acting("marcus"), begun.student_id, personas()["denise"], GIVEN)
        assert [
            course.row.set_aside_at is None for course in trainings(acting("marcus"), begun.student_id)
        ] == [
            True,
            False,
        ]


class TestSteps:
    def test_are_dated_within_sixty_days_and_not_tomorrow(self, begun: Training) -> None:
        for day, why in (
            (TODAY + timedelta(days=1), "not come yet"),
            (TODAY - timedelta(days=61), "60 days ago"),
        ):
            with pytest.raises(Refused, match=why):
                add_step(acting("marcus"), begun.id, StepKind.MODEL, day)
        add_step(acting("marcus"), begun.id, StepKind.MODEL, TODAY - timedelta(days=60))

    def test_of_observing_answer_every_behavior(self, begun: Training) -> None:
        with pytest.raises(Refused, match="needs an answer"):
            observe(acting("marcus"), begun.id, TODAY, [True])

    def test_are_taken_back_by_whoever_entered_them_and_kept(self, begun: Training) -> None:
        taught(begun)
        step = observe(acting("marcus"), begun.id, TODAY, ALL)
        with pytest.raises(Refused, match="Only the one who entered a step"):
            take_step_back(acting("priya"), begun.id, step.id)
        take_step_back(acting("marcus"), begun.id, step.id)
        with pytest.raises(Refused, match="and only once"):
            take_step_back(acting("marcus"), begun.id, step.id)
        course = training(acting("marcus"), begun.id)
        assert course is not None and course.observed == ()
        assert Step.objects.filter(id=step.id, taken_back_at__isnull=False).exists()


class TestTheWalls:
    def test_the_trainee_sees_their_own_training_and_no_more(self, begun: Training) -> None:
        acting("denise")
        assert begun.id in set(Training.objects.values_list("id", flat=True))
        assert {row.trainee for row in Training.objects.all()} == {personas()["denise"]}
        assert training(acting("denise"), begun.id) is None, "the page is for those who train"
        assert begun.id in {course.row.id for course in own_trainings(acting("denise"))}

    @pytest.mark.parametrize("username", ["kim", "it", "sub", "lucia", "agency"])
    def test_others_see_nothing(self, begun: Training, username: str) -> None:
        acting(username)
        assert not Training.objects.exists() and not Step.objects.exists()

    def test_the_trainee_writes_no_step(self, begun: Training) -> None:
        denise = acting("denise")
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Step.objects.create(
                training=begun, student_id=begun.student_id, kind="observe", day=TODAY, trainer=denise.adult,
                answers=ALL, entered_at=denise.now,
            )  # fmt: skip


def test_the_demo_has_one_training_signed_off_and_one_under_way() -> None:
    courses = {course.row.student.initials: course for course in own_trainings(acting("denise"))}
    assert courses["J.T."].row.certificate is not None
    assert courses["A.O."].is_open and [o.done for o in courses["A.O."].observed] == [3]
