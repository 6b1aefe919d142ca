"""The first page of those who have no day and no queue: whom they may see, why, and what is open because of it."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from carryover.journal.models import Entry
from carryover.scope.queries import Permit, may
from carryover.scope.whom import PLACES, whom
from spec.scope.world import acting, browser, keeper, personas, pupil

pytestmark = pytest.mark.django_db


BEGIN_HERE = ("lucia", "carlos", "theo", "evaluator", "auditor", "privacy", "nurse", "it")


class TestTheFirstPage:
    @pytest.mark.parametrize("username", BEGIN_HERE)
    def test_they_begin_with_the_people(self, username: str) -> None:
        assert browser(username).get("/")["Location"] == "/whom/"
        page = browser(username).get("/whom/").content.decode()
        assert 'href="/whom/" aria-current="page"' in page
        for other in ("/queue/", "/caseload/", "/day/"):
            assert f'href="{other}"' not in page, other

    @pytest.mark.parametrize(
        ("username", "first"), [("marcus", "/queue/"), ("denise", "/day/"), ("ap", "/queue/")]
    )
    def test_others_begin_as_before_and_find_it_at_the_corner(self, username: str, first: str) -> None:
        assert browser(username).get("/")["Location"] == first
        page = browser(username).get(f"/students/{pupil('Jaylen', 'Tucker')}/").content.decode()
        assert 'href="/whom/">Whom you may see, and why</a>' in page
        assert browser(username).get("/whom/").status_code == 200

    def test_a_parent_sees_their_children_the_right_and_its_term(self) -> None:
        found = {each.student.given_name: each for each in whom(acting("lucia"))}
        assert set(found) == {"Mateo", "Sofía"}
        rights = found["Mateo"].rights
        assert {right.words for right in rights} == {
            "You are this student's parent or guardian, with the right to inspect records",
            "You are this student's parent or guardian, with the right to consent",
            "You are this student's parent or guardian and receive notices",
        }
        assert all(right.since and right.until is None for right in rights)
        assert [words for words, _ in found["Mateo"].places] == [
            "Plan", "Goals and graphs", "Issued documents", "Who has looked",
        ]  # fmt: skip

    def test_a_court_order_closes_what_it_closes_and_the_page_says_so(self) -> None:
        found = {each.student.given_name: each for each in whom(acting("carlos"))}
        assert found["Sofía"].closed_by_paper and not found["Mateo"].closed_by_paper
        assert found["Sofía"].places == ()
        page = browser("carlos").get("/whom/").content.decode()
        assert "A court order or another paper that the office holds takes a right from you." in page

    def test_terms_are_those_of_the_relationship(self) -> None:
        (seen,) = whom(acting("evaluator"))
        assert [(r.words, r.since, r.until) for r in seen.rights] == [
            ("You evaluate this student, with consent", date(2026, 10, 13), date(2026, 11, 19))
        ]
        assert {each.rights[0].until for each in whom(acting("auditor"))} == {date(2026, 11, 3)}
        for each in whom(acting("sub")):
            assert each.rights[0].until == date(2026, 10, 20)

    @pytest.mark.parametrize(
        "username", ["lucia", "carlos", "theo", "evaluator", "auditor", "nadia", "nurse", "marcus"]
    )
    def test_what_is_offered_opens_and_what_is_not_offered_does_not(self, username: str) -> None:
        client = browser(username)
        for each in whom(acting(username))[:3]:
            offered = {address for _words, address in each.places}
            for place in PLACES:
                address = reverse(place.url_name, args=[each.student.id]) + place.fragment
                allowed = isinstance(may(acting(username), place.act, each.student.id), Permit)
                assert (address in offered) is allowed, place.act
            for address in offered:
                assert client.get(address).status_code == 200, address

    def test_somebody_whom_nothing_is_open_to_is_told_so(self) -> None:
        assert "You have no students of your own" in browser("it").get("/whom/").content.decode()


class TestTheFamilysPages:
    def test_no_other_childs_name_and_no_other_parents_contact(self) -> None:
        mateo = pupil("Mateo", "Herrera")
        with keeper() as rows:
            others = [
                name
                for (name,) in rows.execute(
                    "SELECT given_name || ' ' || left(family_name, 1) || '.' FROM roster_student"
                    " WHERE family_name <> 'Herrera'"
                ).fetchall()
            ]
        client = browser("lucia")
        for address in (
            "/whom/", f"/students/{mateo}/", f"/students/{mateo}/plan/", f"/students/{mateo}/looked/?since=&until=",
            f"/documents/students/{mateo}/issued/", f"/documents/students/{mateo}/access/",
        ):  # fmt: skip
            page = client.get(address).content.decode()
            assert not [name for name in others if name in page], address
            assert "Carlos" not in page, address

    def test_a_parent_is_not_offered_what_staff_do(self) -> None:
        page = browser("lucia").get(f"/students/{pupil('Mateo', 'Herrera')}/").content.decode()
        for address in ("/report/", "/drafts/", "/sealed/", "/emergency/", "/disclosures/"):
            assert not re.search(f'(href|action)="[^"]*{address}', page), address


class TestThePrivacyOfficer:
    def test_finds_any_student_by_name_or_number_and_reaches_the_record_and_no_content(self) -> None:
        jaylen = pupil("Jaylen", "Tucker")
        with keeper() as rows:
            (number,) = rows.execute(
                "SELECT number FROM roster_student WHERE id = %s", [jaylen]
            ).fetchone() or ("",)
        for typed in ("Jaylen Tucker", "jay tuck", number, "J.T."):
            page = browser("privacy").post("/whom/find/", {"q": typed}).content.decode()
            assert f'href="/students/{jaylen}/looked/"' in page, typed
            for closed in ("/plan/", "/card/", "#lines", "/issued/", "/sealed/"):
                assert f"/students/{jaylen}{closed}" not in page
        acting("privacy")
        entry = Entry.objects.filter(act="student.find").latest("id")
        assert jaylen in entry.student_ids and entry.right == "privacy"
        assert "Tucker" not in str(entry.detail) and "Tucker" not in entry.thing_id

    @pytest.mark.parametrize(
        "typed", ["Nobody Here", "'; DROP TABLE roster_student; --", "%", "_", "ﬀ", "1" * 80]
    )
    def test_what_finds_nobody_says_so(self, typed: str) -> None:
        answer = browser("privacy").post("/whom/find/", {"q": typed})
        assert answer.status_code == 200
        assert "No student of your schools has this name or number." in answer.content.decode()

    @pytest.mark.parametrize("typed", ["", "   ", "x" * 81, "Jay\x00len"])
    def test_what_cannot_be_looked_for_is_an_error_at_its_field(self, typed: str) -> None:
        answer = browser("privacy").post("/whom/find/", {"q": typed})
        assert answer.status_code == 422
        assert 'href="#id_q"' in answer.content.decode()

    @pytest.mark.parametrize("username", ["denise", "nadia", "it", "evaluator", "lucia"])
    def test_nobody_else_searches_through_it(self, username: str) -> None:
        page = browser(username).post("/whom/find/", {"q": "Tucker"}).content.decode()
        assert f"/students/{pupil('Jaylen', 'Tucker')}/looked/" not in page

    def test_is_told_how_many_claims_wait(self) -> None:
        assert browser("privacy").get("/parts/whom/count/").content == b"1"
        assert browser("lucia").get("/parts/whom/count/").content == b""
        page = browser("privacy").get("/whom/").content.decode()
        assert "Grace Park, Science teacher, grade 7, claimed it on Fri Oct 16, 1:20 pm." in page
        assert "Review it by Wed Oct 21." in page

    def test_reviews_on_the_screen(self) -> None:
        client = browser("privacy")
        page = client.get("/emergency/reviews/").content.decode()
        found = re.search(r'href="(/emergency/[0-9a-f-]+/review/)"', page)
        assert found
        address = found[1]
        told = client.get(address).content.decode()
        assert "Locked in the lab&#x27;s restroom" in told
        assert "Sat Oct 17" in told and "Weekend" in told, "each day that was not counted"
        assert client.post(address, {"outcome": "justified", "words": "Yes."}).status_code == 422
        assert (
            client.post(address, {"outcome": "maybe", "words": "I could not say at all."}).status_code == 422
        )
        done = client.post(
            address, {"outcome": "unjustified", "words": "The office was next door, and open."}
        )
        assert done["Location"] == "/emergency/reviews/"
        assert "Nothing to review" in client.get("/emergency/reviews/").content.decode()
        again = client.post(address, {"outcome": "justified", "words": "I changed my mind on it."})
        assert again.status_code == 403
        assert "a review is not written twice" in again.content.decode()

    @pytest.mark.parametrize("username", ["denise", "marcus", "nadia", "it"])
    def test_whoever_reviews_nothing_is_refused_the_list(self, username: str) -> None:
        answer = browser(username).get("/emergency/reviews/")
        assert answer.status_code == 403
        assert "A claim is reviewed by somebody who watches over the records" in answer.content.decode()


def test_the_list_is_written_down_by_the_right_on_which_each_rests() -> None:
    browser("nadia").get("/whom/")
    nadia = acting("nadia")
    entry = Entry.objects.filter(actor_id=nadia.id, act="whom.read").latest("id")
    assert entry.right == "team"
    assert set(entry.student_ids) == set(nadia.to_students)
    assert personas()["nadia"].id == nadia.id
    assert isinstance(min(nadia.to_students), UUID)
