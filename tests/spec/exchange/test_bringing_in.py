"""A file brought in: what was shown and nothing else, by whoever may, once."""

from __future__ import annotations

import html
import re
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carryover.exchange.acts import Done, bring_in, look_at_offer
from carryover.exchange.judging import Judged, Offer
from carryover.exchange.sealing import opened, sealed
from carryover.journal.models import Entry
from carryover.roster.models import Account, Adult, ClassMember, Enrolment, School, SchoolClass, Student
from carryover.scope.models import Relationship
from carryover.scope.queries import case_manager_of, students_for
from spec.exchange.test_tables import HOSTILE
from spec.scope.world import NOON, TODAY, as_actor, personas

pytestmark = pytest.mark.django_db
HEADER = (
    "kind,number,given name,family name,initials,birth date,grade,from,to,user name,role,title,reach,class,class name,"
    "period,place,relation,reason"
)
ZOE = "student,7001,Zoe,Zeller,,2016-03-04,5"
NORA = "adult,,Nora,New,,,,,,nnew,Paraprofessional,Aide,room 9"
GROUP = "class,,,,,,,,,marcus,,,,WG-1,Writing group,P3,Room 9"
MEMBER = "member,7001,,,,,,,,,,,,WG-1"
ASSIGNED = "assignment,,,,,,,,,nnew,,,,WG-1"
FILE = (ZOE, NORA, GROUP, MEMBER, ASSIGNED)


def school() -> UUID:
    """The school of the small demo."""
    return School.objects.get().id


def offer(*lines: str, whole: bool = False, **decisions: str) -> Offer:
    """A file of these rows; `r2="other"` decides row 2."""
    content = "\n".join([HEADER, *lines]).encode()
    return Offer(content, whole, {int(row[1:]): said for row, said in decisions.items()})


def tried(username: str, wanted: Offer) -> Judged:
    """The dry run of a persona."""
    return look_at_offer(as_actor(personas()[username]), school(), wanted)


def brought(username: str, wanted: Offer) -> Done | Judged:
    """Tried, and brought in as it was shown."""
    shown = tried(username, wanted).digest
    return bring_in(as_actor(personas()[username]), school(), wanted, shown)


def counted() -> dict[str, int]:
    """How many rows there are of what a file can touch, as the director sees them."""
    as_actor(personas()["director"])
    models = (Student, Enrolment, Adult, Account, SchoolClass, ClassMember, Relationship)
    return {model.__name__: model._default_manager.count() for model in models}


class TestTheDryRun:
    def test_writes_nothing(self) -> None:
        before = counted()
        judged = tried("ap", offer(*FILE))
        assert judged.may_be_applied and len(judged.changes.new) == 5
        assert counted() == before
        as_actor(personas()["ap"])
        entry = Entry.objects.get(act="roster.dry_run")
        assert "Zeller" not in str(entry.detail) and entry.detail["faults"] == 0

    def test_names_row_and_column_of_what_is_wrong(self) -> None:
        wrong = [
            "member,9999,,,,,,,,,,,,RR-2",
            "assignment,9999,,,,,,,,nobody",
            "class,,,,,,,,,,,,,C9,Nine,P77",
        ]
        judged = tried("ap", offer(ZOE, *wrong))
        assert {(each.row, each.column) for each in judged.faults} == {
            (3, "number"), (4, "number"), (4, "user name"), (5, "period"),
        }  # fmt: skip
        assert not judged.may_be_applied

    @pytest.mark.parametrize(
        ("line", "column"),
        [
            ("student,7009,Zoe,Zeller,,2016-03-04,5,2026-10-21", "from"),
            ("student,7009,Zoe,Zeller,,2016-03-04,5,,2026-10-20", "to"),
            ("adult,,Nora,New,,,,,,lucia,Nurse", "user name"),
            ("adult,,Robert,Diaz,,,,,,ap,Nurse", "role"),
            ("assignment,100001,,,,,,,,sub,,,,,,P1", "relation"),
        ],
    )
    def test_and_what_cannot_be(self, line: str, column: str) -> None:
        assert {(each.row, each.column) for each in tried("ap", offer(line)).faults} == {(2, column)}


class TestBroughtIn:
    def test_everything_stands_and_the_adult_sees_the_student(self) -> None:
        done = brought("ap", offer(*FILE))
        assert isinstance(done, Done) and sum(done.counts.values()) == 5
        as_actor(personas()["ap"])
        zoe, nora = Student.objects.get(number="7001"), Adult.objects.get(family_name="New")
        assert (zoe.initials, nora.title, done.waiting) == ("Z.Z.", "Aide", (nora,))
        account = Account.objects.get(username="nnew")
        assert not account.has_usable_password()
        assert students_for(as_actor(nora), "day.read").get() == zoe
        as_actor(personas()["ap"])
        (period,) = Relationship.objects.get(adult=nora).periods.all()
        assert (period.period, period.place) == ("P3", "Room 9")
        entry = Entry.objects.get(act="roster.import")
        assert entry.detail["student"] == 1 and zoe.id in entry.student_ids

    def test_the_second_time_nothing_changes(self) -> None:
        brought("ap", offer(*FILE))
        before, judged = counted(), tried("ap", offer(*FILE))
        assert judged.changes.changes == () and sum(judged.changes.unchanged.values()) == 5
        assert not judged.open and not judged.faults and not judged.may_be_applied
        assert counted() == before

    def test_what_was_not_shown_is_not_written(self) -> None:
        wanted, before = offer(*FILE), counted()
        shown = tried("ap", wanted).digest
        for other in (
            offer(ZOE),
            offer(*FILE, whole=True),
            offer(*reversed(FILE), ZOE.replace("7001", "7002")),
        ):
            assert isinstance(bring_in(as_actor(personas()["ap"]), school(), other, shown), Judged)
        assert isinstance(bring_in(as_actor(personas()["ap"]), school(), wanted, ""), Judged)
        assert counted() == before

    def test_what_changed_meanwhile_is_shown_anew(self) -> None:
        brought("ap", offer(NORA))
        wanted = offer(NORA.replace("Aide", "Reading aide"))
        shown = tried("ap", wanted)
        assert shown.changes.changed[0].differences == (("title", "Aide", "Reading aide"),)
        Adult.objects.filter(family_name="New").update(title="Helper")
        again = bring_in(as_actor(personas()["ap"]), school(), wanted, shown.digest)
        assert isinstance(again, Judged)
        assert again.changes.changed[0].differences == (("title", "Helper", "Reading aide"),)

    def test_changes_are_made_to_those_who_are_here(self) -> None:
        brought("ap", offer(*FILE))
        now = (
            ZOE.replace("Zoe", "Zoë").replace(",5", ",6"), NORA.replace("Paraprofessional", "Nurse"),
            GROUP.replace("Room 9", "Room 10"),
        )  # fmt: skip
        assert len(tried("ap", offer(*now)).changes.changed) == 3
        # An aide who is assigned to a student may become a nurse: that role can hold it too.
        assert isinstance(brought("ap", offer(*now)), Done)
        as_actor(personas()["ap"])
        zoe = Student.objects.get(number="7001")
        assert (zoe.given_name, Enrolment.objects.get(student=zoe).grade) == ("Zoë", "6")
        assert Adult.objects.get(family_name="New").role == "nurse"
        assert SchoolClass.objects.get(code="WG-1").place == "Room 10"
        assert tried("ap", offer(*now)).changes.changes == ()

    def test_what_a_file_ends_ends_and_is_not_removed(self) -> None:
        brought("ap", offer(*FILE))
        before = counted()
        ends = (
            f"{ZOE},,2026-10-20", f"{MEMBER.replace('7001,,,,,,,', '7001,,,,,,,2026-10-20')}",
            "assignment,7001,,,,,,,2026-10-20,nnew,,,,,,P3",
        )  # fmt: skip
        assert isinstance(brought("ap", offer(*ends)), Done)
        assert counted() == before
        assert tried("ap", offer(*ends)).changes.changes == ()
        nora = Adult.objects.get(family_name="New")
        assert not students_for(as_actor(nora, date(2026, 10, 21)), "student.see").exists()

    def test_a_whole_file_ends_what_it_leaves_out_and_stops_at_a_tenth(self) -> None:
        klass = SchoolClass.objects.get(code="RR-2")
        as_actor(personas()["ap"])
        pupils = [
            each.student for each in ClassMember.objects.filter(school_class=klass).select_related("student")
        ]
        others = [
            each.student for each in ClassMember.objects.exclude(school_class=klass).select_related("student")
        ]
        lines = [f"member,{each.number},,,,,,,,,,,,RR-2" for each in pupils[1:]]
        lines += [f"member,{each.number},,,,,,,,,,,,SCI-7" for each in others]
        judged = tried("ap", offer(*lines, whole=True))
        assert [each.key for each in judged.changes.ended] == [("ALC", "rr-2", pupils[0].number)]
        assert isinstance(brought("ap", offer(*lines, whole=True)), Done)
        as_actor(personas()["ap"])
        ended = ClassMember.objects.get(school_class=klass, student=pupils[0])
        assert ended.valid_to == TODAY
        stop = tried("ap", offer(ZOE, whole=True))
        assert stop.too_many == 600 and not stop.may_be_applied
        assert isinstance(
            bring_in(as_actor(personas()["ap"]), school(), offer(ZOE, whole=True), stop.digest), Judged
        )

    def test_one_period_of_several_ends_and_the_others_go_on(self) -> None:
        as_actor(personas()["ap"])
        jaylen = Student.objects.get(given_name="Jaylen", family_name="Tucker")
        line = f"assignment,{jaylen.number},,,,,,,2026-10-20,denise,,,,,,P5"
        assert isinstance(brought("ap", offer(line)), Done)
        as_actor(personas()["ap"])
        rows = Relationship.objects.filter(adult=personas()["denise"], student=jaylen).order_by("valid_from")
        assert [(row.valid_from, row.valid_to) for row in rows][1:] == [(date(2026, 10, 21), None)]
        assert {p.period for p in rows[1].periods.all()} == {"P1", "P4"}
        assert tried("ap", offer(line)).changes.changes == ()


class TestNobodyTwice:
    def known(self) -> Student:
        """J.T."""
        as_actor(personas()["ap"])
        return Student.objects.get(given_name="Jaylen", family_name="Tucker")

    def line(self) -> str:
        """The same child under another number and with an accent."""
        return f"student,7001,Jaylén,Tucker,,{self.known().birth_date},4"

    def test_each_is_asked_about_and_nothing_is_written_before_it_is_decided(self) -> None:
        judged = tried("ap", offer(self.line()))
        (question,) = judged.open
        assert (question.row, [each.id for each in question.same]) == (2, [self.known().id])
        assert not judged.may_be_applied
        assert isinstance(
            bring_in(as_actor(personas()["ap"]), school(), offer(self.line()), judged.digest), Judged
        )

    def test_another_child_is_entered(self) -> None:
        assert isinstance(brought("ap", offer(self.line(), r2="other")), Done)
        as_actor(personas()["ap"])
        assert Student.objects.get(number="7001").id != self.known().id

    def test_the_same_child_is_changed(self) -> None:
        known, line = self.known(), self.line()
        wanted = offer(line, r2=str(known.id))
        assert ("number", known.number, "7001") in tried("ap", wanted).changes.changed[0].differences
        assert isinstance(brought("ap", wanted), Done)
        as_actor(personas()["ap"])
        assert Student.objects.get(number="7001").id == known.id
        assert tried("ap", offer(line)).changes.changes == ()

    def test_a_row_may_be_left_out(self) -> None:
        judged = tried("ap", offer(self.line(), ZOE.replace("7001", "7002"), r2="skip"))
        assert [each.key for each in judged.changes.changes] == [("7002",)]

    def test_a_decision_that_was_not_offered_is_none(self) -> None:
        other = Student.objects.exclude(id=self.known().id).first()
        assert other
        for said in (str(other.id), "yes", str(personas()["denise"].id)):
            assert len(tried("ap", offer(self.line(), r2=said)).open) == 1

    def test_two_rows_of_one_child_are_asked_about(self) -> None:
        judged = tried("ap", offer(ZOE, ZOE.replace("7001", "7002").replace("Zoe", "Zoë")))
        (question,) = judged.open
        assert (question.row, question.suspects[0].row) == (3, 2)

    def test_a_number_without_its_zeros_is_the_child_who_is_here(self) -> None:
        known = self.known()
        as_actor(personas()["ap"])
        Student.objects.filter(id=known.id).update(number="000777")
        line = f"student,777,Jaylen,Tucker,,{known.birth_date},4"
        judged = tried("ap", offer(line))
        assert not judged.open and judged.changes.changes == ()

    def test_an_adult_of_the_same_name_is_asked_about_too(self) -> None:
        (question,) = tried("ap", offer("adult,,Denise,Walker,,,,,,dwalker2,Nurse")).open
        assert question.kind == "adult" and not question.same, "she has an account"
        nora = offer(NORA)
        as_actor(personas()["ap"])
        known = Adult.objects.filter(account__isnull=True, school=school(), role="paraprofessional").first()
        assert known
        line = f"adult,,{known.given_name},{known.family_name},,,,,,newname,Paraprofessional"
        (question,) = tried("ap", offer(line)).open
        wanted = offer(line, r2=str(known.id))
        assert isinstance(brought("ap", wanted), Done)
        assert Account.objects.get(username="newname").adult_id == known.id
        assert tried("ap", offer(line)).changes.changes == ()
        assert not tried("ap", nora).open


class TestEachRowAsksItsRight:
    def test_a_teacher_of_plans_brings_in_a_class_and_manages_those_who_are_new(self) -> None:
        lines = (ZOE, GROUP, MEMBER)
        assert isinstance(brought("marcus", offer(*lines)), Done)
        marcus = as_actor(personas()["marcus"])
        zoe = Student.objects.get(number="7001")
        assert case_manager_of(zoe.id, marcus) == personas()["marcus"]
        assert ClassMember.objects.get(student=zoe).school_class.code == "WG-1"

    def test_but_no_adults(self) -> None:
        (fault,) = tried("marcus", offer(NORA)).faults
        assert fault.row == 2 and "Accounts are given by the office" in fault.what

    def test_nor_students_of_others(self) -> None:
        as_actor(personas()["ap"])
        mine = set(as_actor(personas()["marcus"]).to_students)
        as_actor(personas()["ap"])
        other = Student.objects.exclude(id__in=mine).order_by("number").first()
        assert other
        line = f"student,{other.number},{other.given_name},{other.family_name},,{other.birth_date},5"
        judged = tried("marcus", offer(line))
        (question,) = judged.open
        assert not question.may_be_other and question.suspects[0].name == "", "of whom he may not know"
        assert (
            "No student of whom you may know"
            in tried("marcus", offer(f"member,{other.number},,,,,,,,,,,,RR-2")).faults[0].what
        )

    def test_who_keeps_accounts_brings_in_adults_and_classes_and_no_student(self) -> None:
        assert isinstance(brought("it", offer(NORA, GROUP)), Done)
        told = {each.what for each in tried("it", offer(ZOE)).faults}
        assert any("Students are entered by the office" in what for what in told)

    @pytest.mark.parametrize("username", ["denise", "park", "privacy", "nurse", "lucia", "theo", "auditor"])
    def test_others_bring_in_nothing(self, username: str) -> None:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        for address in ("bring-in/", "bring-in/apply/", "bring-in/people.csv"):
            method = client.post if "apply" in address else client.get
            assert method(f"/schools/{school()}/{address}").status_code == 403


class TestOnTheScreen:
    @pytest.fixture
    def desk(self) -> Client:
        """The office."""
        client = Client()
        client.force_login(Account.objects.get(username="ap"))
        return client

    def sent(self, desk: Client, content: bytes, lists: str = "some") -> HttpResponse:
        """The answer to a chosen file."""
        file = SimpleUploadedFile("Mr. Diaz' class.csv", content, "text/csv")
        return desk.post(f"/schools/{school()}/bring-in/", {"file": file, "lists": lists})

    def hidden(self, answer: HttpResponse) -> dict[str, str]:
        """What travels with the page."""
        found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
        return {
            name: html.unescape(value)
            for name, value in found
            if name != "csrfmiddlewaretoken" and name != "back"
        }

    def test_chosen_looked_at_and_brought_in(self, desk: Client) -> None:
        shown = self.sent(desk, offer(*FILE).content)
        page = shown.content.decode()
        assert (
            shown.status_code == 200
            and "5 new" in page
            and "Zoe Zeller" in page
            and "no-store" in shown["Cache-Control"]
        )
        done = desk.post(f"/schools/{school()}/bring-in/apply/", self.hidden(shown))
        assert "It is brought in" in done.content.decode() and "Nora New" in done.content.decode()
        again = desk.post(f"/schools/{school()}/bring-in/apply/", self.hidden(shown))
        assert again.status_code == 422 and "has changed since you looked" in again.content.decode()

    def test_a_duplicate_is_decided_on_the_page(self, desk: Client) -> None:
        as_actor(personas()["ap"])
        known = Student.objects.get(given_name="Jaylen", family_name="Tucker")
        shown = self.sent(desk, offer(f"student,7001,Jaylén,Tucker,,{known.birth_date},4").content)
        assert "Somebody like this is here already" in shown.content.decode()
        assert "Bring in exactly this" not in shown.content.decode()
        kept = self.hidden(shown)
        second = desk.post(f"/schools/{school()}/bring-in/", kept | {"decide-2": "other"})
        assert "Bring in exactly this" in second.content.decode()
        done = desk.post(f"/schools/{school()}/bring-in/apply/", self.hidden(second))
        assert "It is brought in" in done.content.decode()

    @pytest.mark.parametrize(("content", "said"), HOSTILE.values(), ids=HOSTILE)
    def test_a_hostile_file_is_a_sentence_and_nothing_written(
        self, desk: Client, content: bytes, said: str
    ) -> None:
        before = counted()
        answer = self.sent(desk, content)
        page = html.unescape(answer.content.decode())
        assert answer.status_code == 422 and (said in page or "smaller than 2 MiB" in page)
        assert counted() == before

    def test_ten_megabytes_are_not_even_kept_in_a_temporary_file(self, desk: Client) -> None:
        answer = self.sent(desk, b"x" * 10_000_000)
        assert answer.status_code == 413 and "larger than what is read at once" in answer.content.decode()

    def test_no_file_is_said(self, desk: Client) -> None:
        answer = desk.post(f"/schools/{school()}/bring-in/", {"lists": "some"})
        assert answer.status_code == 422 and "Choose a file" in answer.content.decode()

    def test_what_travels_is_this_persons_for_this_school_and_for_a_day(self) -> None:
        text = sealed(b"kind", False, personas()["ap"].id, school(), NOON)
        mine = (personas()["ap"].id, school())
        assert opened(text, *mine, NOON) == (b"kind", False)
        assert opened(text, personas()["it"].id, school(), NOON) is None
        assert opened(text, mine[0], mine[0], NOON) is None
        assert opened(text, *mine, NOON.replace(day=22)) is None
        assert opened(text + "x", *mine, NOON) is None and opened("", *mine, NOON) is None

    def test_a_stale_page_leads_back_to_the_beginning(self, desk: Client) -> None:
        answer = desk.post(f"/schools/{school()}/bring-in/apply/", {"sealed": "forged", "shown": "x"})
        assert answer.status_code == 302

    def test_the_empty_table_names_every_column_and_no_one(self, desk: Client) -> None:
        answer = desk.get(f"/schools/{school()}/bring-in/people.csv")
        assert answer["Content-Disposition"] == 'attachment; filename="people.csv"'
        assert answer.content.decode("utf-8-sig").startswith("kind,school,number,given name")

    def test_formulas_are_names_like_others_and_never_markup(self, desk: Client) -> None:
        line = 'student,7001,"=HYPERLINK(""x"")",<script>alert(1)</script>,,2016-03-04,5'
        page = self.sent(desk, offer(line).content).content.decode()
        assert "<script>alert" not in page and "=HYPERLINK" in page


def test_a_thousand_rows_ask_the_database_as_often_as_five() -> None:
    actor, asked = as_actor(personas()["ap"]), []
    for rows in (5, 1000):
        days = (date(2010 + n % 8, 1 + n % 12, 1 + n % 28) for n in range(rows))
        lines = [f"student,{900000 + n},Given{n},Family{n},,{day},5" for n, day in enumerate(days)]
        with CaptureQueriesContext(connection) as queries:
            judged = look_at_offer(actor, school(), offer(*lines))
        assert len(judged.table.rows) == rows and not judged.faults
        asked.append(len(queries))
    assert asked[0] == asked[1]
