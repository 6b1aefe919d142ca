"""Who has looked at a student: read by the family and those who answer for the records, and by nobody else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from carryover.journal.acts import record
from carryover.journal.models import Entry
from carryover.scope.disclosing import decide_family_access
from carryover.scope.looked import Asked, Visit, lookers, looks, reach, visits
from carryover.scope.models import FamilyAccess
from carryover.scope.policy import relations
from carryover.terms import Refused
from spec.scope.world import NOON, acting, browser, keeper, personas, pupil
from spec.substitutes.cards import ALL, made, phone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 20)


def write(
    username: str, act: str, *students: UUID, at: datetime = NOON, right: str = "case_manager", **detail: str
) -> None:
    """An entry as some act would have written it."""
    adult = personas()[username]
    record(
        at=at, actor=("adult", adult.id), right=right, act=act, thing=("student", students[0]), students=students,
        detail=detail,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page that somebody opened in Spanish leaves the thread in it."""
    with translation.override("en"):
        yield


EVERYTHING = Asked()


def read(username: str, student: UUID, asked: Asked = EVERYTHING) -> tuple[Visit, ...]:
    """The record as this person reads it."""
    actor = acting(username)
    return visits(actor, student, asked, reach(actor, student)).visits


def said(found: tuple[Visit, ...]) -> list[str]:
    """Who did what."""
    return [f"{visit.who.name} {line.words}" for visit in found for line in visit.lines]


@pytest.fixture
def jaylen() -> UUID:
    """A student of Marcus' and Denise's."""
    return pupil("Jaylen", "Tucker")


@pytest.fixture
def mateo() -> UUID:
    """A child of Lucía's and Carlos'."""
    return pupil("Mateo", "Herrera")


class TestWhoReadsIt:
    @pytest.mark.parametrize("username", ["marcus", "ap", "director", "privacy"])
    def test_those_who_answer_for_the_records(self, username: str, jaylen: UUID) -> None:
        write("denise", "card.read", jaylen, right="assigned")
        assert "Denise Walker opened the card" in said(read(username, jaylen))

    @pytest.mark.parametrize(
        "username", ["denise", "nadia", "nurse", "kim", "lucia", "evaluator", "it", "priya"]
    )
    def test_nobody_else_and_the_database_says_so_too(self, username: str, jaylen: UUID) -> None:
        write("marcus", "plan.read", jaylen)
        actor = acting(username)
        with pytest.raises((Refused, Http404)):
            reach(actor, jaylen)
        others = Entry.objects.filter(student_ids__contains=[jaylen]).exclude(actor_id=actor.id)
        assert not others.exists()
        with connection.cursor() as cursor:
            for function, more in (
                ("scope_looks", ", NULL, 10"),
                ("scope_looks_by_day", ", 'UTC', 10"),
                ("scope_lookers", ""),
            ):
                cursor.execute(
                    f"SELECT count(*) FROM {function}(%s, NULL, NULL, NULL, NULL, NULL, NULL{more})", [jaylen]
                )
                assert cursor.fetchone() == (0,), function

    def test_one_sees_ones_own_acts_and_writes_without_reading(self, jaylen: UUID) -> None:
        before = Entry.objects.filter(actor_id=acting("denise").id).count()
        write("denise", "card.read", jaylen, right="assigned")
        acting("denise")
        assert Entry.objects.filter(actor_id=personas()["denise"].id).count() == before + 1

    def test_the_auditor_reads_those_of_the_sample_and_no_others(self, jaylen: UUID) -> None:
        auditor = acting("auditor")
        sample = [s for s, held in auditor.to_students.items() if "auditor" in held]
        assert sample
        reach(auditor, sample[0])
        with pytest.raises(Http404):
            reach(auditor, jaylen)

    def test_a_grown_student_reads_their_own(self) -> None:
        theo = pupil("Theo", "Novak")
        write("ap", "plan.read", theo, right="administrator")
        assert "Robert Diaz opened the plan" in said(read("theo", theo))


class TestWhatItSays:
    def test_a_look_is_a_person_a_position_a_right_and_an_end(self, jaylen: UUID) -> None:
        write("denise", "card.read", jaylen, right="assigned")
        visit = next(v for v in read("marcus", jaylen) if v.who.name == "Denise Walker")
        assert (visit.day, visit.who.position) == (TODAY, "Paraprofessional")
        assert visit.right == "is assigned to the student, by period"
        assert visit.purposes == ("to carry out the plan",)

    def test_a_tablet_a_card_a_job_and_a_program_are_named_as_such(self, jaylen: UUID) -> None:
        acting("marcus")
        for kind, right, act in (
            ("device", "device", "observations.receive"),
            ("card", "card", "card.read"),
            ("job", "job:documents.keep_signed_plan", "document.keep"),
            ("service", "service", "plan.read"),
            ("something new", "", "card.read"),
        ):
            key = None if kind == "job" else uuid4()
            record(
                at=NOON, actor=(kind, key), right=right, act=act, thing=("student", jaylen), students=[jaylen]
            )
        found = {visit.who.key[0]: visit for visit in read("marcus", jaylen, Asked(since=TODAY))}
        assert found["device"].who.name == "A tablet"
        assert found["card"].who.name == "A substitute's card"
        assert found["job"].who.name == "Carryover itself"
        assert found["job"].right == "finishes what an act asked for"
        assert found["service"].who.name == "A service account"
        assert found["something new"].who.name == "Somebody whose account is gone"

    def test_the_look_of_an_emergency_stands_out(self) -> None:
        theirs = next(
            s for s, held in acting("marcus").to_students.items()
            if Entry.objects.filter(student_ids__contains=[s], act="glass.break").exists()
        )  # fmt: skip
        broken = [visit for visit in read("marcus", theirs) if visit.emergency]
        assert [visit.who.name for visit in broken] == ["Wanjiru Kamau"]
        assert {line.words for line in broken[0].lines} == {"claimed an emergency", "opened the card"}
        assert broken[0].purposes == ("an emergency", "an emergency: medical")

    def test_no_note_and_no_reason_is_in_it(self, jaylen: UUID) -> None:
        page = browser("marcus").get(f"/students/{jaylen}/looked/?since=&until=").content.decode()
        assert "wrote a sealed note" in page
        for secret in ("(protection)", "frightening", "agency is still involved", "Do not raise your voice"):
            assert secret not in page

    def test_a_morning_of_a_thousand_looks_is_a_few_lines(self, jaylen: UUID) -> None:
        for n in range(1000):
            act, who = ("graph.read", "marcus") if n % 3 else ("card.read", "denise")
            write(who, act, jaylen, at=NOON - timedelta(seconds=n), right="team")
        today = [
            v
            for v in read("marcus", jaylen, Asked(since=TODAY))
            if v.right == "belongs to the student's team"
        ]
        assert [(v.who.name, v.times, len(v.lines)) for v in today] == [
            ("Denise Walker", 334, 1),
            ("Marcus Reyes", 666, 1),
        ]
        page = browser("marcus").get(f"/students/{jaylen}/looked/").content.decode()
        assert "666 times" in page
        assert len(page) < 40_000

    def test_the_newest_day_comes_first_and_a_page_ends_with_a_whole_day(self, jaylen: UUID) -> None:
        for n in range(40):
            for act in ("graph.read", "plan.read", "card.read"):
                write("marcus", act, jaylen, at=NOON - timedelta(days=n))
        actor = acting("marcus")
        shown, told, until = reach(actor, jaylen), [], None
        while True:
            page = visits(actor, jaylen, Asked(until=until), shown, most=25)
            told += [visit.day for visit in page.visits]
            if page.older is None:
                break
            assert page.older < min(visit.day for visit in page.visits)
            until = page.older
        assert told == sorted(told, reverse=True)
        whole = visits(actor, jaylen, Asked(), shown, most=5000).visits
        assert told == [visit.day for visit in whole], "no day is shown twice and none is left out"

    def test_a_day_with_more_lines_than_a_page_is_whole(self, jaylen: UUID) -> None:
        for n in range(30):
            write("marcus", f"unheard.{n}", jaylen)
        actor = acting("marcus")
        page = visits(actor, jaylen, Asked(since=TODAY), reach(actor, jaylen), most=7)
        assert sum(len(visit.lines) for visit in page.visits) >= 30


class TestNarrowing:
    def test_by_person_kind_and_period(self, jaylen: UUID) -> None:
        write("denise", "card.read", jaylen, right="assigned")
        write("marcus", "graph.export", jaylen, at=NOON - timedelta(days=3))
        denise = ("adult", personas()["denise"].id)
        assert {v.who.name for v in read("marcus", jaylen, Asked(who=denise))} == {"Denise Walker"}
        assert said(read("marcus", jaylen, Asked(kind="paper"))) == [
            "Marcus Reyes exported the numbers of the graph"
        ]
        one_day = Asked(since=date(2026, 10, 17), until=date(2026, 10, 17))
        assert said(read("marcus", jaylen, one_day)) == ["Marcus Reyes exported the numbers of the graph"]

    def test_a_look_late_in_the_evening_belongs_to_the_school_day(self, jaylen: UUID) -> None:
        write("denise", "card.read", jaylen, at=datetime(2026, 10, 20, 2, 30, tzinfo=UTC), right="assigned")
        assert read("marcus", jaylen, Asked(since=date(2026, 10, 19), until=date(2026, 10, 19)))[
            0
        ].day == date(2026, 10, 19)

    def test_no_name_is_in_any_address_of_the_page(self, jaylen: UUID) -> None:
        write("denise", "card.read", jaylen, right="assigned")
        page = browser("marcus").get(f"/students/{jaylen}/looked/").content.decode()
        for address in re.findall(r'(?:href|action)="([^"]*)"', page):
            assert not re.search("denise|walker|marcus|reyes|jaylen|tucker", address, re.IGNORECASE)

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("since=banana", "Enter a date as month, day, year"),
            ("since=2026-10-20&until=2026-10-01", "The last day comes before the first"),
            ("until=9999-12-31", "No record reaches to that day"),
            ("since=0001-01-01", "No record reaches to that day"),
            ("kind=everything", "Choose one from the list"),
            ("who=adult-zzz", "Choose somebody from the list"),
            ("who=%27+OR+1%3D1", "Choose somebody from the list"),
        ],
    )
    def test_what_cannot_be_asked_is_told_at_its_field(self, query: str, words: str, jaylen: UUID) -> None:
        answer = browser("marcus").get(f"/students/{jaylen}/looked/?{query}")
        assert answer.status_code == 400
        assert words in answer.content.decode()

    @pytest.mark.parametrize(
        "query", ["older=banana", "older=0000-00-00", "who=&kind=", "since=&until=", "older=2026-10-19"]
    )
    def test_what_can_be_left_out_is_left_out(self, query: str, jaylen: UUID) -> None:
        assert browser("marcus").get(f"/students/{jaylen}/looked/?{query}").status_code == 200


class TestACard:
    """A substitute without an account looks as the card: it is named by those who let it in."""

    def test_it_is_named_to_the_case_manager_and_to_the_family(self, mateo: UUID) -> None:
        card, secret = made(periods=ALL)
        phone(secret).get("/s/")
        named = "substitute card issued by Robert Diaz for Denise Walker"
        for username in ("marcus", "lucia"):
            actor = acting(username)
            found = [each for each in read(username, mateo) if each.who.key == ("card", card.id)]
            assert [(each.who.name, [line.words for line in each.lines]) for each in found] == [
                (named, ["opened the card for a substitute"])
            ]
            assert found[0].right == relations()["substitute_for"].means
            people = lookers(actor, mateo, EVERYTHING, reach(actor, mateo))
            assert named in {each.who.name for each in people}

    def test_many_cards_are_named_in_one_statement(self, mateo: UUID) -> None:
        taken = []
        for _ in range(2):
            for _ in range(2):
                phone(made(periods=ALL)[1]).get("/s/")
            actor = acting("marcus")
            shown = reach(actor, mateo)
            with CaptureQueriesContext(connection) as queries:
                visits(actor, mateo, EVERYTHING, shown)
            taken.append(len(queries))
        assert taken[0] == taken[1]


class TestTheFamily:
    def test_a_parent_reads_it_without_the_other_parents_looks(self, mateo: UUID) -> None:
        write("denise", "card.read", mateo, right="assigned")
        write("carlos", "plan.read", mateo, right="guardian_inspect")
        write("lucia", "plan.read", mateo, right="guardian_inspect")
        mine = said(read("lucia", mateo))
        assert "Denise Walker opened the card" in mine
        assert "Lucía Herrera opened the plan" in mine
        assert not [line for line in mine if "Carlos" in line]
        assert "Carlos Herrera opened the plan" in said(read("marcus", mateo))

    def test_no_other_child_is_named(self, mateo: UUID) -> None:
        page = browser("lucia").get(f"/students/{mateo}/looked/?since=&until=").content.decode()
        names = {s for s in ("Jaylen", "Amara", "Noor", "Lina", "Tucker", "Okoye") if s in page}
        assert not names

    def test_what_a_court_closed_is_closed(self) -> None:
        sofia = pupil("Sofía", "Herrera")
        with pytest.raises(Refused):
            reach(acting("carlos"), sofia)
        reach(acting("lucia"), sofia)

    def test_a_compartment_is_not_told_to_the_family(self, mateo: UUID) -> None:
        write("nadia", "sealed.write", mateo, right="team", compartment="protection")
        assert "Nadia Brooks wrote a sealed note" in said(read("lucia", mateo))
        assert not [line for line in said(read("lucia", mateo)) if "protection" in line]

    @pytest.mark.parametrize("username", ["marcus", "ap", "director"])
    def test_a_compartment_is_half_a_reason_and_told_to_the_privacy_officer_alone(
        self, username: str, mateo: UUID
    ) -> None:
        write("nadia", "sealed.write", mateo, right="team", compartment="protection")
        assert "Nadia Brooks wrote a sealed note" in said(read(username, mateo))
        assert "Nadia Brooks wrote a sealed note (protection)" in said(read("privacy", mateo))

    def test_where_the_district_says_so_they_read_the_register_and_their_own_looks(self, mateo: UUID) -> None:
        write("denise", "card.read", mateo, right="assigned")
        write("lucia", "plan.read", mateo, right="guardian_inspect")
        decide_family_access(acting("privacy"), shown=False)
        assert {v.who.name for v in read("lucia", mateo)} == {"Lucía Herrera"}
        denise = ("adult", personas()["denise"].id)
        assert read("lucia", mateo, Asked(who=denise)) == ()
        assert "Denise Walker opened the card" in said(read("marcus", mateo)), "the school reads all of it"
        page = browser("lucia").get(f"/students/{mateo}/looked/").content.decode()
        assert "Lakeside Reading Clinic" in page
        assert "Denise Walker" not in page
        decide_family_access(acting("director"), shown=True)
        translation.activate("en")
        assert "Denise Walker opened the card" in said(read("lucia", mateo))

    @pytest.mark.parametrize("username", ["marcus", "ap", "it", "lucia", "denise"])
    def test_who_may_not_decide_that_does_not(self, username: str) -> None:
        with pytest.raises(Refused):
            decide_family_access(acting(username), shown=False)
        assert browser(username).post("/family-access/", {"shown": "no"}).status_code == 403
        assert not FamilyAccess.objects.exists()


class TestEveryEntry:
    def test_the_entries_are_those_of_the_lines(self, jaylen: UUID) -> None:
        for n in range(25):
            write("marcus", "graph.read" if n % 2 else "plan.read", jaylen, at=NOON - timedelta(hours=n))
        actor = acting("marcus")
        shown = reach(actor, jaylen)
        one_by_one = Counter((each.who.name, each.words) for each in looks(actor, jaylen, Asked(), shown))
        by_line: Counter[tuple[str, str]] = Counter()
        for visit in visits(actor, jaylen, Asked(), shown, 5000).visits:
            for line in visit.lines:
                by_line[visit.who.name, line.words] += line.times
        assert one_by_one == by_line
        everybody = {each.who.name: each.times for each in lookers(actor, jaylen, Asked(), shown)}
        assert everybody == dict(Counter(name for name, _ in one_by_one.elements()))

    def test_batches_leave_nothing_out(self, jaylen: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        for n in range(23):
            write("marcus", "graph.read", jaylen, at=NOON - timedelta(minutes=n))
        actor = acting("marcus")
        shown = reach(actor, jaylen)
        whole = list(looks(actor, jaylen, Asked(), shown))
        monkeypatch.setattr("carryover.scope.looked.BATCH", 4)
        assert list(looks(actor, jaylen, Asked(), shown)) == whole


class TestTheCost:
    def test_the_page_takes_as_many_statements_for_one_look_as_for_hundreds(self, jaylen: UUID) -> None:
        client, address = browser("marcus"), f"/students/{jaylen}/looked/"
        client.get(address)
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
            for n in range(300):
                write("marcus", "graph.read", jaylen, at=NOON - timedelta(days=n % 20, minutes=n))
        assert counts[0] == counts[1]

    def test_a_student_is_found_by_index_in_a_long_journal(self, jaylen: UUID) -> None:
        with keeper() as rows:
            rows.execute("BEGIN")
            rows.execute(_MANY, [personas()["marcus"].id, jaylen])
            rows.execute("ANALYZE journal_entry")
            plan = rows.execute(
                "EXPLAIN SELECT count(*) FROM journal_entry e WHERE e.student_ids @> ARRAY[%s::uuid]",
                [jaylen],
            ).fetchall()
            rows.execute("ROLLBACK")
        assert any("journal_entry_students" in str(line) for line in plan)


_MANY = """
INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids, detail)
SELECT timestamptz '2026-10-20 12:00+00' - n * interval '15 minutes', 'adult', %s, 'case_manager', 'graph.read',
    'student', '', ARRAY[CASE WHEN n %% 200 = 0 THEN %s::uuid ELSE gen_random_uuid() END], '{}'
FROM generate_series(1, 30000) n
"""
moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 20), timezones=st.just(UTC))
entries = st.lists(
    st.tuples(
        moments,
        st.sampled_from(["marcus", "denise", "ap"]),
        st.sampled_from(["graph.read", "card.read", "glass.read"]),
    ),
    max_size=25,
)


@given(entries, st.sampled_from([5, 12, 300]), st.sampled_from(["", "look", "emergency"]))
def test_pages_together_are_the_entries_whatever_the_page_holds(
    written: list[tuple[datetime, str, str]], most: int, kind: str
) -> None:
    noor = pupil("Noor", "Siddiqui")
    sid = _savepoint()
    for at, who, act in written:
        write(who, act, noor, at=at, right="team")
    actor = acting("marcus")
    shown, until, times = reach(actor, noor), None, 0
    while True:
        page = visits(actor, noor, Asked(until=until, kind=kind), shown, most=most)
        times += sum(visit.times for visit in page.visits)
        if page.older is None:
            break
        until = page.older
    assert times == len(list(looks(actor, noor, Asked(kind=kind), shown)))
    _back_to(sid)


def _savepoint() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT example")
    return "example"


def _back_to(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ROLLBACK TO SAVEPOINT {name}")
