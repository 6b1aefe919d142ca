"""Whoever is assigned without a training that is needed: refused, or allowed under a name with an end, by every door.

The doors are the page of a student's team, a class, a file, and the handing over of everything that an adult holds.
"""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from carryover.exchange.acts import Done, bring_in, look_at_offer
from carryover.exchange.judging import Judged, Offer
from carryover.journal.models import Entry
from carryover.roster.models import Account, School, SchoolClass, Student
from carryover.scope.acts.certificate import end_certificate
from carryover.scope.acts.competence import Waiver, allow_without
from carryover.scope.models import Certificate, Override, Relationship
from spec.scope.world import TODAY, as_actor, personas

pytestmark = pytest.mark.django_db
NEEDS = "not trained in: lifting and transfer; personal care."
ALLOWED = {
    "waive_until": "11/05/2026",
    "waive_why": "The course is on Nov 5.",
    "waive_measure": "Priya lifts; Kim calls her.",
}
HEADER = "kind,number,given name,family name,user name,role,relation,period,from,to"


def noor() -> Student:
    """N.S.: adults with her are trained in lifting and in personal care. Marcus manages her plan."""
    as_actor(personas()["director"])
    return Student.objects.get(given_name="Noor", family_name="Siddiqui")


def desk(username: str) -> Client:
    """A browser with this person's session."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def words(answer: Any) -> str:
    """What a page says, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def of_kim() -> list[tuple[str, date, date | None]]:
    """Kim's assignments to Noor."""
    as_actor(personas()["director"])
    rows = Relationship.objects.filter(adult=personas()["kim"], student__given_name="Noor")
    return list(rows.values_list("relation", "valid_from", "valid_to"))


def entries(act: str) -> int:
    """How many acts of this kind the journal holds."""
    return Entry.objects.filter(act=act).count()


class TestByHand:
    def post(self, username: str, **more: str) -> Any:
        typed = {
            "adult": str(personas()["kim"].id),
            "relation": "assigned",
            "since": "10/20/2026",
            "in-P1": "on",
        }
        student = noor().id
        return desk(username).post(f"/students/{student}/team/", typed | more)

    def test_she_is_refused_at_her_name_with_what_she_lacks_who_trains_and_who_can_allow_it(self) -> None:
        answer = self.post("marcus", **{"place-P1": "Room 12"})
        told = words(answer)
        assert answer.status_code == 422
        assert f"Kim Tran is {NEEDS} The physical therapist or the school nurse trains." in told
        assert "An administrator of the school can allow it, for 30 days at most." in told
        assert 'value="Room 12"' in answer.content.decode(), "what was typed is there"
        assert of_kim() == []

    def test_the_case_manager_is_offered_no_allowance_and_cannot_slip_one_in(self) -> None:
        assert "If they lack a training" not in words(self.post("marcus"))
        assert self.post("marcus", **ALLOWED).status_code == 422
        assert (
            of_kim() == [] and not Override.objects.filter(adult=personas()["kim"], student=noor()).exists()
        )

    def test_an_administrator_allows_it_in_the_same_form_under_their_name_until_a_day(self) -> None:
        refused = self.post("ap")
        assert refused.status_code == 422 and '<details class="more" open>' in refused.content.decode()
        before = entries("assignment.make"), entries("competence.override")
        assert self.post("ap", **ALLOWED).status_code == 302
        assert of_kim() == [("assigned", TODAY, None)]
        given = Override.objects.filter(adult=personas()["kim"], student=noor())
        assert {(o.competency, o.ends_on, o.allowed_by_id, o.measure) for o in given} == {
            (name, date(2026, 11, 5), personas()["ap"].id, "Priya lifts; Kim calls her.")
            for name in ("lifting", "personal_care")
        }
        assert (entries("assignment.make"), entries("competence.override")) == (before[0] + 1, before[1] + 2)
        card = words(desk("kim").get(f"/students/{noor().id}/card/"))
        assert "Until Thu Nov 5 you work here without training in lifting and transfer." in card
        assert f"Allowed by {personas()['ap']}." in card

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"waive_until": "11/20/2026"}, "An override lasts 30 days at most."),
            ({"waive_until": "10/19/2026"}, "It would end before it begins."),
            ({"waive_until": ""}, "Say until when: it ends by itself"),
            ({"waive_why": " "}, "Write why, in a sentence"),
            ({"waive_measure": ""}, "Write what is done instead"),
        ],
    )
    def test_an_allowance_is_whole_and_short_or_nothing_is_written(
        self, typed: dict[str, str], said: str
    ) -> None:
        answer = self.post("ap", **(ALLOWED | typed))
        assert answer.status_code == 422 and said in words(answer)
        assert (
            of_kim() == [] and not Override.objects.filter(adult=personas()["kim"], student=noor()).exists()
        )

    def test_who_is_trained_needs_no_allowance_and_gets_none(self) -> None:
        priya = str(personas()["priya"].id)
        assert self.post("ap", adult=priya, **ALLOWED).status_code == 302
        assert not Override.objects.filter(adult=personas()["priya"]).exists()

    def test_a_period_that_needs_nothing_more_is_still_a_day_with_the_student(self) -> None:
        """Lifting is asked for by hand in P4 and by a task of care all day."""
        assert NEEDS in words(self.post("marcus", **{"in-P1": "", "in-P2": "on"}))

    def test_the_team_sits_at_a_table_and_is_not_asked(self) -> None:
        assert self.post("marcus", adult=str(personas()["kim"].id), relation="team").status_code == 302


class TestByFile:
    def tried(self, *lines: str, username: str = "ap") -> Judged:
        self.offer = Offer("\n".join([HEADER, *lines]).encode(), False, {})
        as_actor(personas()[username])
        return look_at_offer(as_actor(personas()[username]), School.objects.get().id, self.offer)

    def brought(self, *lines: str, username: str = "ap") -> Done | Judged:
        shown = self.tried(*lines, username=username).digest
        return bring_in(as_actor(personas()[username]), School.objects.get().id, self.offer, shown)

    def line(self, username: str, period: str = "P1", **days: str) -> str:
        row = ("assignment", noor().number, "", "", username, "", "assigned", period)
        return ",".join((*row, days.get("since", ""), days.get("until", "")))

    def test_the_dry_run_names_the_row_and_nothing_can_be_brought_in(self) -> None:
        judged = self.tried(self.line("denise", "P2"), self.line("kim"))
        (fault,) = judged.faults
        assert (fault.row, fault.column) == (3, "user name")
        assert fault.what.startswith(
            "Not trained in: lifting and transfer; personal care. The physical therapist"
        )
        assert fault.what.endswith("An administrator of the school can allow it, for 30 days at most.")
        assert isinstance(self.brought(self.line("kim")), Judged)
        assert of_kim() == []

    def test_who_is_trained_comes_in(self) -> None:
        assert isinstance(self.brought(self.line("denise", "P2")), Done)

    def test_a_certificate_that_ends_before_the_last_day_is_none_for_it(self) -> None:
        """Denise's course in lifting ends in ten days."""
        last = TODAY + timedelta(days=10)
        assert self.tried(self.line("denise", "P2", until=last.isoformat())).faults == ()
        (fault,) = self.tried(self.line("denise", "P2", until=(last + timedelta(days=1)).isoformat())).faults
        assert "lifting and transfer (until 10/30/2026)" in fault.what

    def test_an_allowance_that_an_administrator_gave_before_lets_the_row_in(self) -> None:
        student = noor().id
        waiver = Waiver(TODAY + timedelta(days=16), "The course is on Nov 5.", "Priya lifts.")
        for competency in ("lifting", "personal_care"):
            allow_without(as_actor(personas()["ap"]), personas()["kim"], student, competency, waiver)
        assert isinstance(self.brought(self.line("kim"), username="marcus"), Done)
        assert of_kim() == [("assigned", TODAY, None)]

    def test_an_adult_whom_the_same_file_enters_holds_no_certificate(self) -> None:
        nora = "adult,,Nora,New,nnew,Paraprofessional,,,,"
        (fault,) = self.tried(nora, self.line("nnew")).faults
        assert fault.row == 3 and "Not trained in: lifting and transfer" in fault.what

    def test_what_goes_on_in_other_periods_is_asked_nothing_anew(self) -> None:
        """Denise's certificate was ended: her assignment is flagged, and a file may end one period of it."""
        held = Certificate.objects.filter(adult=personas()["denise"], competency="lifting")
        end_certificate(as_actor(personas()["director"]), held.get(), "Injured her back.")
        as_actor(personas()["director"])
        link = Relationship.objects.get(adult=personas()["denise"], student=noor(), valid_to=None)
        periods = sorted({each.period for each in link.periods.all()})
        assert len(periods) > 1
        done = self.brought(self.line("denise", periods[0], until=TODAY.isoformat()))
        assert isinstance(done, Done)
        as_actor(personas()["director"])
        after = Relationship.objects.get(adult=personas()["denise"], student=noor(), valid_to=None)
        assert sorted({each.period for each in after.periods.all()}) == periods[1:]


class TestByClassAndByHandingOver:
    def test_a_class_says_whose_training_is_lacking_and_assigns_nobody(self) -> None:
        as_actor(personas()["director"])
        lina = Student.objects.get(given_name="Lina", family_name="Haddad")
        marcus, both = desk("marcus"), {f"student-{each}": "on" for each in (lina.id, noor().id)}
        school = School.objects.get().id
        marcus.post(f"/schools/{school}/classes/new/", {"name": "Swimming", "code": "SW-1", "period": "P3"})
        klass = SchoolClass.objects.get(code="SW-1").id
        assert (
            marcus.post(f"/schools/classes/{klass}/students/", {"since": "10/20/2026"} | both).status_code
            == 302
        )
        typed = {"adult": str(personas()["kim"].id), "since": "10/20/2026"} | both
        answer = marcus.post(f"/schools/classes/{klass}/assign/", typed)
        assert answer.status_code == 422
        assert "not trained in: lifting and transfer [N.S.]; personal care [N.S.]" in words(answer)
        as_actor(personas()["director"])
        assert not Relationship.objects.filter(
            adult=personas()["kim"], student__in=[lina.id, noor().id]
        ).exists()

    def test_a_colleague_who_lacks_it_takes_nothing_over_and_nobody_is_left_alone(self) -> None:
        def held(username: str) -> set[UUID]:
            as_actor(personas()["director"])
            rows = Relationship.objects.filter(adult=personas()[username], relation="assigned", valid_to=None)
            return {row.student_id for row in rows if row.student_id}

        before = held("denise"), held("kim")
        typed = {"day": "10/20/2026", "worker": str(personas()["kim"].id)}
        answer = desk("ap").post(f"/schools/adults/{personas()['denise'].id}/hand-over/", typed)
        assert answer.status_code == 422
        assert "Kim Tran is not trained in:" in words(answer) and "personal care [N.S.]" in words(answer)
        assert (held("denise"), held("kim")) == before

    def test_an_administrator_lets_the_colleague_begin_untrained_in_the_same_form(self) -> None:
        address = f"/schools/adults/{personas()['denise'].id}/hand-over/"
        typed = {"day": "10/20/2026", "worker": str(personas()["kim"].id)} | ALLOWED
        assert desk("ap").post(address, typed).status_code == 302
        as_actor(personas()["director"])
        given = Override.objects.filter(adult=personas()["kim"], student=noor(), allowed_by=personas()["ap"])
        assert sorted(given.values_list("competency", flat=True)) == ["lifting", "personal_care"]
        assert Relationship.objects.filter(
            adult=personas()["kim"], student=noor(), relation="assigned"
        ).exists()
