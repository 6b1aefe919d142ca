"""An assignment that needs what an adult lacks is refused with the reason, or rests on an override by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from django.http import Http404

from carryover.journal.models import Entry
from carryover.roster.models import Adult, Student
from carryover.scope.actors import Actor
from carryover.scope.acts.certificate import (
    CertificateGiven,
    CompetencyAdded,
    add_competency,
    certify,
    end_certificate,
    enter_certificate,
    retire_competency,
)
from carryover.scope.acts.competence import (
    Waiver,
    allow_without,
    end_override,
    end_requirement,
    require_competent,
    set_requirement,
    unmet,
)
from carryover.scope.certificates import (
    held_of,
    known_competencies,
    own_competencies,
    readable,
    requirements,
    running_out,
)
from carryover.scope.models import Certificate, Override, Requirement
from carryover.scope.needs import needed
from carryover.terms import DateSpan, Refused
from spec.scope.world import TODAY, as_actor, keeper, personas

pytestmark = pytest.mark.django_db
OPEN_END = DateSpan(TODAY)
COURSE = Waiver(TODAY + timedelta(days=20), "The course is on Nov 5.", "Priya lifts; Kim calls her.")


def called(given: str, family: str) -> UUID:
    """The student with this name, looked up by the principal."""
    as_actor(personas()["director"])
    return Student.objects.get(given_name=given, family_name=family).id


def noor() -> UUID:
    """Needs adults trained in lifting and in personal care; Marcus manages the plan."""
    return called("Noor", "Siddiqui")


def acting(username: str) -> Actor:
    """The persona, entered."""
    return as_actor(personas()[username])


def with_escort() -> UUID:
    """Kim's student whose plan has a line for adults trained in restraint."""
    acting("director")
    return Override.objects.get().student_id


class TestAnAssignment:
    def test_of_somebody_who_lacks_nothing_goes_on(self) -> None:
        student, denise = noor(), personas()["denise"]
        assert require_competent(acting("marcus"), denise, student, ["P4"], OPEN_END) == ()

    def test_is_refused_with_the_competency_who_trains_and_who_can_allow_it(self) -> None:
        student, kim = noor(), personas()["kim"]
        with pytest.raises(Refused) as refused:
            require_competent(acting("marcus"), kim, student, ["P1"], OPEN_END)
        told = refused.value.refusal
        assert told.why == "Kim Tran is not trained in: lifting and transfer; personal care."
        assert "The physical therapist or the school nurse trains." in told.who_can
        assert "An administrator of the school can allow it, for 30 days at most." in told.who_can
        assert (told.code, told.source) == ("assignment.competence", "34 CFR 300.156(b)(2)(iii)")

    def test_names_the_day_until_which_a_certificate_held(self) -> None:
        student, kim = with_escort(), personas()["kim"]
        end_override(acting("director"), Override.objects.get().id, student, "The colleague left.")
        with pytest.raises(Refused, match=r"physical restraint and escort \(until 09/30/2026\)"):
            require_competent(acting("director"), kim, student, [], OPEN_END)

    def test_that_ends_is_refused_when_a_certificate_ends_before_it(self) -> None:
        student, denise, marcus = noor(), personas()["denise"], acting("marcus")
        until = TODAY + timedelta(days=10)
        assert require_competent(marcus, denise, student, [], DateSpan(TODAY, until)) == ()
        with pytest.raises(Refused, match="lifting and transfer"):
            require_competent(marcus, denise, student, [], DateSpan(TODAY, until + timedelta(days=1)))

    def test_asks_by_hand_for_what_its_periods_need(self) -> None:
        marcus, kim = acting("marcus"), personas()["kim"]
        student = called("Lina", "Haddad")
        set_requirement(marcus := acting("marcus"), student, "seizure", "P2", "A seizure plan is in force.")
        assert unmet(marcus, kim.id, student, ["P1"], OPEN_END) == ()
        assert [gap.need.competency for gap in unmet(marcus, kim.id, student, ["P1", "P2"], OPEN_END)] == [
            "seizure"
        ]
        assert [gap.need.competency for gap in unmet(marcus, kim.id, student, [], OPEN_END)] == ["seizure"]

    def test_takes_a_certificate_for_another_student_for_none(self) -> None:
        student, amara = called("Jaylen", "Tucker"), called("Amara", "Okoye")
        denise = personas()["denise"]
        set_requirement(acting("marcus"), amara, "plan_training", "", "Every adult does the same.")
        assert unmet(acting("marcus"), denise.id, student, [], OPEN_END) == ()
        assert [g.need.competency for g in unmet(acting("marcus"), denise.id, amara, [], OPEN_END)] == [
            "plan_training"
        ]

    def test_is_judged_rightly_wherever_the_adult_has_their_desk(self) -> None:
        student, priya = noor(), personas()["priya"]
        with keeper() as rows:
            rows.execute("UPDATE roster_adult SET school_id = NULL WHERE id = %s", [priya.id])
        try:
            assert unmet(acting("marcus"), priya.id, student, ["P2"], OPEN_END) == ()
        finally:
            with keeper() as rows:
                rows.execute(
                    "UPDATE roster_adult SET school_id = %s WHERE id = %s", [priya.school_id, priya.id]
                )

    def test_is_for_those_who_may_assign(self) -> None:
        student, kim = noor(), personas()["kim"]
        with pytest.raises(Refused, match="Who works with a student is decided"):
            require_competent(acting("denise"), kim, student, [], OPEN_END)
        with pytest.raises(Http404):
            require_competent(acting("kim"), personas()["denise"], student, [], OPEN_END)


class TestAnOverride:
    def test_lets_the_assignment_go_on_under_a_name_until_a_day(self) -> None:
        student, kim = noor(), personas()["kim"]
        director = acting("director")
        made = require_competent(director, kim, student, [], OPEN_END, waiver=COURSE)
        assert {row.competency for row in made} == {"lifting", "personal_care"}
        assert {(row.allowed_by, row.starts_on, row.ends_on, row.measure) for row in made} == {
            (director.adult, TODAY, COURSE.ends_on, COURSE.measure)
        }
        again = require_competent(acting("marcus"), kim, student, [], OPEN_END)
        assert {row.id for row in again} == {row.id for row in made}, (
            "the case manager's assignment rests on them"
        )
        entries = Entry.objects.filter(act="competence.override").order_by("-id")[:2]
        assert {(e.right, e.detail["days"], tuple(e.student_ids)) for e in entries} == {
            ("administrator", 20, (student,))
        }

    def test_that_has_ended_covers_nothing_any_more(self) -> None:
        student, kim = noor(), personas()["kim"]
        made = require_competent(acting("director"), kim, student, [], OPEN_END, waiver=COURSE)
        later = replace(acting("director"), today=COURSE.ends_on + timedelta(days=1))
        with pytest.raises(Refused, match="lifting and transfer; personal care"):
            require_competent(later, kim, student, [], DateSpan(later.today))
        end_override(acting("director"), made[0].id, student, "The course was called off.")
        with pytest.raises(Refused, match=r"is not trained in: [a-z ]+\."):
            require_competent(acting("director"), kim, student, [], OPEN_END)

    def test_is_given_by_an_administrator(self) -> None:
        student, kim = noor(), personas()["kim"]
        with pytest.raises(Refused, match="somebody who answers for it by name"):
            require_competent(acting("marcus"), kim, student, [], OPEN_END, waiver=COURSE)
        assert not Override.objects.filter(student=student).exists()

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"ends_on": TODAY + timedelta(days=31)}, "30 days at most"),
            ({"ends_on": TODAY - timedelta(days=1)}, "end before it begins"),
            ({"why": " "}, "says why"),
            ({"measure": ""}, "what is done instead"),
        ],
    )
    def test_is_short_and_says_why_and_what_instead(self, changed: dict[str, object], why: str) -> None:
        student = noor()
        with pytest.raises(Refused, match=why):
            allow_without(
                acting("director"), personas()["kim"], student, "lifting", replace(COURSE, **changed)
            )  # type: ignore[arg-type]

    def test_lasts_thirty_days_and_no_day_longer_in_the_database_too(self) -> None:
        student, director = noor(), acting("director")
        last = replace(COURSE, ends_on=TODAY + timedelta(days=30))
        row = allow_without(director, personas()["kim"], student, "lifting", last)
        with pytest.raises(Error, match="override_is_short"), transaction.atomic():
            Override.objects.filter(id=row.id).update(ends_on=TODAY + timedelta(days=31))

    def test_is_not_given_to_oneself_or_for_what_nobody_knows(self) -> None:
        student, director = noor(), acting("director")
        with pytest.raises(Refused, match="to themselves"):
            allow_without(director, director.adult, student, "lifting", COURSE)
        with pytest.raises(Refused, match="not among those in use"):
            allow_without(director, personas()["kim"], student, "juggling", COURSE)

    def test_is_written_once_however_often_the_button_is_tapped(self) -> None:
        student, director = noor(), acting("director")
        allow_without(director, personas()["kim"], student, "lifting", COURSE)
        with pytest.raises(Refused, match="allowed already"):
            allow_without(director, personas()["kim"], student, "lifting", COURSE)
        assert Override.objects.filter(student=student).count() == 1

    def test_is_ended_once_and_with_a_reason(self) -> None:
        student, row = with_escort(), Override.objects.get().id
        with pytest.raises(Refused, match="needs its reason"):
            end_override(acting("director"), row, student, " ")
        end_override(acting("director"), row, student, "The course took place.")
        with pytest.raises(Refused, match="ended already"):
            end_override(acting("director"), row, student, "Again.")


class TestARequirement:
    def test_is_entered_once_with_its_reason_by_the_case_manager(self) -> None:
        student = noor()
        set_requirement(acting("marcus"), student, "seizure", "", "A seizure plan is in force.")
        with pytest.raises(Refused, match="required already"):
            set_requirement(acting("marcus"), student, "seizure", "", "Again.")
        with pytest.raises(Refused, match="says why"):
            set_requirement(acting("marcus"), student, "crisis", "", "")
        with pytest.raises(Refused, match="decided by the one who answers for the plan"):
            set_requirement(acting("denise"), student, "crisis", "", "Because.")

    def test_that_is_taken_back_asks_nothing_from_today_on(self) -> None:
        student, marcus = noor(), acting("marcus")
        row = next(row for row in requirements(marcus, [student], TODAY) if row.competency == "lifting")
        end_requirement(marcus, row.id, student)
        assert not [n for n in needed(marcus, [student], TODAY) if n.period == "P4"]
        with pytest.raises(Refused, match="ended already"):
            end_requirement(marcus, row.id, student)


class TestACertificate:
    GIVEN = CertificateGiven("lifting", TODAY, TODAY + timedelta(days=365), "Physical therapist", "LT-17")

    def test_is_entered_by_the_office_and_counts_at_once(self) -> None:
        student, kim = noor(), personas()["kim"]
        director = acting("director")
        enter_certificate(director, kim, self.GIVEN)
        assert [g.need.competency for g in unmet(director, kim.id, student, [], OPEN_END)] == [
            "personal_care"
        ]
        row = Certificate.objects.get(adult=kim, competency="lifting")
        assert (row.expires_on, row.never_expires, row.entered_by) == (
            self.GIVEN.expires_on,
            False,
            director.adult,
        )
        assert Entry.objects.filter(act="certificate.enter", thing_id=str(row.id)).exists()

    def test_that_does_not_expire_says_so(self) -> None:
        row = enter_certificate(acting("director"), personas()["kim"], replace(self.GIVEN, expires_on=None))
        assert row.never_expires
        with pytest.raises(Error, match="certificate_says_when_it_expires"), transaction.atomic():
            Certificate.objects.filter(id=row.id).update(never_expires=False)

    def test_ended_early_closes_at_once_and_stays_with_its_reason(self) -> None:
        student, denise, director = noor(), personas()["denise"], acting("director")
        row = Certificate.objects.get(adult=denise, competency="lifting")
        with pytest.raises(Refused, match="needs its reason"):
            end_certificate(director, row, "")
        end_certificate(director, row, "Injured her back.")
        assert [g.need.competency for g in unmet(director, denise.id, student, [], OPEN_END)] == ["lifting"]
        with pytest.raises(Refused, match="ended already"):
            end_certificate(director, row, "Again.")
        with connection.cursor() as here:
            here.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname = 'keep_history'"
                " AND tgrelid = 'scope_certificate'::regclass"
            )
            assert here.fetchone() == (1,), (
                "what stood before is kept by the database (spec/journal/test_history.py)"
            )

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"issued_on": TODAY + timedelta(days=1)}, "dated after today"),
            ({"expires_on": TODAY - timedelta(days=1)}, "expire before it was issued"),
            ({"competency": "feeding"}, "about one student"),
            ({"competency": "juggling"}, "not among those in use"),
            ({"plan_number": 2}, "Only a training on a plan"),
        ],
    )
    def test_that_cannot_be_is_refused(self, changed: dict[str, object], why: str) -> None:
        with pytest.raises(Refused, match=why):
            enter_certificate(acting("director"), personas()["kim"], replace(self.GIVEN, **changed))  # type: ignore[arg-type]

    @pytest.mark.parametrize("username", ["marcus", "denise", "it", "nurse", "lucia"])
    def test_is_not_entered_by_others(self, username: str) -> None:
        with pytest.raises(Refused, match="the office has seen it"):
            enter_certificate(acting(username), personas()["denise"], self.GIVEN)

    def test_from_a_training_is_never_for_oneself_nor_for_what_is_certified_outside(self) -> None:
        student, marcus = noor(), acting("marcus")
        given = replace(self.GIVEN, student=student)
        with pytest.raises(Refused, match="their own training"):
            certify(marcus, marcus.adult, given)
        with pytest.raises(Refused, match="by a training organization"):
            certify(marcus, personas()["denise"], replace(given, competency="restraint"))
        with pytest.raises(Refused, match="signed off by the case manager"):
            certify(acting("nurse"), personas()["denise"], given)

    def test_stands_in_the_list_until_a_later_one_is_entered(self) -> None:
        director, kim = acting("director"), personas()["kim"]
        soon = timedelta(days=60)
        before = [(row.adult_id, row.competency) for row in running_out(director, soon)]
        assert before.index((kim.id, "crisis")) < before.index((personas()["ap"].id, "crisis")), (
            "the oldest first"
        )
        enter_certificate(director, kim, replace(self.GIVEN, competency="crisis"))
        after = [(row.adult_id, row.competency) for row in running_out(director, soon)]
        assert (kim.id, "crisis") in before and (kim.id, "crisis") not in after
        assert running_out(acting("marcus"), soon) == []


class TestADistrictsOwn:
    GIVEN = CompetencyAdded(
        "ventilator care", False, False, "The nurse trains.", "Call the nurse.", "District policy 7"
    )

    def test_can_be_named_like_the_reviewed_ones(self) -> None:
        student = noor()
        add_competency(acting("director"), self.GIVEN)
        assert known_competencies(acting("marcus"))["ventilator care"].instead == "Call the nurse."
        set_requirement(acting("marcus"), student, "ventilator care", "", "Breathes with a machine.")
        with pytest.raises(Refused, match="ventilator care"):
            require_competent(acting("marcus"), personas()["priya"], student, [], OPEN_END)

    @pytest.mark.parametrize("name", ["Ventilator Care", "Lifting and transfer", "restraint"])
    def test_has_a_name_of_its_own(self, name: str) -> None:
        add_competency(acting("director"), self.GIVEN)
        with pytest.raises(Refused, match="of this name already"):
            add_competency(acting("director"), replace(self.GIVEN, name=name))

    def test_out_of_use_can_no_longer_be_chosen_and_what_names_it_stays(self) -> None:
        student, director = noor(), acting("director")
        row = add_competency(director, self.GIVEN)
        set_requirement(director, student, "ventilator care", "", "Breathes with a machine.")
        retire_competency(director, row.id)
        assert "ventilator care" not in known_competencies(director)
        assert [each.retired_on for each in own_competencies(director)] == [TODAY]
        with pytest.raises(Refused, match="out of use already"):
            retire_competency(director, row.id)
        with pytest.raises(Refused, match="ventilator care"):
            require_competent(director, personas()["priya"], student, [], OPEN_END)

    def test_is_added_by_the_office(self) -> None:
        with pytest.raises(Refused, match="the office has seen it"):
            add_competency(acting("marcus"), self.GIVEN)


class TestTheWalls:
    """The database asks the same, whatever the code above it does."""

    def test_every_persona_reads_the_same_certificates_by_the_app_and_by_the_wall(self) -> None:
        for username, adult in personas().items():
            actor = as_actor(adult)
            assert set(readable(actor)) == set(Certificate.objects.all()), username

    def test_an_adult_reads_their_own_and_a_colleague_who_assigns_reads_them_but_not_the_student(
        self,
    ) -> None:
        adults = personas()
        assert {row.adult_id for row in readable(acting("denise"))} == {adults["denise"].id}
        mine = readable(acting("marcus")).filter(adult=adults["denise"])
        assert {row.competency for row in mine} == {"aac", "lifting", "personal_care", "plan_training"}
        seen = readable(acting("priya")).filter(adult=adults["denise"])
        assert {row.competency for row in seen} == {"aac", "lifting", "personal_care"}, "J.T. is not hers"
        assert not readable(acting("nadia")).exclude(student__isnull=False).exists()

    def test_what_an_adult_holds_is_told_only_about_students_whom_one_assigns_to(self) -> None:
        jaylen, denise = called("Jaylen", "Tucker"), personas()["denise"].id
        acting("marcus")
        assert {each.competency for each in held_of([denise], [jaylen])[denise]} >= {"plan_training", "aac"}
        for username in ("denise", "kim", "it", "lucia", "sub"):
            acting(username)
            assert held_of([denise], [jaylen]) == {}, username

    @pytest.mark.parametrize("username", ["kim", "marcus", "denise", "it"])
    def test_nobody_enters_a_certificate_past_the_policy(self, username: str) -> None:
        actor = acting(username)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            self.certificate(actor.adult, actor)

    def test_a_signer_enters_one_only_for_that_student(self) -> None:
        marcus, denise = acting("marcus"), personas()["denise"]
        with transaction.atomic():
            self.certificate(denise, marcus, noor_of(marcus))
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            self.certificate(denise, acting("marcus"), with_escort_of(acting("marcus")))

    def test_nobody_gives_an_override_past_the_policy(self) -> None:
        student = noor()
        for username in ("marcus", "kim", "priya"):
            actor = acting(username)
            with pytest.raises(Error, match="row-level security"), transaction.atomic():
                Override.objects.create(
                    student_id=student, adult=personas()["agency"], competency="lifting", starts_on=TODAY,
                    ends_on=TODAY, why="x", measure="x", allowed_by=actor.adult, allowed_at=actor.now,
                )  # fmt: skip

    def test_nobody_deletes_what_was_entered(self) -> None:
        acting("director")
        for model in (Certificate, Override, Requirement):
            held = model._default_manager.count()
            assert held
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
            assert model._default_manager.count() == held

    def certificate(self, adult: Adult, by: Actor, student: UUID | None = None) -> None:
        Certificate.objects.create(
            adult=adult, competency="lifting", student_id=student, issued_on=date(2026, 1, 1), never_expires=True,
            issuer="x", entered_by=by.adult, entered_at=by.now,
        )  # fmt: skip


def noor_of(actor: Actor) -> UUID:
    """Noor, without leaving the actor."""
    return Student.objects.get(given_name="Noor", family_name="Siddiqui", id__in=list(actor.to_students)).id


def with_escort_of(actor: Actor) -> UUID:
    """Kim's student, whom this actor has nothing to do with."""
    with keeper() as rows:
        (found,) = rows.execute("SELECT student_id FROM scope_override").fetchone() or (None,)
    assert found not in actor.to_students
    return UUID(str(found))
