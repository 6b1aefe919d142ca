"""The school's pages: open to those whose part they are, and each does what it says."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import (
    Account,
    Adult,
    BellSchedule,
    Guardian,
    School,
    SchoolClass,
    SchoolDay,
    Student,
)
from carryover.scope.models import Instrument, Relationship
from spec.scope.world import TODAY, as_actor, personas

pytestmark = pytest.mark.django_db


def school() -> UUID:
    """The school of the small demo."""
    return School.objects.get(code="ALC").id


def jaylen() -> Student:
    """J.T."""
    as_actor(personas()["ap"])
    return Student.objects.get(given_name="Jaylen", family_name="Tucker")


def desk(username: str) -> Client:
    """A browser with this person's session."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def text(answer: HttpResponse) -> str:
    """A page as it is read: without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def pages() -> dict[str, str]:
    """An address of every page of this room that is not only sent to, with its name."""
    student, denise = jaylen(), personas()["denise"].id
    as_actor(personas()["director"])
    sofia = Student.objects.get(given_name="Sofía", family_name="Herrera")
    father = Guardian.objects.get(student=sofia, relation="father")
    paper = Instrument.objects.get(guardian=father)
    link = Relationship.objects.get(adult=denise, student=student).id
    klass, bells = (
        SchoolClass.objects.get(code="RR-2").id,
        BellSchedule.objects.filter(school=school()).first(),
    )
    assert bells
    here, them, her = f"/schools/{school()}", f"/students/{student.id}", f"/schools/adults/{denise}"
    hers = f"/students/{sofia.id}"
    return {
        "schools": "/schools/", "school": f"{here}/", "staff": f"{here}/staff-with-access/",
        "titles": "/schools/titles/",
        "adults": f"{here}/adults/", "adult_new": f"{here}/adults/new/", "adults_elsewhere": "/schools/adults/",
        "adult": f"{her}/", "adult_change": f"{her}/change/", "adult_role": f"{her}/role/",
        "account_new": f"{her}/account/", "leaving": f"{her}/hand-over/", "students": f"{here}/students/",
        "student_new": f"{here}/students/new/", "student_change": f"{them}/change/",
        "enrollment": f"{them}/enrollment/",
        "case_manager": f"{them}/case-manager/", "team": f"{them}/team/", "assignment_end": f"{them}/team/{link}/end/",
        "who": f"{them}/who-may-see/", "family": f"{hers}/family/", "guardian_new": f"{hers}/family/new/",
        "guardian": f"{hers}/family/{father.id}/", "guardian_account": f"{hers}/family/{father.id}/account/",
        "paper_new": f"{hers}/family/{father.id}/papers/new/", "paper_end": f"{hers}/papers/{paper.id}/end/",
        "classes": f"{here}/classes/", "class_new": f"{here}/classes/new/", "class": f"/schools/classes/{klass}/",
        "class_change": f"/schools/classes/{klass}/change/", "class_join": f"/schools/classes/{klass}/students/",
        "class_assign": f"/schools/classes/{klass}/assign/", "calendar": f"{here}/calendar/",
        "bells_new": f"{here}/bells/new/",
        "bells": f"{here}/bells/{bells.id}/",
    }  # fmt: skip


OF_SCHOOL = {"school", "adults", "staff", "adult"}
OF_PLANS = {
    "students",
    "student_new",
    "classes",
    "class_new",
    "class",
    "class_change",
    "class_join",
    "class_assign",
}
OF_STUDENT = {"student_change", "enrollment", "team", "assignment_end", "who", "family", "guardian_new"}
OF_ACCOUNTS = {"adult_new", "adult_change", "adult_role", "account_new", "leaving"}
OPEN = {
    "denise": OF_SCHOOL,
    "nurse": OF_SCHOOL,
    "marcus": OF_SCHOOL | OF_PLANS | OF_STUDENT - {"family", "guardian_new"},
    "it": OF_SCHOOL
    | OF_ACCOUNTS
    | {
        "titles",
        "adults_elsewhere",
        "schools",
        "classes",
        "class_new",
        "class",
        "class_change",
        "class_join",
        "class_assign",
    },
    "privacy": OF_SCHOOL | {"adults_elsewhere", "schools", "who"},
    "kim": OF_SCHOOL,
    "park": OF_SCHOOL,
    "lucia": set(),
    "theo": set(),
    "sub": set(),
    "auditor": set(),
}
"""Which pages answer whom with 200, for those to whom not all do."""
SENT_ON = {"schools"}
"""With one school, straight to it."""


@pytest.mark.parametrize("username", ["ap", "director"])
def test_those_who_answer_for_the_school_open_every_page(username: str) -> None:
    client = desk(username)
    for name, address in pages().items():
        answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)


@pytest.mark.parametrize("username", OPEN)
def test_others_open_theirs_and_are_told_why_not_the_rest(username: str) -> None:
    client, found = desk(username), {}
    for name, address in pages().items():
        found[name] = client.get(address).status_code
    assert {name for name, status in found.items() if status == 200} == OPEN[username]
    assert set(found.values()) <= {200, 302, 403, 404}
    assert {name for name, status in found.items() if status == 302} <= SENT_ON


class TestAnOfficePersonEnters:
    def entered(self, **more: str) -> dict[str, str]:
        """What is typed of a new student."""
        return {
            "given": "Zoe", "family": "Zeller", "birth": "03/04/2016", "number": "777001", "grade": "5",
            "since": "10/20/2026",
        } | more  # fmt: skip

    def test_a_student_and_comes_to_who_works_with_them(self) -> None:
        answer = desk("ap").post(f"/schools/{school()}/students/new/", self.entered())
        as_actor(personas()["ap"])
        zoe = Student.objects.get(number="777001")
        assert answer["Location"] == f"/students/{zoe.id}/team/"
        assert "Nobody answers for this student" in text(desk("ap").get(answer["Location"]))

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"given": " "}, "Enter the given name"),
            ({"birth": "02/30/2016"}, "Enter a date as month, day, year"),
            ({"birth": "03/04/1961"}, "between 1 and 27 years old"),
            ({"since": "10/21/2026"}, "has not come yet"),
            ({"grade": "thirteen"}, "thirteen"),
            ({"given": "x" * 61}, "60"),
        ],
    )
    def test_what_cannot_be_right_is_said_at_its_field_and_nothing_is_lost(
        self, typed: dict[str, str], said: str
    ) -> None:
        answer = desk("ap").post(f"/schools/{school()}/students/new/", self.entered(**typed))
        assert answer.status_code == 422
        assert said in text(answer)
        assert 'value="Zeller"' in answer.content.decode()
        as_actor(personas()["ap"])
        assert not Student.objects.filter(family_name="Zeller").exists()

    def test_is_asked_about_one_who_may_be_here_before_anything_is_written(self) -> None:
        known, client = jaylen(), desk("ap")
        typed = self.entered(given="Jaylén", family="Tucker", birth=f"{known.birth_date:%m/%d/%Y}")
        address = f"/schools/{school()}/students/new/"
        answer = client.post(address, typed)
        assert answer.status_code == 422 and "may be a student who is here already" in text(answer)
        as_actor(personas()["ap"])
        assert not Student.objects.filter(number="777001").exists()
        seen = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
        assert seen
        assert client.post(address, typed | {"which": "other", "seen": "something else"}).status_code == 422
        assert client.post(address, typed | {"which": "other", "seen": seen[1]}).status_code == 302
        as_actor(personas()["ap"])
        assert Student.objects.filter(number="777001").exists()
        assert Entry.objects.filter(act="student.alike").count() == 2

    def test_never_enters_one_number_twice(self) -> None:
        known = jaylen()
        typed = self.entered(number=f"0{known.number}")
        for decided in ({}, {"which": "other", "seen": "x"}, {"which": str(known.id)}):
            answer = desk("ap").post(f"/schools/{school()}/students/new/", typed | decided)
            assert answer.status_code == 422
            assert "belongs to one student" in text(answer)

    def test_an_adult_with_an_account_whose_password_is_shown_once(self) -> None:
        client = desk("ap")
        typed = {"given": "Nora", "family": "New", "role": "paraprofessional", "school": str(school())}
        answer = client.post(f"/schools/{school()}/adults/new/", typed)
        nora = Adult.objects.get(family_name="New")
        assert answer["Location"] == f"/schools/adults/{nora.id}/"
        shown = client.post(f"/schools/adults/{nora.id}/account/", {"username": "nnew"})
        password = re.search(r"<code>(\w+-\w+-\w+-\w+-\w+)</code>", shown.content.decode())
        assert password and "no-store" in shown["Cache-Control"]
        assert password[1] not in client.get(f"/schools/adults/{nora.id}/").content.decode()

    def test_and_is_asked_about_an_adult_of_the_same_name(self) -> None:
        client, address = desk("ap"), f"/schools/{school()}/adults/new/"
        typed = {"given": "Denise", "family": "Walker", "role": "nurse", "school": str(school())}
        answer = client.post(address, typed)
        assert answer.status_code == 422 and "Somebody has this name already" in text(answer)
        seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
        assert seen and Adult.objects.filter(family_name="Walker", given_name="Denise").count() == 1
        assert client.post(address, typed | {"seen": seen[1]}).status_code == 302

    def test_finds_by_name_without_a_name_in_the_address(self) -> None:
        answer = desk("ap").post(f"/schools/{school()}/adults/", {"name": "walker den"})
        assert "Walker, Denise" in text(answer) and "Reyes" not in text(answer)
        answer = desk("ap").post(f"/schools/{school()}/students/", {"name": jaylen().number})
        assert "Tucker, Jaylen" in text(answer) and "Okoye" not in text(answer)


class TestWhoWorksWithAStudent:
    def typed(self, **more: str) -> dict[str, str]:
        """An assignment of Kim's to Jaylen."""
        return {
            "adult": str(personas()["kim"].id), "relation": "assigned", "since": "10/20/2026", "in-P1": "on",
            "place-P1": "Room 12",
        } | more  # fmt: skip

    def test_assigned_she_sees_the_student_on_the_next_page(self) -> None:
        student, kim = jaylen().id, desk("kim")
        assert kim.get(f"/students/{student}/").status_code == 404
        assert desk("marcus").post(f"/students/{student}/team/", self.typed()).status_code == 302
        assert kim.get(f"/students/{student}/").status_code == 200
        assert "J.T." in text(kim.get("/day/"))

    def test_from_tomorrow_on_she_does_not_see_them_today(self) -> None:
        student = jaylen().id
        desk("marcus").post(f"/students/{student}/team/", self.typed(since="10/21/2026"))
        assert desk("kim").get(f"/students/{student}/").status_code == 404
        assert students_of("kim", date(2026, 10, 21)) >= {student}

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"relation": "evaluator"}, "choose what fits"),
            ({"until": "10/19/2026"}, "last day lies before the first"),
            ({"in-P1": ""}, "Choose the periods below"),
            ({"since": "10/20/2020"}, "enrolled here since"),
            ({"adult": "0198c0de-0000-7000-8000-000000000000"}, "Choose the adult"),
            ({"relation": ""}, "Choose as what"),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field(self, typed: dict[str, str], said: str) -> None:
        answer = desk("marcus").post(f"/students/{jaylen().id}/team/", self.typed(**typed))
        assert answer.status_code == 422
        assert said in text(answer)

    def test_somebody_from_outside_needs_an_end_and_a_reason(self) -> None:
        typed = self.typed(adult=str(personas()["agency"].id), relation="contractor")
        answer = text(desk("marcus").post(f"/students/{jaylen().id}/team/", typed))
        assert "has a last day" in answer and "Write why" in answer
        typed |= {"until": "12/18/2026", "reason": "Agency contract"}
        assert desk("marcus").post(f"/students/{jaylen().id}/team/", typed).status_code == 302

    def test_ended_at_once_the_next_page_is_closed(self) -> None:
        student, denise = jaylen().id, desk("denise")
        link = Relationship.objects.get(adult=personas()["denise"], student=student).id
        assert denise.get(f"/students/{student}/card/").status_code == 200
        address = f"/students/{student}/team/{link}/end/"
        assert desk("marcus").post(address, {"last_day": "10/20/2026", "at_once": "on"}).status_code == 302
        assert denise.get(f"/students/{student}/card/").status_code == 404

    def test_the_past_is_not_ended(self) -> None:
        student = jaylen().id
        link = Relationship.objects.get(adult=personas()["denise"], student=student).id
        answer = desk("marcus").post(f"/students/{student}/team/{link}/end/", {"last_day": "10/19/2026"})
        assert answer.status_code == 422 and "This day is past" in text(answer)

    def test_the_case_manager_is_handed_over_and_never_ended(self) -> None:
        student = jaylen().id
        link = Relationship.objects.get(student=student, relation="case_manager").id
        assert desk("ap").get(f"/students/{student}/team/{link}/end/").status_code == 404
        typed = {"to": str(personas()["priya"].id), "day": "10/20/2026"}
        assert desk("ap").post(f"/students/{student}/case-manager/", typed).status_code == 302
        assert "Priya Raman case manager" in text(desk("ap").get(f"/students/{student}/")).replace(" · ", " ")
        assert desk("marcus").get(f"/students/{student}/plan/").status_code == 404

    def test_the_page_says_when_nobody_manages_the_plan(self) -> None:
        student = jaylen().id
        assert "No case manager today" not in text(desk("denise").get(f"/students/{student}/"))
        as_actor(personas()["ap"])
        rows = Relationship.objects.filter(student=student, relation="case_manager")
        assert rows.update(valid_to=date(2026, 10, 19)) == 1
        for username in ("denise", "ap"):
            assert "No case manager today" in text(desk(username).get(f"/students/{student}/"))
        assert "1 student had a case manager and has none today" in text(
            desk("ap").get(f"/schools/{school()}/")
        )


def students_of(username: str, day: date) -> set[UUID]:
    """With whom an adult has to do on a day."""
    return set(as_actor(personas()[username], day).to_students)


class TestAFamily:
    def sofia(self) -> tuple[Student, Guardian]:
        """Sofía, and her father, to whom a court order closes her record."""
        as_actor(personas()["ap"])
        sofia = Student.objects.get(given_name="Sofía", family_name="Herrera")
        return sofia, Guardian.objects.get(student=sofia, relation="father")

    def test_the_page_says_what_each_may_do_and_until_when(self) -> None:
        sofia, _father = self.sofia()
        page = text(desk("ap").get(f"/students/{sofia.id}/family/"))
        assert "Today: inspect the records, give or refuse consent, receive notices." in page
        assert "Today: give or refuse consent, receive notices." in page, "the father"
        majority = sofia.birth_date.year + 18
        assert re.search(rf"From \w+ \w+ \d+, {majority}: receive notices\. Sofía H\. comes of age", page)

    def test_an_order_holds_on_the_next_page(self) -> None:
        as_actor(personas()["ap"])
        mateo = Student.objects.get(given_name="Mateo", family_name="Herrera")
        father = Guardian.objects.get(student=mateo, relation="father")
        carlos = desk("carlos")
        assert carlos.get(f"/students/{mateo.id}/plan/").status_code == 200
        typed = {
            "kind": "court_order", "right-inspect": "on", "right-consent": "on", "issuer": "Court of Common Pleas",
            "issued_on": "10/19/2026", "since": "10/20/2026",
        }  # fmt: skip
        address = f"/students/{mateo.id}/family/{father.id}/papers/new/"
        assert desk("ap").post(address, typed).status_code == 302
        assert carlos.get(f"/students/{mateo.id}/plan/").status_code == 403
        assert Entry.objects.filter(act="order.enter").count() == 2
        assert desk("marcus").post(address, typed).status_code == 403

    def test_a_paper_names_a_right_and_has_been_issued(self) -> None:
        sofia, father = self.sofia()
        typed = {"kind": "court_order", "issuer": "Court", "issued_on": "10/21/2026", "since": "10/20/2026"}
        answer = desk("ap").post(f"/students/{sofia.id}/family/{father.id}/papers/new/", typed)
        assert answer.status_code == 422
        assert "Choose the rights that the paper names" in text(answer) and "issued today or earlier" in text(
            answer
        )

    def test_a_mother_is_entered_and_let_in(self) -> None:
        student, client = jaylen().id, desk("ap")
        typed = {"name": "Renée O'Tucker", "relation": "mother", "language": "en"}
        assert client.post(f"/students/{student}/family/new/", typed).status_code == 302
        as_actor(personas()["ap"])
        mother = Guardian.objects.get(student=student, name="Renée O'Tucker")
        shown = client.post(f"/students/{student}/family/{mother.id}/account/", {"username": "rotucker"})
        assert "good once" in text(shown)
        assert desk("rotucker").get(f"/students/{student}/").status_code == 302, "first her own password"
        Account.objects.filter(username="rotucker").update(once_until=None)
        assert desk("rotucker").get(f"/students/{student}/").status_code == 200
        client.post(f"/students/{student}/family/{mother.id}/end/")
        assert desk("rotucker").get(f"/students/{student}/").status_code == 404

    def test_a_sisters_mother_keeps_her_one_account(self) -> None:
        student = jaylen().id
        as_actor(personas()["ap"])
        known = personas()["lucia"]
        mother = Guardian.objects.create(
            student_id=student, name="Lucia Herrera", relation="mother", language="es"
        )
        address = f"/students/{student}/family/{mother.id}/account/"
        assert "signs in already" in text(desk("ap").get(address))
        assert desk("ap").post(address, {"known": str(known.id)}).status_code == 302
        assert desk("lucia").get(f"/students/{student}/").status_code == 200

    def test_only_who_is_of_age_signs_in_as_oneself(self) -> None:
        student = jaylen().id
        answer = desk("ap").post(f"/students/{student}/family/account/", {"username": "jtucker"})
        assert answer.status_code == 403 and "begins at 18" in text(answer)


class TestAClass:
    def test_entered_filled_and_assigned_to_an_adult(self) -> None:
        client, student = desk("marcus"), jaylen().id
        typed = {"name": "Writing group", "code": "WG-1", "period": "P3", "place": "Room 9"}
        made = client.post(f"/schools/{school()}/classes/new/", typed)
        klass = SchoolClass.objects.get(code="WG-1").id
        assert made["Location"] == f"/schools/classes/{klass}/"
        typed = {"since": "10/20/2026", f"student-{student}": "on"}
        assert client.post(f"/schools/classes/{klass}/students/", typed).status_code == 302
        assert "Tucker, Jaylen" in text(client.get(f"/schools/classes/{klass}/"))
        typed = {"adult": str(personas()["kim"].id), "since": "10/20/2026", f"student-{student}": "on"}
        assert client.post(f"/schools/classes/{klass}/assign/", typed).status_code == 302
        assert desk("kim").get(f"/students/{student}/card/").status_code == 200
        assert client.post(f"/schools/classes/{klass}/leave/", {"student": str(student)}).status_code == 302
        assert "Tucker, Jaylen" in text(client.get(f"/schools/classes/{klass}/")), (
            "to the end of the day that was begun"
        )
        assert desk("kim").get(f"/students/{student}/card/").status_code == 200, (
            "assigned by name, not by the class"
        )

    def test_a_code_is_given_once(self) -> None:
        answer = desk("marcus").post(f"/schools/{school()}/classes/new/", {"name": "Again", "code": "RR-2"})
        assert answer.status_code == 403 and "Another class of the school has it" in text(answer)

    def test_a_class_shows_only_students_of_whom_one_may_know(self) -> None:
        klass = SchoolClass.objects.get(code="SCI-7").id
        assert "Choose them from the students" in text(desk("it").get(f"/schools/classes/{klass}/"))
        assert text(desk("ap").get(f"/schools/classes/{klass}/")).count("has a case manager") == 6


class TestTheYear:
    def test_bells_and_a_year_make_a_day_sheet(self) -> None:
        mine = School.objects.get()
        SchoolDay.objects.filter(school=mine).delete()
        BellSchedule.objects.filter(school=mine).delete()
        client = desk("ap")
        assert "No calendar yet" in text(client.get(f"/schools/{mine.id}/"))
        lines = "P1 8:25 9:55 Reading\nP2 9:55 11:00 Math"
        client.post(f"/schools/{mine.id}/bells/new/", {"name": "Regular", "lines": lines})
        bells = BellSchedule.objects.get(school=mine)
        typed = {
            "what": "year", "year-first": "08/18/2026", "year-last": "06/04/2027", "year-regular": str(bells.id),
            "year-alternate": "on",
        }  # fmt: skip
        assert client.post(f"/schools/{mine.id}/calendar/", typed).status_code == 302
        assert SchoolDay.objects.filter(school=mine).count() == 209
        assert "Reading" in text(desk("denise").get("/day/"))
        typed = {"what": "days", "days-kind": "closed", "days-first": "10/20/2026", "days-note": "Snow"}
        assert client.post(f"/schools/{mine.id}/calendar/", typed).status_code == 302
        assert "Reading" not in text(desk("denise").get("/day/"))

    def test_new_bells_ring_from_today_on_and_the_past_keeps_its_own(self) -> None:
        mine, client = School.objects.get(), desk("ap")
        old = SchoolDay.objects.get(school=mine, day=TODAY).bells
        assert old
        typed = {"name": old.name, "lines": "P1 9:00 10:00 Reading"}
        assert client.post(f"/schools/{mine.id}/bells/{old.id}/", typed).status_code == 302
        assert SchoolDay.objects.get(school=mine, day=date(2026, 10, 19)).bells == old
        fresh = SchoolDay.objects.get(school=mine, day=TODAY).bells
        assert fresh and [p.name for p in fresh.periods.all()] == ["Reading"]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            (
                {"what": "year", "year-first": "06/04/2027", "year-last": "08/18/2026"},
                "last day lies before the first",
            ),
            (
                {"what": "year", "year-first": "08/18/2026", "year-last": "08/18/2036"},
                "more than a year and a half",
            ),
            (
                {"what": "days", "days-kind": "closed", "days-first": "someday"},
                "Enter a date as month, day, year",
            ),
            ({"what": "days", "days-first": "10/20/2026"}, "Choose what kind of day it is"),
        ],
    )
    def test_what_cannot_be_a_year_is_said(self, typed: dict[str, str], said: str) -> None:
        answer = desk("ap").post(f"/schools/{school()}/calendar/", typed)
        assert answer.status_code == 422
        assert said in text(answer)

    def test_days_outside_the_calendar_are_not_changed(self) -> None:
        typed = {"what": "days", "days-kind": "closed", "days-first": "10/20/2046"}
        answer = desk("ap").post(f"/schools/{school()}/calendar/", typed)
        assert answer.status_code == 403 and "None of these days stands in the calendar" in text(answer)
