"""A substitute with an account has the same card inside their day; with the assignment ends what it opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import Account, Student
from carryover.roster.roles import PASSING_ROLES
from carryover.scope.models import Relationship
from spec.scope.world import TODAY, as_actor, keeper, personas
from spec.substitutes.cards import NOW, acting, at, signed_in, words
from tablets import set_up

pytestmark = pytest.mark.django_db
PASSING = ("sub", "agency", "evaluator", "auditor")


def ended(username: str, **when: object) -> None:
    """The school moves all relationships of this adult; by default they ended yesterday."""
    yesterday = TODAY - timedelta(days=1)
    moved = when or {"valid_from": yesterday - timedelta(days=1), "valid_to": yesterday}
    for by in ("ap", "director"):
        as_actor(personas()[by])
        Relationship.objects.filter(adult=personas()[username]).update(**moved)
    assert not acting(username).to_students


class TestInsideTheirDay:
    def test_joel_reads_who_needs_what_in_whose_place(self) -> None:
        told = words(signed_in("sub").get("/day/").content)
        absent = acting("sub").adult.relationships.get(relation="substitute_for").stands_for
        assert f"You take the place of {absent}." in told
        for part in (
            "In an emergency",
            "Call the office: main office, ext. 555-0101.",
            "Never",
            "Before",
            "Ask",
        ):
            assert part in told, part
        mine = Student.objects.filter(id__in=acting("sub").to_students)
        assert mine
        for student in mine:
            assert student.given_name in told
            assert f"{student.given_name} {student.family_name}" not in told

    def test_it_is_journaled_by_the_right_of_a_substitute(self) -> None:
        signed_in("sub").get("/day/")
        entry = Entry.objects.order_by("-id")[0]
        assert (entry.act, entry.right) == ("day.read", "substitute_for")
        assert set(entry.student_ids) == set(acting("sub").to_students)

    def test_on_a_day_of_nobody_s_absence_there_is_nothing(self) -> None:
        told = words(signed_in("sub").get("/day/?day=2026-10-21").content)
        assert "You take the place of" not in told

    def test_the_tablet_has_their_students_too(self) -> None:
        sheet = set_up("sub").day()
        assert {each["id"] for each in sheet["students"]} == {str(s) for s in acting("sub").to_students}
        assert sheet["blocks"]

    def test_denise_s_own_day_is_as_it_was(self) -> None:
        told = words(signed_in("denise").get("/day/").content)
        assert "You take the place of" not in told and "In an emergency" not in told


class TestOnceItIsOver:
    def test_the_four_who_only_come_for_a_while(self) -> None:
        assert {personas()[name].role for name in PASSING} == set(PASSING_ROLES)

    @pytest.mark.parametrize("username", PASSING)
    def test_every_page_says_since_when_and_whom_to_ask(self, username: str) -> None:
        ended(username)
        client = signed_in(username)
        for address in ("/", "/day/", "/queue/", "/caseload/", "/documents/data-sheets/"):
            answer = client.get(address)
            assert answer.status_code == 403, address
            told = words(answer.content)
            assert "Your assignment ended on Mon Oct 19." in told and "Ask the office" in told

    def test_signing_in_says_so(self) -> None:
        ended("sub")
        client = Client()
        account = Account.objects.get(username="sub")
        account.set_password("a long enough one, for once")
        account.save()
        sent = {"login": "sub", "password": "a long enough one, for once"}
        answer = client.post("/accounts/login/", sent, follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "Your assignment ended on Mon Oct 19." in words(answer.content)

    def test_signing_out_the_password_and_the_language_still_work(self) -> None:
        ended("sub")
        client = signed_in("sub")
        assert client.get("/accounts/security/password/").status_code in (200, 302)
        assert client.post("/language/", {"language": "es", "next": "/"}).status_code == 302
        assert "Su asignación terminó el" in words(client.get("/").content)
        assert client.get("/accounts/logout/").status_code == 200
        assert client.post("/accounts/logout/").status_code == 302
        assert client.get("/")["Location"].startswith("/accounts/login/")

    def test_the_machine_door_and_the_tablet_say_so_too(self) -> None:
        tablet = set_up("sub")
        ended("sub")
        told = signed_in("sub").get(f"/api/v1/students/{personas()['sub'].id}/plan").json()
        assert (told["error"], told["why"]) == ("assignment.over", "Your assignment ended on Mon Oct 19.")
        answer = tablet.client.get("/sync/v1/day", headers=tablet.headers)
        assert answer.status_code == 403 and answer.json()["error"] == "assignment.over"

    def test_it_ends_at_its_moment_within_the_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        as_actor(personas()["ap"])
        mine = Relationship.objects.filter(adult=personas()["sub"])
        assert mine.update(ends_at=NOW + timedelta(minutes=10)) == 1
        client = signed_in("sub")
        assert client.get("/day/").status_code == 200
        at(monkeypatch, NOW + timedelta(minutes=10))
        assert "Your assignment ended on Tue Oct 20." in words(client.get("/day/").content)

    def test_one_that_has_not_begun_says_when_it_begins(self) -> None:
        tomorrow = TODAY + timedelta(days=1)
        ended("agency", valid_from=tomorrow, valid_to=tomorrow)
        assert "Your assignment begins on Wed Oct 21." in words(signed_in("agency").get("/day/").content)

    def test_one_who_never_had_any(self) -> None:
        with keeper() as rows:
            adult = personas()["evaluator"].id
            kept = rows.execute("SELECT valid_from FROM scope_relationship WHERE adult_id = %s", [adult])
            assert kept.fetchall()
        as_actor(personas()["ap"])
        Relationship.objects.filter(adult=personas()["evaluator"]).update(adult=personas()["denise"])
        told = words(signed_in("evaluator").get("/day/").content)
        assert "Nobody has given you an assignment yet." in told

    @pytest.mark.parametrize("username", ["denise", "nurse", "carlos", "it"])
    def test_everybody_else_s_account_does_not_end_with_an_assignment(self, username: str) -> None:
        as_actor(personas()["director"])
        Relationship.objects.filter(adult=personas()[username]).update(
            valid_from=TODAY - timedelta(days=2), valid_to=TODAY - timedelta(days=1)
        )
        assert signed_in(username).get("/day/").status_code == 200
