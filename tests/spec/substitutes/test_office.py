"""Who is absent today, a card in two taps, ended in one; by the office, or for one's own place by whoever is away."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pypdf
import pytest
from django.http import Http404
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import Adult
from carryover.scope.models import SubstituteCard
from carryover.scope.policy import table
from carryover.scope.substitutes import Asked, issue_card, revoke_card
from carryover.terms import Refused
from spec.scope.world import as_actor, journal, personas, pupil
from spec.substitutes.cards import ALL, ENDS, NOW, OPENS, acting, at, made, phone, signed_in, words

pytestmark = pytest.mark.django_db
GIVEN = {
    "first": "2026-10-20",
    "last": "2026-10-20",
    "begins": "AR",
    "until": "PU",
    "periods": sorted(ALL),
    "for_whom": "Rosa Delgado",
    "office": "main office, ext. 555-0101",
}


def page_of(username: str) -> str:
    """The list of absent adults at the school of this person's desk."""
    school = personas()[username].school_id
    return f"/substitutes/{school}/"


def form_of(absent: str = "denise") -> str:
    """The form for a card in the place of this person."""
    return f"{page_of(absent)}{personas()[absent].id}/"


def secret_in(body: bytes) -> str:
    """The secret of the link on a page."""
    found = re.search(r"<code>http://testserver/s/([\w-]+)</code>", body.decode())
    assert found
    return found[1]


def newest() -> SubstituteCard:
    """The card made last, as the assistant principal sees it."""
    as_actor(personas()["ap"])
    return SubstituteCard.objects.order_by("-issued_at", "-id")[0]


class TestTwoTaps:
    def test_from_the_list_by_the_form_with_its_defaults_to_a_link_that_opens(self) -> None:
        ap = signed_in("ap")
        assert ap.get("/substitutes/")["Location"] == page_of("ap")
        listed = ap.get(page_of("ap")).content.decode()
        (first_tap,) = re.findall(rf'href="({form_of()}[^"]*)"', listed)
        form = ap.get(unescape(first_tap)).content.decode()
        sent = {
            "first": re.search(r'name="first" value="([\d-]+)"', form),
            "last": re.search(r'name="last" value="([\d-]+)"', form),
            "begins": re.search(r'id="id_begins".*?<option value="(\w+)" selected', form, re.DOTALL),
            "until": re.search(r'id="id_until".*?<option value="(\w+)" selected', form, re.DOTALL),
            "office": re.search(r'name="office" value="([^"]+)"', form),
        }
        values: dict[str, object] = {name: found[1] for name, found in sent.items() if found}
        assert len(values) == 5, "the form holds its own defaults"
        values["periods"] = re.findall(r'name="periods" value="(\w+)"[^>]*checked', form)
        second_tap = ap.post(form_of(), values)
        assert second_tap.status_code == 200 and second_tap["Cache-Control"] == "no-store"
        told = words(phone(secret_in(second_tap.content)).get("/s/").content)
        assert (
            "In the place of Denise Walker" in told and "Call the office: main office, ext. 555-0101." in told
        )
        row = newest()
        assert (row.starts_at, row.ends_at, set(row.periods)) == (OPENS, ENDS, ALL)

    def test_the_link_is_shown_this_once_as_text_and_as_a_code(self) -> None:
        ap = signed_in("ap")
        shown = ap.post(form_of(), GIVEN)
        secret = secret_in(shown.content)
        assert b'<svg xmlns="http://www.w3.org/2000/svg" class="qr"' in shown.content
        for address in (page_of("ap"), form_of(), "/substitutes/"):
            assert secret not in ap.get(address, follow=True).content.decode()

    def test_it_is_written_down_who_made_it_for_whose_students(self) -> None:
        signed_in("ap").post(form_of(), GIVEN)
        entry = journal().filter(act="substitute.issue").order_by("-id")[0]
        people = personas()
        assert (entry.actor_id, entry.right) == (people["ap"].id, "administrator")
        assert entry.thing_id == str(newest().id)
        assert len(entry.student_ids) == 5
        assert entry.detail["for"] == str(people["denise"].id)
        assert "Rosa" not in str(entry.detail), "no name in the journal"

    def test_what_will_be_read_stands_beside_the_form_and_is_a_look(self) -> None:
        body = signed_in("ap").get(form_of()).content
        assert "Do not block the door or hold him." in words(body)
        entry = journal().order_by("-id")[0]
        assert (entry.act, len(entry.student_ids)) == ("substitute.prepare", 5)

    def test_a_phone_cannot_open_what_only_this_computer_serves(self) -> None:
        ap = signed_in("ap")
        told = words(ap.post(form_of(), GIVEN, headers={"host": "localhost:8000"}).content)
        assert "This link opens on this computer only." in told
        assert "this computer only" not in words(ap.post(form_of(), GIVEN).content)

    def test_after_the_last_bell_the_next_school_day_is_proposed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at(monkeypatch, datetime.fromisoformat("2026-10-23T22:00:00+00:00"))  # Friday evening
        assert 'name="first" value="2026-10-26"' in signed_in("ap").get(form_of()).content.decode()

    def test_a_district_with_many_schools_leads_to_one_of_them(self) -> None:
        answer = signed_in("director").get("/substitutes/")
        assert re.fullmatch(r"/substitutes/[0-9a-f-]{36}/", answer["Location"])
        assert signed_in("director").get(f"/substitutes/?school={uuid4()}").status_code == 302


WRONG = {
    "last before first": ({"last": "2026-10-19"}, "The last day comes before the first"),
    "too long": ({"last": "2026-11-03"}, "two weeks at most"),
    "a Saturday": ({"first": "2026-10-24", "last": "2026-10-24"}, "There is no school on Sat Oct 24"),
    "ends on a Sunday": ({"last": "2026-10-25"}, "There is no school on Sun Oct 25"),
    "outside every calendar": ({"first": "2040-01-02", "last": "2040-01-02"}, "There is no school on"),
    "yesterday": ({"first": "2026-10-19", "last": "2026-10-19"}, "This is over already"),
    "over an hour ago": ({"until": "SEL"}, "None of these periods"),
    "the wrong way round": ({"begins": "P5", "until": "P1"}, "This ends before it begins"),
    "no period": ({"periods": []}, "Choose at least one period"),
    "a period of nobody": ({"periods": ["P9"]}, "Select a valid choice"),
    "no day": ({"first": "soon"}, "Enter the day"),
    "a day that is none": ({"first": "2026-02-30"}, "Enter the day"),
    "a bell that is none": ({"begins": "X"}, "Select a valid choice"),
    "a name without end": ({"for_whom": "x" * 81}, "at most 80"),
    "a null": ({"for_whom": "a\x00b"}, "Null characters"),
}


class TestWhatCannotBe:
    @pytest.mark.parametrize(("change", "told"), WRONG.values(), ids=WRONG)
    def test_is_said_at_its_field_and_makes_no_card(self, change: dict[str, object], told: str) -> None:
        before = newest().id
        answer = signed_in("ap").post(form_of(), GIVEN | change)
        assert answer.status_code == 422
        assert told in words(answer.content)
        assert newest().id == before

    def test_only_the_periods_between_the_two_bells_are_covered(self) -> None:
        signed_in("ap").post(form_of(), GIVEN | {"begins": "P2", "until": "LU"})
        assert set(newest().periods) == {"P2", "P3", "LU"}

    def test_a_card_of_more_days_ends_with_the_bells_of_its_last(self) -> None:
        signed_in("ap").post(form_of(), GIVEN | {"last": "2026-10-21"})
        assert newest().ends_at == datetime.fromisoformat("2026-10-21T17:20:00+00:00"), "an early release"

    def test_markup_in_a_name_is_text(self) -> None:
        ap = signed_in("ap")
        ap.post(form_of(), GIVEN | {"for_whom": "<script>x</script>", "office": "<b>y</b>"})
        told = ap.get(page_of("ap")).content.decode()
        assert "<script>x" not in told and "&lt;script&gt;x" in told

    def test_an_adult_without_students_gets_no_card(self) -> None:
        told = words(signed_in("ap").get(form_of("nadia")).content)
        assert "a card would be empty" in told and "Make the card" not in told.split("Make a card", 1)[1]

    @pytest.mark.parametrize("day", ["2026-10-24", "9999-12-31", "0001-01-01"])
    def test_a_day_without_school_offers_another(self, day: str) -> None:
        answer = signed_in("ap").get(f"{form_of()}?day={day}")
        assert answer.status_code == 200 and "There is no school on" in words(answer.content)
        assert signed_in("ap").get(f"{page_of('ap')}?day={day}").status_code == 200


class TestByWhom:
    @pytest.mark.parametrize(
        "username", ["denise", "marcus", "nurse", "it", "privacy", "sub", "carlos", "agency"]
    )
    def test_the_office_s_pages_are_the_office_s(self, username: str) -> None:
        client = signed_in(username)
        for answer in (client.get(page_of("ap")), client.get(form_of()), client.post(form_of(), GIVEN)):
            assert answer.status_code == 403
            assert table()["substitute.issue"].refusal.why in words(answer.content)

    def test_an_adult_of_no_school_of_theirs_does_not_exist(self) -> None:
        ap, school = signed_in("ap"), personas()["ap"].school_id
        for adult in (uuid4(), personas()["director"].id):
            assert ap.get(f"/substitutes/{school}/{adult}/").status_code == 404
        assert ap.get(f"/substitutes/{uuid4()}/").status_code == 403

    def test_the_act_itself_refuses_whoever_came_by_another_way(self) -> None:
        denise, park = acting("denise"), personas()["park"]
        assert park.school_id
        with pytest.raises(Refused, match="the school answers"):
            issue_card(
                denise,
                Asked(stands_for=park, school=park.school_id, periods=ALL, starts_at=OPENS, ends_at=ENDS),
            )

    def test_a_card_that_is_over_before_it_is_made_is_none(self) -> None:
        with pytest.raises(ValueError, match="later than now"):
            made(starts_at=OPENS - timedelta(days=1), ends_at=NOW)
        with pytest.raises(ValueError, match="covers a period"):
            made(periods=frozenset())


class TestOnesOwnPlace:
    def test_denise_hands_over_her_own_day(self) -> None:
        denise = signed_in("denise")
        assert "Make a card for a substitute" in words(denise.get("/day/").content)
        answer = denise.post("/day/substitute/", GIVEN)
        assert answer.status_code == 200
        told = words(phone(secret_in(answer.content)).get("/s/").content)
        assert "In the place of Denise Walker" in told
        entry = journal().filter(act="substitute.issue").order_by("-id")[0]
        assert entry.right == "staff"

    def test_she_sees_and_ends_only_those_of_her_place(self) -> None:
        made()
        card, _secret = made(place_of="park", periods=frozenset({"P3"}))
        denise = signed_in("denise")
        told = words(denise.get("/day/substitute/").content)
        assert "made by Robert Diaz" in told and "Grace Park" not in told
        assert denise.post(f"/substitutes/cards/{card.id}/end/").status_code == 404

    def test_she_ends_one_that_the_office_made_for_her_place(self) -> None:
        card, secret = made()
        client = phone(secret)
        answer = signed_in("denise").post(f"/substitutes/cards/{card.id}/end/")
        assert answer["Location"] == "/day/substitute/"
        assert client.get("/s/").status_code == 404

    @pytest.mark.parametrize("username", ["sub", "agency", "auditor", "lucia", "theo"])
    def test_who_is_not_of_the_staff_hands_over_nothing(self, username: str) -> None:
        client = signed_in(username)
        assert client.get("/day/substitute/").status_code == 403
        assert "Make a card for a substitute" not in words(client.get("/day/").content)


class TestTheList:
    def test_how_often_and_when_last_each_was_opened(self) -> None:
        _card, secret = made(for_whom="Rosa Delgado")
        client = phone(secret)
        client.get("/s/")
        client.get("/s/")
        client.post("/s/read/")
        told = words(signed_in("ap").get(page_of("ap")).content)
        assert "Denise Walker · for Rosa Delgado" in told
        assert "7:15 am – 2:35 pm · made by Robert Diaz" in told
        assert "opened 2 times, last at 10:05 am, Tue Oct 20 · 'I have read it' at 10:05 am" in told

    def test_what_is_over_stands_apart_and_says_who_ended_it(self) -> None:
        card, _secret = made()
        ap = signed_in("ap")
        assert ap.post(f"/substitutes/cards/{card.id}/end/")["Location"] == page_of("ap")
        over = words(ap.get(page_of("ap")).content).split("The cards of the last thirty days.", 1)[1]
        assert "Denise Walker" in over and "ended by Robert Diaz at 10:05 am" in over
        entry = Entry.objects.filter(act="substitute.revoke").get()
        assert entry.thing_id == str(card.id)

    def test_ending_it_twice_is_written_down_once(self) -> None:
        card, _secret = made()
        for _ in range(2):
            revoke_card(acting("ap"), card.id)
        assert Entry.objects.filter(act="substitute.revoke").count() == 1

    def test_an_end_needs_its_form_and_a_card_that_exists(self) -> None:
        card, _secret = made()
        assert signed_in("ap").get(f"/substitutes/cards/{card.id}/end/").status_code == 405
        assert signed_in("ap").post(f"/substitutes/cards/{uuid4()}/end/").status_code == 404
        with pytest.raises(Http404):
            revoke_card(acting("ap"), uuid4())

    def test_who_has_a_card_is_marked(self) -> None:
        made()
        told = words(signed_in("ap").get(page_of("ap")).content)
        assert re.search(r"Denise Walker Paraprofessional · 5 students has a card", told)


class TestOnPaper:
    def text(self, client: Client, card: UUID, **sent: str) -> str:
        answer = client.post(f"/documents/substitute-card/{card}/", sent)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "no-store"
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def test_the_same_as_on_the_phone_with_the_link(self) -> None:
        card, secret = made(for_whom="Rosa Delgado")
        told = self.text(signed_in("ap"), card.id, link=secret)
        for part in (
            "In the place of Denise Walker",
            "For Rosa Delgado",
            "good until 2:35 pm, Tue Oct 20, 2026",
            "Jaylen",
            "Do not block the door or hold him.",
            "Noor (on a trip)",
            "Marcus Reyes, room 14",
            secret[:12],
        ):
            assert part in told, part
        as_actor(personas()["marcus"])
        assert "Tucker" not in told and "Okoye" not in told and "Asks for a break" not in told

    def test_without_the_link_once_nobody_knows_it(self) -> None:
        card, _secret = made()
        assert "/s/" not in self.text(signed_in("denise"), card.id)

    def test_each_day_of_a_longer_card(self) -> None:
        card, _secret = made(ends_at=ENDS + timedelta(days=6))
        told = self.text(signed_in("ap"), card.id)
        days = ("Tue Oct 20", "Wed Oct 21", "Thu Oct 22", "Fri Oct 23", "Mon Oct 26")
        assert [told.count(f"{day}, 2026 Time Period") for day in days] == [1] * 5
        assert "Sat Oct 24, 2026 Time" not in told

    def test_it_is_a_look_at_those_students(self) -> None:
        card, secret = made()
        self.text(signed_in("ap"), card.id, link=secret)
        entry = journal().order_by("-id")[0]
        assert (entry.act, entry.right, len(entry.student_ids)) == ("substitute.print", "administrator", 5)
        assert entry.detail["with_link"] is True and secret not in str(entry.detail)

    def test_what_to_do_and_avoid_stands_on_phone_and_paper_and_the_sealed_reason_on_neither(self) -> None:
        sent = {"compartment": "counseling", "sealed": "Zq reason.", "do": "Zq greet.", "avoid": "Zq shout."}
        at_note = f"/students/{pupil('Jaylen', 'Tucker')}/sealed/new/"
        assert signed_in("nadia").post(at_note, sent).status_code == 302
        card, secret = made()
        on_paper = " ".join(self.text(signed_in("ap"), card.id).split())
        for told in (on_paper, words(phone(secret).get("/s/").content)):
            assert "Zq greet." in told and "Avoid: Zq shout." in told
            assert "Zq reason" not in told and "counseling" not in told.lower()

    def test_another_card_s_link_a_dead_card_and_a_stranger_are_refused(self) -> None:
        card, _secret = made()
        _other, theirs = made(place_of="park", periods=frozenset({"P3"}))
        address, ap = f"/documents/substitute-card/{card.id}/", signed_in("ap")
        assert ap.post(address, {"link": theirs}).status_code == 403
        assert ap.post(address, {"link": "x" * 5000}).status_code == 403
        assert ap.get(address).status_code == 405
        assert signed_in("marcus").post(address).status_code == 404
        assert signed_in("kim").post(address).status_code == 404
        assert signed_in("it").post(address).status_code == 403
        revoke_card(acting("ap"), card.id)
        assert ap.post(address).status_code == 403


def test_a_card_for_tomorrow_can_be_made_today(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = signed_in("ap").post(form_of(), GIVEN | {"first": "2026-10-21", "last": "2026-10-21"})
    secret = secret_in(answer.content)
    assert "This card opens at 7:15 am on Wed Oct 21" in words(phone(secret).get("/s/").content)
    at(monkeypatch, NOW + timedelta(days=1))
    assert "Jaylen" in words(phone(secret).get("/s/").content)


def test_the_demo_has_one_in_force_and_one_that_is_over() -> None:
    as_actor(personas()["ap"])
    found = list(SubstituteCard.objects.order_by("starts_at"))
    assert [row.ends_at > NOW for row in found] == [False, True]
    assert {row.issued_by_id for row in found} == {personas()["ap"].id}
    assert Adult.objects.get(id=found[0].stands_for_id).role == "paraprofessional"
    assert found[1].starts_at.date() == date(2026, 10, 20)
