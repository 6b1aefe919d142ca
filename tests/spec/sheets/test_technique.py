"""The canary: what only trained adults may read stands in no answer to anybody else: desk, parts, tablet, paper."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from carryover.documents.acts import keep_signed_plan
from carryover.documents.models import Issued
from carryover.observations.models import Concern
from carryover.plans.acts.support import SupportChange, change_support
from carryover.plans.care import HELP, TASKS, TIMES
from carryover.plans.content import Support, SupportKind
from carryover.plans.models import PlanVersion
from carryover.plans.queries import content_of
from carryover.roster.models import School, Student
from carryover.scope.acts.certificate import CertificateGiven, end_certificate, enter_certificate
from carryover.scope.models import Certificate, Override, Relationship
from carryover.scope.queries import students_for
from carryover.sheets.queries import cards
from carryover.sheets.suggesting import suggestions
from spec.scope.test_every_address_asks import ADDRESSES, UNKNOWN, filled, signed_in
from spec.scope.world import NOON, TODAY, as_actor, personas
from tablets import set_up, student_on

pytestmark = pytest.mark.django_db
SECRET, NEW_SECRET = "open hands behind the upper arms", "canary-under-the-elbow"
WHY = "canary-because-it-is-short"
INSTEAD = "Clear the room or the path, stay two arms away and call 555-0101."
OF_THE_PLAN = ("plan", "drafts/", "documents/", "api/v1/")
"""Where the whole signed plan stands, for those who may read it."""


@pytest.fixture
def javier() -> Student:
    """Kim's student with the line for adults trained in restraint; a second one came into force today.

    The nurse joins the team: she may open the card, and not the whole plan.
    """
    as_actor(personas()["director"])
    student = Override.objects.get().student
    manager = Relationship.objects.get(student=student, relation="case_manager").adult
    line = Support("new", SupportKind.RESPOND, f"Lift {NEW_SECRET}.", WHY, "restraint", INSTEAD)
    version = change_support(
        as_actor(manager), student.id, SupportChange("", "A safer way.", "Safer way", (line,)), TODAY
    )
    Relationship.objects.create(
        student=student, adult=personas()["nurse"], relation="team", valid_from=TODAY, source="test"
    )
    assert keep_signed_plan(version.id, manager.id, NOON) is not None
    return student


def answers(username: str, student: UUID) -> Iterator[tuple[str, str]]:
    """Every address with what it answers to this person about the student, PDFs as their text."""
    as_actor(personas()["director"])
    versions = list(PlanVersion.objects.filter(student=student).values_list("id", flat=True))
    goal = PlanVersion.objects.filter(student=student).latest("number").content["goals"][0]["id"]
    documents = list(Issued.objects.filter(student=student).values_list("id", flat=True))
    client = signed_in(username)
    for pattern in sorted(ADDRESSES):
        if pattern.startswith("accounts/") or "logout" in pattern:
            continue
        for other in {*versions, *documents} if UNKNOWN in filled(pattern, student) else {UNKNOWN}:
            address = filled(pattern, student).replace(UNKNOWN, str(other))
            address = address.replace(filled("<str:goal>")[1:], goal)
            yield pattern, told(client, address)
    for more in ("?size=pocket", "?size=page"):
        yield "card", told(client, f"/students/{student}/card/{more}")
    for day in (TODAY - timedelta(days=30), TODAY + timedelta(days=1)):
        yield "day", told(client, f"/day/?day={day.isoformat()}")


def told(client: Client, address: str) -> str:
    """The text of an answer, whatever it is."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Type", "").startswith("application/pdf"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return body.decode(errors="replace") + str(answer.headers)


def says_it(text: str) -> bool:
    """Whether any word of the technique, or why it is there, stands in it."""
    return any(word in text for word in (SECRET, NEW_SECRET, WHY))


class TestTheUncertified:
    @pytest.mark.parametrize("username", ["kim", "nurse", "it"])
    def test_read_it_nowhere(self, javier: Student, username: str) -> None:
        found = [(pattern, says_it(text)) for pattern, text in answers(username, javier.id)]
        assert len(found) > 90
        assert [pattern for pattern, said in found if said] == []

    @pytest.mark.parametrize("username", ["osei", "director", "ap"])
    def test_who_may_read_the_whole_plan_read_it_there_and_on_no_card(
        self, javier: Student, username: str
    ) -> None:
        saying = {pattern for pattern, text in answers(username, javier.id) if says_it(text)}
        assert {"students/<uuid:student>/plan/", "plan-versions/<uuid:version>/"} <= saying
        assert [p for p in saying if not any(part in p for part in OF_THE_PLAN)] == []

    def test_kim_reads_what_to_do_instead_and_how_to_be_trained(self, javier: Student) -> None:
        page = told(signed_in("kim"), f"/students/{javier.id}/card/")
        assert INSTEAD in page
        assert "The rest of this line is for adults trained in physical restraint and escort." in page
        assert "An administrator of the school arranges the course" in page
        assert f"New in “If it happens”: {INSTEAD}" in html.unescape(page), (
            "the news say no more than the line"
        )

    def test_her_override_lets_her_work_and_opens_nothing(self, javier: Student) -> None:
        page = told(signed_in("kim"), f"/students/{javier.id}/card/")
        assert "Until Fri Oct 30 you work here without training in physical restraint and escort." in page
        assert "Tomás Rivera stays within call" in page and "Allowed by Elaine Whitford." in page

    def test_on_her_tablet_the_line_was_never_sent(self, javier: Student) -> None:
        sheet = set_up("kim").day()
        assert not says_it(json.dumps(sheet, ensure_ascii=False))
        (first, second) = [
            line for line in student_on(sheet, javier.initials)["card"]["respond"] if "needs" in line
        ]
        assert first["id"] != second["id"]
        for line in (first, second):
            assert {part: line[part] for part in line if part not in ("id", "more")} == {
                "text": INSTEAD, "because": "", "needs": "physical restraint and escort", "closed": True,
            }  # fmt: skip
        (waived,) = student_on(sheet, javier.initials)["waived"]
        assert (waived["until"], waived["instead"]) == (
            "2026-10-30", "Tomás Rivera stays within call; Kim clears the path and calls.",
        )  # fmt: skip


class TestTheCertified:
    def test_a_trained_colleague_reads_it_on_the_card_and_on_the_tablet(self, javier: Student) -> None:
        page = told(signed_in("agency"), f"/students/{javier.id}/card/")
        assert SECRET in page and NEW_SECRET in page and WHY in page and INSTEAD not in page
        assert "For adults trained in physical restraint and escort, as you are today." in page
        sheet = set_up("agency").day()
        lines = [line for line in student_on(sheet, javier.initials)["card"]["respond"] if "needs" in line]
        assert [line["closed"] for line in lines] == [False, False]
        assert says_it(lines[0]["text"]) and "waived" not in student_on(sheet, javier.initials)

    def test_a_certificate_that_ends_closes_it_on_the_next_request_and_the_next_sheet(
        self, javier: Student
    ) -> None:
        client, tablet = signed_in("agency"), set_up("agency")
        assert says_it(told(client, f"/students/{javier.id}/card/")) and says_it(json.dumps(tablet.day()))
        row = Certificate.objects.get(adult=personas()["agency"], competency="restraint")
        as_actor(personas()["director"])
        end_certificate(
            as_actor(personas()["director"]), Certificate.objects.get(id=row.id), "Left the agency."
        )
        assert not says_it(told(client, f"/students/{javier.id}/card/"))
        assert not says_it(json.dumps(tablet.day()))

    def test_the_day_of_expiry_is_the_last_one(self, javier: Student) -> None:
        agency = personas()["agency"]
        row = Certificate.objects.get(adult=as_actor(agency).adult, competency="restraint")
        last = row.expires_on
        assert last is not None

        def opened(today: date, day: date) -> bool:
            actor = as_actor(agency, today)
            mine = students_for(actor, "day.read").filter(id=javier.id)
            (card,) = cards(actor, mine, day)
            return says_it(str(card.lines))

        with_end = CertificateGiven(
            "restraint", TODAY - timedelta(days=400), TODAY + timedelta(days=3), "Course"
        )
        end_certificate(as_actor(personas()["director"]), Certificate.objects.get(id=row.id), "Replaced.")
        enter_certificate(as_actor(personas()["director"]), agency, with_end)
        three, four = TODAY + timedelta(days=3), TODAY + timedelta(days=4)
        assert opened(TODAY, TODAY) and opened(TODAY, three) and opened(three, three)
        assert not opened(TODAY, four), "a sheet for a day after it has ended"
        assert not opened(four, four)
        assert not opened(four, TODAY), "an old day does not open what has closed since"


class TestWhatIsHandedOn:
    """What one adult passes to another does not carry the technique along."""

    def test_it_is_never_suggested_as_guidance_which_all_adults_read(self, javier: Student) -> None:
        as_actor(personas()["director"])
        plan = content_of(PlanVersion.objects.filter(student=javier).latest("number"))
        found = suggestions(plan, ())
        assert len(found) > 3 and not says_it(str(found)) and INSTEAD not in str(found)

    def test_a_concern_about_the_line_names_it_as_she_reads_it_and_so_does_the_answer(
        self, javier: Student
    ) -> None:
        kim = signed_in("kim")
        kim.post(f"/students/{javier.id}/concerns/raise/", {"about": "two_things", "line": "respond-escort"})
        as_actor(personas()["director"])
        concern = Concern.objects.get(student=javier, line="respond-escort").id
        office = told(signed_in("director"), f"/concerns/{concern}/")
        assert INSTEAD in office and not says_it(office)
        answered = signed_in("director").post(
            f"/concerns/{concern}/", {"words": "Clear the path.", "changed": "plan_line:respond-escort"}
        )
        assert answered.status_code == 302
        page = told(kim, f"/students/{javier.id}/card/")
        assert "Clear the path." in page and not says_it(page)
        assert not says_it(json.dumps(set_up("kim").day()))

    def test_a_substitute_s_card_says_what_others_do(self, javier: Student) -> None:
        kim, school = personas()["kim"].id, School.objects.get().id
        page = told(signed_in("ap"), f"/substitutes/{school}/{kim}/")
        assert INSTEAD in page and not says_it(page)


class TestPersonalCare:
    def noor(self) -> Student:
        as_actor(personas()["director"])
        return Student.objects.get(given_name="Noor", family_name="Siddiqui")

    def tasks(self, text: str) -> list[str]:
        return [words for words in (*TASKS.values(), *HELP.values(), *TIMES.values()) if words in text]

    def test_is_shown_on_their_own_card_to_adults_who_are_trained_in_it(self) -> None:
        page = told(signed_in("denise"), f"/students/{self.noor().id}/card/")
        assert {"Using the toilet", "with one adult", "before lunch", "Moving from seat to seat"} <= set(
            self.tasks(page)
        )
        assert "Show the tasks" in page

    def test_is_a_sign_with_initials_to_everybody_else(self) -> None:
        noor = self.noor()
        row = Certificate.objects.filter(adult=personas()["denise"], competency="personal_care")
        as_actor(personas()["director"])
        end_certificate(as_actor(personas()["director"]), row.get(), "Renewal failed.")
        page = told(signed_in("denise"), f"/students/{noor.id}/card/")
        assert "Using the toilet" not in page and "Moving from seat to seat" in page, (
            "what she is trained in stays"
        )
        page = told(signed_in("nurse"), f"/students/{noor.id}/card/")
        assert self.tasks(page) == [] and "Adults who are trained in it do this. Call one of them." in page

    def test_never_reaches_a_tablet_nor_paper(self) -> None:
        noor, sheet = self.noor(), set_up("denise").day()
        assert student_on(sheet, "N.S.")["care"] is True
        assert self.tasks(json.dumps(sheet)) == []
        pocket = told(signed_in("denise"), f"/students/{noor.id}/card/?size=pocket")
        assert self.tasks(pocket) == []
        assert "care" not in student_on(sheet, "J.T.")
