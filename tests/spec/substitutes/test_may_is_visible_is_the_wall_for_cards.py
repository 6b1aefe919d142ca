"""A card asks as a substitute: may I, which may I see, and what the database shows agree and end together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model
from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.roster.models import Absence, Student
from carryover.scope.actors import Asker, asker_of_card, enter, places_of_card
from carryover.scope.cards import Card
from carryover.scope.models import Relationship, SubstituteCard
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may, schools_for, students_for, visible
from carryover.scope.substitutes import value_of
from spec.scope.world import (
    LINES,
    OF_STUDENTS,
    TODAY,
    allowed,
    as_actor,
    held_rows,
    keeper,
    opens,
    personas,
    states,
)
from spec.substitutes.cards import ENDS, NOW, OPENS, made

pytestmark = pytest.mark.django_db
SHOWN_BY_A_CARD = {"student.see", "day.read"}
"""A card has nothing to write: of what a substitute may do, the two acts that a page can show."""
PLACES = ("denise", "marcus", "park", "priya", "agency", "kim")
PERIODS = ("AR", "P1", "P2", "P3", "LU", "P4", "P5", "PU")
MODELS = [model for model in apps.get_models() if hasattr(model, "student_path")]
DAYS = tuple(
    TODAY + timedelta(days=n) for n in range(-1, 5)
)  # Mon to Sat: B, A, B, A, B and a day without school


@dataclass(frozen=True)
class Held:
    """One period of one assignment, as the tables hold it."""

    adult: UUID
    relation: str
    student: UUID
    first: date
    last: date | None
    period: str
    letter: str


@dataclass(frozen=True)
class World:
    """What a card stands on, read by the keeper."""

    held: tuple[Held, ...]
    enrolled: frozenset[tuple[UUID, UUID]]
    letters: dict[tuple[UUID, date], str]
    students: frozenset[UUID]


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> World:
    with keeper() as rows:
        held = rows.execute(
            "SELECT r.adult_id, r.relation, r.student_id, r.valid_from, r.valid_to, p.period, p.letter"
            " FROM scope_relationship r JOIN scope_assignedperiod p ON p.relationship_id = r.id"
        ).fetchall()
        enrolled = rows.execute(
            "SELECT student_id, school_id FROM roster_enrolment WHERE valid_to IS NULL"
        ).fetchall()
        days = rows.execute(
            "SELECT school_id, day, letter FROM roster_schoolday WHERE kind <> 'closed'"
        ).fetchall()
        students = rows.execute("SELECT id FROM roster_student").fetchall()
    return World(
        tuple(Held(*row) for row in held),
        frozenset(enrolled),
        {(school, day): letter for school, day, letter in days},
        frozenset(key for (key,) in students),
    )


@dataclass(frozen=True)
class Invented:
    """A card as hypothesis invents it, and the moment at which it is asked."""

    place_of: str
    periods: frozenset[str]
    starts: datetime
    ends: datetime
    revoked: bool
    day: date
    moment: datetime
    assignments_end: date | None


@st.composite
def inventions(draw: st.DrawFn) -> Invented:
    """Cards around the day, most of them asked while they are good, some at their very edges or outside."""
    first = draw(st.integers(0, 3))
    last = first + draw(st.integers(0, 2))
    starts = datetime(2026, 10, 19 + first, 11, 15, tzinfo=UTC)
    ends = datetime(2026, 10, 19 + last, 18, 35, tzinfo=UTC)
    noon = datetime(2026, 10, 19 + draw(st.integers(first, last)), 16, tzinfo=UTC)
    second = timedelta(seconds=1)
    edges = [
        starts - second,
        starts,
        ends - second,
        ends,
        starts - timedelta(days=1),
        ends + timedelta(days=1),
    ]
    moment = draw(st.one_of(st.just(noon), st.just(noon), st.sampled_from(edges)))
    some = st.frozensets(st.sampled_from(PERIODS), min_size=1)
    return Invented(
        draw(st.sampled_from(PLACES)),
        draw(st.one_of(st.just(frozenset(PERIODS)), some)),
        starts,
        ends,
        draw(st.integers(0, 5)) == 5,
        (moment - timedelta(hours=4)).date(),
        moment,
        draw(st.sampled_from([None, None, None, TODAY - timedelta(days=1), TODAY])),
    )


def row_of(invented: Invented) -> SubstituteCard:
    """The card made by the assistant principal, whom the wall lets enter it; the assignments cut where it says so."""
    actor, absent = as_actor(personas()["ap"]), personas()[invented.place_of]
    if invented.assignments_end:
        Relationship.objects.filter(adult=absent, student__isnull=False).exclude(
            relation="case_manager"
        ).update(valid_to=invented.assignments_end)
    return SubstituteCard.objects.create(
        id=uuid4(),
        school_id=absent.school_id,
        stands_for=absent,
        starts_at=invented.starts,
        ends_at=invented.ends,
        periods=sorted(invented.periods),
        token_hash=uuid4().bytes * 2,
        issued_by=actor.adult,
        issued_at=NOW,
        revoked_at=NOW if invented.revoked else None,
        revoked_by=actor.adult if invented.revoked else None,
    )


def covered(world: World, invented: Invented, card: Card) -> set[UUID]:
    """The oracle: who is with the absent adult that day in a period of the card, at its school, while it is good."""
    if invented.revoked or not invented.starts <= invented.moment < invented.ends:
        return set()
    letter, found = world.letters.get((card.school, invented.day)), set()
    for each in world.held:
        last = each.last
        if invented.assignments_end and each.relation != "case_manager":
            last = invented.assignments_end
        if (
            each.adult == card.stands_for
            and each.relation in ("assigned", "contractor", "case_manager")
            and each.period in invented.periods
            and letter is not None
            and each.letter in ("", letter)
            and each.first <= invented.day
            and (last is None or invented.day <= last)
            and (each.student, card.school) in world.enrolled
        ):
            found.add(each.student)
    return found


def asking(card: Card, invented: Invented) -> Asker:
    """The card as who asks, entered for the current transaction."""
    enter(None, None, invented.day, invented.moment, mode="card", other=card.id)
    places = places_of_card(card, invented.moment, invented.day)
    return asker_of_card(card, places, invented.moment, invented.day)


@given(invented=inventions())
@settings(max_examples=60, deadline=None)
def test_a_card_opens_those_whom_it_covers_and_nobody_else(world: World, invented: Invented) -> None:
    with transaction.atomic():
        card = value_of(row_of(invented))
        asker, expected = asking(card, invented), covered(world, invented, card)
        assert set(Student.objects.values_list("id", flat=True)) == expected, "the wall says otherwise"
        for act in OF_STUDENTS:
            for state in states(act):
                fits = act in SHOWN_BY_A_CARD and allowed(act, "substitute", ["substitute_for"], state)
                opened = expected if fits else set()
                found = set(students_for(asker, act, state=state).values_list("id", flat=True))
                assert found == opened, (act, state)
                for student in [*list(expected)[:3], *list(world.students)[:3]]:
                    permit = isinstance(may(asker, act, Thing(student=student, state=state)), Permit)
                    assert permit is (student in opened), (act, state)
        for act in set(LINES) - set(OF_STUDENTS):
            assert schools_for(asker, act) == frozenset()
        transaction.set_rollback(True)


def test_the_invention_is_worth_asking(world: World) -> None:
    """Most places have students in most periods, and both letters and a day without school are among the days."""
    for name in PLACES:
        adult = personas()[name]
        assert any(each.adult == adult.id for each in world.held), name
    school = personas()["denise"].school_id
    assert school
    assert {world.letters.get((school, day)) for day in DAYS} == {"A", "B", None}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)
def test_the_database_shows_a_card_what_the_table_opens_to_a_substitute(
    model: type[Model], world: World
) -> None:
    held = held_rows(model)
    card, _secret = made()
    enter(None, None, TODAY, NOW, mode="card", other=card.id)
    asker = asker_of_card(card, places_of_card(card, NOW, TODAY), NOW, TODAY)
    narrowed = set(visible(asker, model).order_by().values_list("pk", flat=True))
    shown = set(model._default_manager.order_by().values_list("pk", flat=True))
    seen_by: Any = model.seen_by  # type: ignore[attr-defined]
    acts = seen_by if isinstance(seen_by, dict) else [act for act in seen_by if act in SHOWN_BY_A_CARD]
    expected = sum(
        count
        for (student, kept), count in held.items()
        if student in asker.to_students and opens(acts, "substitute", ["substitute_for"], kept)
    )
    assert len(asker.to_students) == 5
    assert shown == narrowed
    assert len(narrowed) == expected


class TestACardHasNothingToWrite:
    def test_nothing_of_a_student_is_entered_by_a_card(self) -> None:
        card, _secret = made()
        enter(None, None, TODAY, NOW, mode="card", other=card.id)
        student = Student.objects.first()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Absence.objects.create(student=student, day=TODAY)

    def test_a_card_makes_no_card(self) -> None:
        card, _secret = made()
        enter(None, None, TODAY, NOW, mode="card", other=card.id)
        assert not SubstituteCard.objects.exists(), "it does not even see its own row"
        denise = personas()["denise"]
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SubstituteCard.objects.create(
                id=uuid4(), school_id=denise.school_id, stands_for=denise, starts_at=OPENS, ends_at=ENDS,
                periods=["P1"], token_hash=b"x" * 32, issued_by=denise, issued_at=NOW,
            )  # fmt: skip


class TestWhatWasHandedOutStaysAsItIs:
    """Whoever made a card can end it, and do nothing else to it, not even by way of the database."""

    @pytest.mark.parametrize(
        "change", [{"ends_at": ENDS + timedelta(days=1)}, {"periods": ["P1"]}, {"token_hash": b"y" * 32}]
    )
    def test_it_cannot_be_made_longer_or_wider(self, change: dict[str, object]) -> None:
        card, _secret = made()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            SubstituteCard.objects.filter(id=card.id).update(**change)

    def test_it_is_not_deleted(self) -> None:
        card, _secret = made()
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM scope_substitutecard WHERE id = %s", [card.id])

    @pytest.mark.parametrize("username", ["denise", "marcus", "kim", "it", "sub", "lucia"])
    def test_somebody_else_s_place_is_not_handed_over(self, username: str) -> None:
        adult, park = as_actor(personas()[username]).adult, personas()["park"]
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SubstituteCard.objects.create(
                id=uuid4(), school_id=park.school_id, stands_for=park, starts_at=OPENS, ends_at=ENDS,
                periods=["P3"], token_hash=b"z" * 32, issued_by=adult, issued_at=NOW,
            )  # fmt: skip
