"""A phone without an account opens Denise's card: who needs what, never-lines, whom to call; and it is gone in time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from http.cookies import Morsel
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

import carryover.look
from carryover.roster.models import Student
from carryover.scope.models import Relationship
from carryover.scope.substitutes import names_of_cards, revoke_card
from spec.scope.world import NOON, TODAY, as_actor, entries_written, journal, personas
from spec.substitutes.cards import ALL, ENDS, NOW, OPENS, acting, at, made, phone, signed_in, words

pytestmark = pytest.mark.django_db
LOOK = Path(carryover.look.__file__).parent / "static" / "look"
MOST_BYTES = 60 * 1024
MOST_QUERIES = 13
"""Two are the savepoint of the test; one is for what to do and to avoid whose reason is sealed."""


def cookie_of(client: Client) -> Morsel[str]:
    """The one cookie that the phone has of the card."""
    return client.cookies["carryover_card"]


def opened(secret: str, **headers: str) -> HttpResponse:
    """The card as the phone shows it."""
    return phone(secret).get("/s/", headers=headers)


class TestTheLink:
    def test_its_secret_goes_out_of_the_address_bar_at_once_and_is_kept_by_nobody(self) -> None:
        _card, secret = made()
        client = Client()
        answer = client.get(f"/s/{secret}")
        assert (answer.status_code, answer["Location"], answer.content) == (303, "/s/", b"")
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        cookie = cookie_of(client)
        assert cookie["httponly"] and cookie["path"] == "/s/" and cookie["samesite"] == "Lax"
        assert secret not in cookie.value
        assert set(client.cookies) == {"carryover_card"}, "nothing of a session or an account"
        assert secret not in client.get("/s/").content.decode()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM scope_substitutecard WHERE token_hash = %s", [secret.encode()]
            )
            assert cursor.fetchone() == (0,)

    def test_it_cannot_be_guessed(self) -> None:
        secrets = {made()[1] for _ in range(20)}
        assert len(secrets) == 20
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", each) for each in secrets), "144 bits"

    def test_the_cookie_ends_with_the_card_and_after_a_school_day_at_the_latest(self) -> None:
        _card, secret = made()
        assert cookie_of(phone(secret))["max-age"] == (ENDS - NOW).total_seconds()
        _card, secret = made(ends_at=ENDS + timedelta(days=3))
        assert cookie_of(phone(secret))["max-age"] == 12 * 60 * 60

    def test_it_opens_again_on_the_same_day_once_the_cookie_is_lost(self) -> None:
        _card, secret = made()
        first, again = phone(secret), phone(secret)
        first.cookies.clear()
        assert first.get("/s/").status_code == 404
        assert again.get("/s/").status_code == 200

    def test_an_account_in_the_same_browser_has_nothing_to_do_with_it(self) -> None:
        _card, secret = made()
        marcus = signed_in("marcus")
        marcus.get(f"/s/{secret}")
        told = words(marcus.get("/s/").content)
        assert "In the place of Denise Walker" in told and "Sign out" not in told
        entry = journal().order_by("-id")[0]
        assert entry.actor_kind == "card"


class TestWhatItShows:
    def test_the_day_by_the_bells_with_what_is_now_first(self) -> None:
        told = words(opened(made()[1]).content)
        assert "In the place of Denise Walker" in told and "good until 2:35 pm, Tue Oct 20" in told
        order = [told.index(f"{name} {time}") for name, time in (
            ("Intervention time", "9:55 am – 10:30 am · Room 14 Now"), ("Math", "10:45 am"), ("Lunch", "11:50 am"),
            ("Specials", "12:40 pm – 1:25 pm · Gym"), ("Writing", "1:25 pm"),
            ("Reading", "8:25 am – 9:55 am · Room 12 over"),
        )]  # fmt: skip
        assert order == sorted(order)

    def test_for_each_student_what_helps_what_never_and_whom_to_ask(self) -> None:
        told = words(opened(made()[1]).content)
        jaylen = told.split("Jaylen Never", 1)[1].split("Reading 8:25", 1)[0]
        assert "Do not block the door or hold him." in jaylen
        assert "Put the break card on his desk before the task." in jaylen
        assert "Honor every request for a break at once: two minutes." in jaylen
        assert "Ask Marcus Reyes, room 14, ext. 555-0142" in jaylen
        assert told.index("Never") < told.index("Before"), "what never to do comes first"

    def test_whom_to_call_and_what_to_do_in_an_emergency(self) -> None:
        told = words(opened(made()[1]).content)
        assert "In an emergency" in told and "call 911" in told
        assert "Call the office: main office, ext. 555-0101." in told

    def test_who_is_absent_or_on_a_trip(self) -> None:
        told = words(opened(made()[1]).content)
        assert "Mateo absent today" in told and "Noor on a trip" in told

    def test_no_family_name_no_number_no_reason_no_goal(self) -> None:
        acting("denise")
        body = opened(made()[1]).content.decode()
        as_actor(personas()["marcus"])
        for student in Student.objects.filter(id__in=acting("denise").to_students):
            assert student.given_name in body
            for told in (
                student.family_name,
                student.number,
                str(student.id),
                student.birth_date.isoformat(),
            ):
                assert told not in body
        for hidden in (
            "Why it happens",
            "Leaving a task has worked",
            "Asks for a break",
            "at least",
            "baseline",
            "/students/",
            "evaluation",
            "Practice asking",
        ):
            assert hidden not in body, hidden

    def test_what_to_write_down_only_where_the_card_says_so(self) -> None:
        assert "Write down on paper" not in words(opened(made()[1]).content)
        told = words(opened(made(collects=True)[1]).content)
        assert "Write down on paper" in told and "Asks for a break" in told
        assert "at least" not in told, "never a criterion"

    def test_only_the_periods_of_the_card(self) -> None:
        told = words(opened(made(periods=frozenset({"P2"}))[1]).content)
        assert "Lina" in told and "Jaylen" not in told and "Reading" not in told

    def test_only_the_day_of_its_letter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Amara is with Denise in Specials on A days, Jaylen on B days."""
        _card, secret = made(periods=frozenset({"P4"}), ends_at=ENDS + timedelta(days=1))
        assert "Amara" in words(opened(secret).content) and "Jaylen" not in words(opened(secret).content)
        at(monkeypatch, NOW + timedelta(days=1))
        assert "Jaylen" in words(opened(secret).content) and "Amara" not in words(opened(secret).content)

    def test_a_day_without_school_shows_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _card, secret = made(ends_at=ENDS + timedelta(days=6))
        at(monkeypatch, NOW + timedelta(days=4))  # Saturday
        told = words(opened(secret).content)
        assert "Nobody is with you" in told and "Jaylen" not in told

    def test_two_who_share_a_first_name_get_an_initial(self) -> None:
        as_actor(personas()["ap"])
        Student.objects.filter(given_name="Amara", family_name="Okoye").update(given_name="Jaylen")
        told = words(opened(made()[1]).content)
        assert "Jaylen T." in told and "Jaylen O." in told

    def test_in_spanish_where_the_browser_asks_for_it(self) -> None:
        told = words(opened(made()[1], accept_language="es-MX,es;q=0.9").content)
        assert "En una emergencia" in told and "Nunca" in told and "In an emergency" not in told


class TestItOpensFast:
    def test_one_page_no_script_and_few_bytes(self) -> None:
        body = opened(made()[1]).content
        assert b"<script" not in body and b"<img" not in body
        styles = re.findall(rb'<link rel="stylesheet" href="/static/look/([\w./-]+)"', body)
        weight = len(body) + sum((LOOK / name.decode()).stat().st_size for name in styles)
        assert styles and weight <= MOST_BYTES, weight

    def test_no_font_holds_it_up(self) -> None:
        css = (LOOK / "fonts.css").read_text()
        assert css.count("font-display: swap") == css.count("@font-face") > 0

    def test_few_questions_to_the_database(self) -> None:
        client = phone(made()[1])
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/s/").status_code == 200
        assert len(queries) <= MOST_QUERIES

    def test_more_students_cost_no_more_questions(self) -> None:
        taken = []
        for name, periods in (("denise", ALL), ("marcus", frozenset({"P2"}))):
            client = phone(made(place_of=name, periods=periods)[1])
            with CaptureQueriesContext(connection) as queries:
                client.get("/s/")
            taken.append(len(queries))
        assert taken[0] == taken[1]


class TestEveryLookIsRecorded:
    def test_with_the_card_as_actor_the_students_and_the_right(self) -> None:
        card, secret = made()
        opened(secret)
        entry = journal().order_by("-id")[0]
        assert (entry.actor_kind, entry.actor_id) == ("card", card.id)
        assert (entry.right, entry.act, entry.thing_id) == ("substitute_for", "substitute.read", str(card.id))
        assert len(entry.student_ids) == 5
        people = personas()
        assert entry.detail == {"issued_by": str(people["ap"].id), "for": str(people["denise"].id)}
        assert entry.at == NOW

    def test_a_record_of_access_can_name_it(self) -> None:
        card, secret = made()
        opened(secret)
        entry = journal().order_by("-id")[0]
        named = names_of_cards({card.id: entry.detail})
        assert named == {card.id: "substitute card issued by Robert Diaz for Denise Walker"}

    def test_each_time(self) -> None:
        client = phone(made()[1])
        before = journal().filter(act="substitute.read").count()
        for _ in range(3):
            client.get("/s/")
        assert journal().filter(act="substitute.read").count() == before + 3

    def test_taking_the_link_is_no_look_yet(self) -> None:
        _card, secret = made()
        before = entries_written()
        phone(secret)
        assert entries_written() == before

    def test_saying_that_one_has_read_it_is_recorded_and_shown(self) -> None:
        card, secret = made()
        client = phone(secret)
        assert "I have read it" in words(client.get("/s/").content)
        answer = client.post("/s/read/")
        assert (answer.status_code, answer["Location"]) == (303, "/s/")
        entry = journal().filter(act="substitute.acknowledge").get()
        assert (entry.actor_id, len(entry.student_ids)) == (card.id, 5)
        told = words(client.get("/s/").content)
        assert "You said at 10:05 am that you have read it." in told and "I have read it" not in told


class TestItDiesOnTime:
    """On the next request, at the exact moment, whatever the phone still holds."""

    @pytest.mark.parametrize(
        ("moment", "status"), [(ENDS - timedelta(seconds=1), 200), (ENDS, 404), (ENDS + timedelta(1), 404)]
    )
    def test_at_its_end(self, moment: datetime, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
        _card, secret = made()
        client = phone(secret)
        at(monkeypatch, moment)
        assert client.get("/s/").status_code == status
        assert Client().get(f"/s/{secret}").status_code == (303 if status == 200 else 404)

    @pytest.mark.parametrize(
        ("moment", "shown"),
        [(OPENS - timedelta(seconds=1), False), (OPENS, True), (OPENS - timedelta(2), False)],
    )
    def test_before_its_first_bell_it_says_when_it_opens(
        self, moment: datetime, shown: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _card, secret = made()
        at(monkeypatch, moment)
        before = entries_written()
        answer = opened(secret)
        told = words(answer.content)
        assert answer.status_code == 200
        assert ("Jaylen" in told) is shown
        assert ("This card opens at 7:15 am on Tue Oct 20" in told) is not shown
        assert entries_written() - before == int(shown)

    def test_when_it_is_ended(self) -> None:
        card, secret = made()
        client = phone(secret)
        revoke_card(acting("ap"), card.id)
        assert client.get("/s/").status_code == 404
        assert client.post("/s/read/").status_code == 404

    def test_with_the_absent_adult_s_own_assignments(self) -> None:
        _card, secret = made()
        client = phone(secret)
        as_actor(personas()["ap"])
        mine = Relationship.objects.filter(adult=personas()["denise"])
        assert mine.update(valid_to=TODAY - timedelta(days=1)) == 5
        assert client.get("/s/").status_code == 404
        assert Client().get(f"/s/{secret}").status_code == 404

    def test_within_the_day_where_an_assignment_ends_at_a_moment(self) -> None:
        _card, secret = made()
        client = phone(secret)
        as_actor(personas()["ap"])
        jaylen = Relationship.objects.filter(adult=personas()["denise"], student__given_name="Jaylen")
        assert jaylen.update(ends_at=NOW) == 1
        assert "Jaylen" not in words(client.get("/s/").content)

    def test_the_cookie_of_a_long_card_is_good_for_a_school_day(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _card, secret = made(ends_at=ENDS + timedelta(days=2))
        client = phone(secret)
        at(monkeypatch, NOW + timedelta(hours=12))
        assert client.get("/s/").status_code == 404
        at(monkeypatch, NOON + timedelta(days=1))
        assert phone(secret).get("/s/").status_code == 200
