"""The day and the card on the desk: Denise's morning, the words for who is not there, and who is told no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carryover.journal.models import Entry
from carryover.plans.acts.draft import open_draft
from carryover.plans.queries import in_force
from carryover.roster.models import Absence, Account
from carryover.scope.queries import students_for
from carryover.sheets.now import student_day
from spec.demo.evidence import TODAY, signed_in, student
from spec.scope.world import entries_written, journal

pytestmark = pytest.mark.django_db
PERIODS = ("Reading", "Intervention time", "Math")


def client(username: str) -> Client:
    made = Client()
    made.force_login(Account.objects.get(username=username))
    return made


def page(of: Client, address: str, status: int = 200) -> str:
    answer = of.get(address)
    assert answer.status_code == status, f"{address} answered {answer.status_code}"
    return answer.content.decode()


@pytest.fixture
def jaylen() -> UUID:
    signed_in("marcus")
    return student("Jaylen", "Tucker").id


def stranger_to(student: UUID) -> str:
    """A persona who has nothing to do with the student."""
    return next(
        account.username
        for account in Account.objects.filter(adult__isnull=False)
        if not students_for(signed_in(account.username), "day.read").filter(id=student).exists()
    )


class TestTheDay:
    def test_denise_sees_her_blocks_in_bell_order_with_time_and_place(self) -> None:
        told = page(client("denise"), "/day/")
        places = [told.index(f">{name}</h2>") for name in PERIODS]
        assert places == sorted(places)
        assert "8:25 am – 9:55 am · Room 12" in told
        assert "A day" in told
        assert 'href="/tablet/"' in told

    def test_absence_trip_and_early_leave_are_said_in_words(self, jaylen: UUID) -> None:
        signed_in("marcus")
        Absence.objects.create(student_id=jaylen, day=TODAY, leaves_at=time(9, 0))
        told = page(client("denise"), "/day/")
        assert "absent today" in told
        assert "on a trip" in told and "Nature center" in told
        assert "leaves early" in told and "leaves at 09:00" in told

    def test_who_is_away_is_not_asked_about(self) -> None:
        told = page(client("denise"), "/day/")
        away = told.split("on a trip", 1)[1].split("</li>", 1)[0]
        assert "Nature center" in away and "Collect:" not in away

    def test_the_block_that_runs_is_marked_and_only_today(self) -> None:
        assert page(client("denise"), "/day/").count(">Now<") == 1
        assert ">Now<" not in page(client("denise"), "/day/?day=2026-10-21")

    def test_a_day_without_school_says_so_and_leads_to_the_next_one(self) -> None:
        told = page(client("denise"), "/day/?day=2026-10-24")
        assert "No school this day" in told
        assert "The next school day is Mon Oct 26." in told
        assert "?day=2026-10-26" in told

    @pytest.mark.parametrize(
        "text", ["soon", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "<b>", "%01"]
    )
    def test_a_day_that_cannot_be_shown_gets_a_plain_sentence(self, text: str) -> None:
        told = page(client("denise"), f"/day/?day={text}", 400)
        assert "is not a day" in told or "about a year back" in told
        assert "<b>" not in told.split("<main")[1]

    @pytest.mark.parametrize("username", ["director", "it", "ap", "lucia", "sub"])
    def test_who_has_no_block_gets_a_page_that_says_what_will_be_here(self, username: str) -> None:
        told = page(client(username), "/day/")
        assert "<h1>" in told

    def test_opening_the_day_is_journaled_once_with_the_students_on_it(self) -> None:
        denise = client("denise")
        before = entries_written()
        page(denise, "/day/")
        entry = journal().order_by("-id")[0]
        assert entries_written() == before + 1
        assert (entry.act, entry.thing_id) == ("day.read", TODAY.isoformat())
        assert student("Jaylen", "Tucker").id in entry.student_ids

    def test_more_students_cost_no_more_queries(self) -> None:
        """Marcus has many more students today than Denise; what differs is the count in his rail, asked before."""
        taken = []
        for username in ("denise", "marcus"):
            signed_in(username)
            of = client(username)
            with CaptureQueriesContext(connection) as queries:
                page(of, "/day/")
            rail = ("decisions_", "observations_")
            own = [q for q in queries.captured_queries if not any(name in q["sql"] for name in rail)]
            taken.append(len(own))
        assert taken[1] - taken[0] <= 2


class TestTheCard:
    def test_denise_reads_every_part_and_what_counts(self, jaylen: UUID) -> None:
        told = page(client("denise"), f"/students/{jaylen}/card/")
        for words in (
            "Why it happens",
            "Before",
            "Teach",
            "If it happens",
            "Never",
            "Ask",
            "Marcus Reyes, room 14",
        ):
            assert words in told
        for words in ("Asks for a break", "Counts", "Does not count", "Print a blank data sheet"):
            assert words in told

    def test_the_pocket_card_has_the_lines_and_no_page_furniture(self, jaylen: UUID) -> None:
        told = page(client("denise"), f"/students/{jaylen}/card/?size=pocket")
        assert 'class="card pocket"' in told
        assert "Do not block the door" in told and "Asks for a break" in told
        assert "What you collect" not in told

    def test_a_size_that_does_not_exist_is_the_whole_page(self, jaylen: UUID) -> None:
        assert "What you collect" in page(client("denise"), f"/students/{jaylen}/card/?size=poster")

    def test_a_drafted_change_says_that_nothing_has_changed_yet(self, jaylen: UUID) -> None:
        told = page(client("denise"), f"/students/{jaylen}/card/")
        assert "Nothing has changed yet" not in told
        open_draft(signed_in("marcus"), jaylen)
        told = page(client("denise"), f"/students/{jaylen}/card/")
        assert "A change to this plan has been drafted." in told
        assert "Nothing has changed yet" in told

    def test_to_a_stranger_the_student_does_not_exist(self, jaylen: UUID) -> None:
        other = client(stranger_to(jaylen))
        for address in ("/students/{}/card/", "/parts/students/{}/today/"):
            unrelated, missing = (other.get(address.format(each)) for each in (jaylen, uuid4()))
            assert (unrelated.status_code, missing.status_code) == (404, 404)

    def test_opening_the_card_is_journaled_with_the_right(self, jaylen: UUID) -> None:
        page(client("denise"), f"/students/{jaylen}/card/")
        entry = Entry.objects.filter(act="card.read").order_by("-id")[0]
        assert (entry.right, entry.student_ids) == ("assigned", [jaylen])


class TestWhereAStudentIsToday:
    def test_jaylen_is_with_denise_in_reading_and_nothing_was_seen_yet(self, jaylen: UUID) -> None:
        today = student_day(signed_in("denise"), jaylen)
        first = today.stays[0]
        assert (first.ring.name, first.place, first.adults) == ("Reading", "Room 12", ("Denise Walker",))
        goals = in_force(signed_in("denise"), [jaylen], TODAY)[jaylen].content["goals"]
        assert (today.seen, today.measures) == (0, len(goals))

    def test_yesterday_evening_counts_what_was_recorded_that_day(self, jaylen: UUID) -> None:
        actor = signed_in("denise")
        yesterday = TODAY - timedelta(days=1)
        moved = replace(actor, now=actor.now - timedelta(days=1), today=yesterday)
        assert student_day(moved, jaylen).seen > 0

    def test_on_a_sunday_there_is_no_school(self, jaylen: UUID) -> None:
        actor = signed_in("denise")
        sunday = date(2026, 10, 18)
        moment = datetime.combine(sunday, actor.now.timetz())
        found = student_day(replace(actor, now=moment, today=sunday), jaylen)
        assert not found.school_day.in_session and found.stays == ()
