"""Breaking the glass: an hour of the card for a reason, told at once and reviewed by somebody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from carryover.journal.models import Entry
from carryover.roster.models import Student
from carryover.scope.glass import (
    Claim,
    break_glass,
    claims,
    end_now,
    may_review,
    minutes_left,
    people_to_call,
    review,
    running,
)
from carryover.scope.models import Glass, GlassReview, Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, may
from carryover.terms import Refused
from spec.scope.world import NOON, acting, browser, keeper, personas, pupil

pytestmark = pytest.mark.django_db
REASON = "Found in the hallway, cannot breathe well"


def details(student: UUID) -> tuple[str, str, str]:
    """Whole name, grade today and number of a student, whoever may see them."""
    with keeper() as rows:
        found = rows.execute(
            "SELECT s.given_name || ' ' || s.family_name, e.grade, s.number FROM roster_student s"
            " JOIN roster_enrolment e ON e.student_id = s.id AND e.valid_to IS NULL WHERE s.id = %s",
            [student],
        ).fetchone()
    assert found is not None
    return found[0], found[1], found[2]


def by_number(student: UUID, kind: str = "medical") -> Claim:
    """A claim about a student by number."""
    return Claim("", "", details(student)[2], kind, REASON)


@pytest.fixture
def jaylen() -> UUID:
    """A student whom the nurse does not see."""
    student = pupil("Jaylen", "Tucker")
    assert student not in acting("nurse").to_students
    return student


ACTS = ("day.read", "student.see")
NEVER = (
    "plan.read", "graph.read", "plan.draft", "observation.record", "note.put", "report.read", "family.see",
    "access.read", "sealed.list", "disclosure.record", "assignment.make",
)  # fmt: skip


class TestTheHour:
    def test_it_opens_the_card_and_nothing_else(self, jaylen: UUID) -> None:
        break_glass(acting("nurse"), by_number(jaylen))
        nurse = acting("nurse", NOON + timedelta(minutes=5))
        for act in ACTS:
            assert may(nurse, act, jaylen) == Permit("break_glass")
        assert not [act for act in NEVER if isinstance(may(nurse, act, jaylen), Permit)]
        for state in ("counseling", "protection", "health"):
            assert not isinstance(may(nurse, "sealed.read", Thing(student=jaylen, state=state)), Permit)

    def test_it_lasts_sixty_minutes_and_not_a_moment_longer(self, jaylen: UUID) -> None:
        break_glass(acting("nurse"), by_number(jaylen))
        for after, held in ((timedelta(minutes=59, seconds=59), True), (timedelta(minutes=60), False)):
            nurse = acting("nurse", NOON + after)
            assert isinstance(may(nurse, "day.read", jaylen), Permit) is held
            assert Student.objects.filter(id=jaylen).exists() is held, "the wall agrees"

    def test_an_hour_over_midnight_is_an_hour(self, jaylen: UUID) -> None:
        late = datetime(2026, 10, 21, 3, 30, tzinfo=UTC)  # 11:30 pm at the school
        break_glass(acting("nurse", late), by_number(jaylen))
        after = acting("nurse", late + timedelta(minutes=45))
        assert after.today == date(2026, 10, 21)
        assert isinstance(may(after, "day.read", jaylen), Permit)
        assert not isinstance(may(acting("nurse", late + timedelta(minutes=61)), "day.read", jaylen), Permit)

    def test_end_now_ends_it_now(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        end_now(acting("nurse", NOON), glass.id)
        assert not isinstance(may(acting("nurse", NOON), "day.read", jaylen), Permit)
        assert not running(acting("nurse", NOON))
        end_now(acting("nurse", NOON + timedelta(minutes=3)), glass.id)
        acts = list(Entry.objects.filter(thing_id=str(glass.id)).values_list("act", flat=True).order_by("id"))
        assert acts == ["glass.break", "glass.end"], "ended once"

    def test_nobody_ends_somebody_elses(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        with pytest.raises(Http404):
            end_now(acting("kim"), glass.id)

    def test_minutes_are_rounded_up(self, jaylen: UUID) -> None:
        break_glass(acting("nurse"), by_number(jaylen))
        (glass,) = running(acting("nurse", NOON))
        assert minutes_left(glass, NOON) == 60
        assert minutes_left(glass, NOON + timedelta(seconds=1)) == 60
        assert minutes_left(glass, NOON + timedelta(minutes=59, seconds=1)) == 1
        assert minutes_left(glass, NOON + timedelta(minutes=90)) == 0

    def test_it_tells_whom_to_call(self, jaylen: UUID) -> None:
        glass = break_glass(
            acting("denise"), Claim("", "", details(pupil("Sofía", "Herrera"))[2], "safety", REASON)
        )
        people = [str(adult) for adult in people_to_call(acting("denise"), glass)]
        assert people[0] == "Priya Raman", "the case manager first"
        assert {"Wanjiru Kamau", "Robert Diaz"} <= set(people)


class TestFindingTheStudent:
    def test_by_whole_name_and_grade_however_it_is_typed(self) -> None:
        sofia = pupil("Sofía", "Herrera")
        grade = details(sofia)[1]
        for typed in ("Sofía Herrera", "sofia herrera", "  SOFIA   HERRERA "):
            with transaction.atomic():
                assert (
                    break_glass(acting("nurse"), Claim(typed, grade, "", "medical", REASON)).student_id
                    == sofia
                )
                transaction.set_rollback(True)

    @pytest.mark.parametrize(
        "claim",
        [
            Claim("Nobody Known", "4", "", "medical", REASON),
            Claim("Jaylen Tucker", "5", "", "medical", REASON),
            Claim("Jaylen", "4", "", "medical", REASON),
            Claim("Jaylen %", "4", "", "medical", REASON),
            Claim("", "", "999999999", "medical", REASON),
            Claim("", "", "1' OR '1'='1", "medical", REASON),
            Claim("' OR 1=1 --", "4", "", "medical", REASON),
        ],
    )
    def test_who_is_not_there_and_who_does_not_fit_are_answered_alike(self, claim: Claim) -> None:
        with pytest.raises(Refused) as caught:
            break_glass(acting("nurse"), claim)
        assert caught.value.refusal.code == "glass.unknown"
        assert caught.value.refusal.why == "No one student at your schools fits what you entered."

    def test_a_student_of_another_school_is_not_there(self) -> None:
        sofia, elsewhere = pupil("Sofía", "Herrera"), uuid4()
        with keeper() as rows:
            rows.execute(
                "INSERT INTO roster_school (id, name, code, district_id)"
                " SELECT %s, 'Another school', 'ZZZ', district_id FROM roster_school LIMIT 1",
                [elsewhere],
            )
            rows.execute(
                "UPDATE roster_enrolment SET school_id = %s WHERE student_id = %s AND valid_to IS NULL",
                [elsewhere, sofia],
            )
        try:
            with pytest.raises(Refused) as caught:
                break_glass(acting("nurse"), by_number(sofia))
            assert caught.value.refusal.code == "glass.unknown"
        finally:
            with keeper() as rows:
                rows.execute(
                    "UPDATE roster_enrolment SET school_id = (SELECT id FROM roster_school WHERE code <> 'ZZZ')"
                    " WHERE student_id = %s AND valid_to IS NULL",
                    [sofia],
                )
                rows.execute("DELETE FROM roster_school WHERE id = %s", [elsewhere])

    def test_somebody_without_a_desk_at_a_school_has_nobody_to_claim_about(self) -> None:
        osei = personas()["osei"]
        with keeper() as rows:
            rows.execute("UPDATE roster_adult SET school_id = NULL WHERE id = %s", [osei.id])
        try:
            with pytest.raises(Refused) as caught:
                break_glass(acting("osei"), by_number(pupil("Sofía", "Herrera")))
            assert caught.value.refusal.code == "glass.break"
        finally:
            with keeper() as rows:
                rows.execute(
                    "UPDATE roster_adult SET school_id = %s WHERE id = %s", [osei.school_id, osei.id]
                )

    def test_what_is_open_needs_no_breaking(self) -> None:
        with pytest.raises(Refused) as caught:
            break_glass(acting("denise"), by_number(pupil("Jaylen", "Tucker")))
        assert caught.value.refusal.code == "glass.not_needed"

    @pytest.mark.parametrize("username", ["lucia", "carlos", "theo", "sub", "agency", "evaluator", "auditor"])
    def test_whom_the_school_does_not_employ_cannot_claim(self, username: str, jaylen: UUID) -> None:
        with pytest.raises(Refused) as caught:
            break_glass(acting(username), by_number(jaylen))
        assert caught.value.refusal.code == "glass.break"

    @pytest.mark.parametrize("username", ["privacy", "it", "kim", "nadia"])
    def test_whom_it_employs_and_who_keep_its_records_can(self, username: str) -> None:
        student = pupil("Sofía", "Herrera")
        break_glass(acting(username), by_number(student))
        assert may(acting(username, NOON), "day.read", student) == Permit("break_glass")


class TestTheWallsThemselves:
    def test_the_app_cannot_break_glass_for_somebody_else(self, jaylen: UUID) -> None:
        nurse, kim = acting("nurse"), personas()["kim"]
        acting("nurse")
        with pytest.raises(DatabaseError), transaction.atomic():
            Relationship.objects.create(
                adult=kim,
                student_id=jaylen,
                relation="break_glass",
                valid_from=nurse.today,
                valid_to=nurse.today,
            )

    def test_a_claim_and_a_review_are_never_rewritten(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        for change in (
            lambda: Glass.objects.filter(id=glass.id).update(reason="Something else altogether"),
            lambda: Glass.objects.filter(id=glass.id).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_review_of_ones_own_claim_does_not_come_past_the_wall(self, jaylen: UUID) -> None:
        student = pupil("Sofía", "Herrera")
        glass = break_glass(acting("privacy"), by_number(student))
        officer = acting("privacy", NOON + timedelta(minutes=1))
        with pytest.raises(DatabaseError), transaction.atomic():
            GlassReview.objects.create(
                glass=glass, student_id=student, outcome="justified", words="It was fine, I say.",
                reviewed_by=officer.adult, reviewed_at=NOON,
            )  # fmt: skip

    def test_the_search_answers_nobody_who_may_not_claim(self, jaylen: UUID) -> None:
        number = details(jaylen)[2]
        for username in ("lucia", "sub", "evaluator"):
            acting(username)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM scope_find_student('', '', %s)", [number])
                assert cursor.fetchone() == (0,)


class TestTheReview:
    def test_the_case_manager_and_those_who_watch_see_it_at_once(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        for username, reviews in (("marcus", False), ("privacy", True), ("ap", True), ("director", True)):
            actor = acting(username)
            (claimed,) = [each for each in claims(actor, awaiting=True) if each.glass.id == glass.id]
            assert claimed.due.day == date(2026, 10, 23)
            assert may_review(actor, claimed) is reviews, username
        for username in ("denise", "kim", "nadia", "lucia", "it"):
            assert not [each for each in claims(acting(username), awaiting=True) if each.glass.id == glass.id]

    def test_a_reviewer_says_it_once(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        made = review(
            acting("privacy"), glass.id, "justified", "The child needed the nurse, who needed the card."
        )
        assert made.reviewed_by == personas()["privacy"]
        with pytest.raises(Refused) as caught:
            review(acting("ap"), glass.id, "unjustified", "I would not have done it.")
        assert caught.value.refusal.why == "It was already reviewed, and a review is not written twice."
        own = acting("nurse")
        assert GlassReview.objects.get(glass=glass).words.startswith("The child needed"), (
            "the claimer reads it"
        )
        assert not claims(own, awaiting=True)

    def test_nobody_reviews_their_own(self) -> None:
        glass = break_glass(acting("privacy"), by_number(pupil("Sofía", "Herrera")))
        with pytest.raises(Refused) as caught:
            review(acting("privacy"), glass.id, "justified", "I needed it, and I say so.")
        assert caught.value.refusal.code == "glass.own"
        review(acting("ap"), glass.id, "justified", "She needed it, and I say so.")

    @pytest.mark.parametrize("username", ["marcus", "denise", "nadia", "lucia", "it"])
    def test_others_review_nothing(self, username: str, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        with pytest.raises((Refused, Http404)):
            review(acting(username), glass.id, "justified", "It was all right, I think.")
        acting("privacy")
        assert not GlassReview.objects.filter(glass=glass).exists()


class TestALateReview:
    CLAIMED = datetime(2026, 10, 13, 15, tzinfo=UTC)  # Tuesday: due on Friday the 16th

    def test_until_it_is_done_nothing_more_is_claimed_and_it_says_who_can_lift_that(
        self, jaylen: UUID
    ) -> None:
        glass = break_glass(acting("nurse", self.CLAIMED), by_number(jaylen))
        sofia = pupil("Sofía", "Herrera")
        on_time = datetime(2026, 10, 16, 18, tzinfo=UTC)
        with transaction.atomic():
            break_glass(acting("nurse", on_time), by_number(sofia))
            transaction.set_rollback(True)
        with pytest.raises(Refused) as caught:
            break_glass(acting("nurse", NOON), by_number(sofia))
        refusal = caught.value.refusal
        assert refusal.code == "glass.overdue"
        assert "Tue Oct 13, 2026" in refusal.why
        assert "Ruth Feldman" in refusal.who_can and "Robert Diaz" in refusal.who_can
        review(
            acting("privacy", NOON), glass.id, "unjustified", "The office was open; she could have called."
        )
        break_glass(acting("nurse", NOON), by_number(sofia))

    def test_it_stands_first(self, jaylen: UUID) -> None:
        break_glass(acting("kim", NOON), by_number(pupil("Sofía", "Herrera")))
        late = break_glass(acting("nurse", self.CLAIMED), by_number(jaylen))
        found = claims(acting("privacy", NOON), awaiting=True)
        assert found[0].glass.id == late.id
        assert [each.overdue for each in found] == sorted((each.overdue for each in found), reverse=True)

    def test_another_persons_late_review_is_not_mine(self, jaylen: UUID) -> None:
        break_glass(acting("nurse", self.CLAIMED), by_number(jaylen))
        break_glass(acting("kim", NOON), by_number(pupil("Sofía", "Herrera")))


class TestOnTheScreen:
    def test_what_is_missing_is_said_at_its_field_and_nothing_is_claimed(self) -> None:
        answer = browser("nurse").post(
            "/emergency/", {"number": "", "name": "", "kind": "", "reason": "help"}
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        for words in (
            "Enter the student&#x27;s number, or the whole name and the grade",
            "Choose the kind of emergency",
            "Say it in at least 15 characters",
        ):
            assert words in page
        acting("nurse")
        assert not Glass.objects.filter(claimed_at__date=NOON.date()).exists()

    def test_a_refused_claim_is_written_down_without_what_was_typed(self) -> None:
        sent = {"number": "424242", "kind": "safety", "reason": REASON}
        answer = browser("nurse").post("/emergency/", sent)
        assert answer.status_code == 422
        assert "No one student at your schools fits what you entered." in answer.content.decode()
        acting("nurse")
        entry = Entry.objects.filter(act="glass.denied").latest("id")
        assert (entry.thing_id, entry.detail, entry.student_ids) == (
            "glass.unknown",
            {"why": "glass.unknown"},
            [],
        )
        assert "424242" not in str(entry.detail)

    def test_somebody_who_may_not_claim_is_refused_at_the_door_and_that_is_written_down(self) -> None:
        answer = browser("lucia").post(
            "/emergency/", {"number": "100001", "kind": "safety", "reason": REASON}
        )
        assert answer.status_code == 403
        acting("lucia")
        assert Entry.objects.filter(act="refused").latest("id").thing_id == "glass.break"

    def test_the_banner_stands_on_every_page_and_the_looks_are_marked(self, jaylen: UUID) -> None:
        client = browser("nurse")
        sent = {"number": details(jaylen)[2], "kind": "medical", "reason": REASON}
        there = client.post("/emergency/", sent)
        assert there.status_code == 302
        for address in (
            there["Location"],
            f"/students/{jaylen}/card/",
            f"/students/{jaylen}/",
            "/whom/",
            "/day/",
        ):
            page = client.get(address).content.decode()
            assert "Emergency access to J.T.: 60 minutes left." in page, address
            assert "End now" in page
        assert (
            "Let him see you before you speak to him."
            in client.get(f"/students/{jaylen}/card/").content.decode()
        )
        acting("nurse")
        rights = set(
            Entry.objects.filter(actor_id=acting("nurse").id, student_ids__contains=[jaylen]).values_list(
                "right", flat=True
            )
        )
        assert rights == {"break_glass"}
        client.post(f"{there['Location']}end/")
        assert client.get(f"/students/{jaylen}/card/").status_code == 404
        assert "minutes left" not in client.get("/whom/").content.decode()

    def test_nobody_opens_somebody_elses_emergency(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        for address in (f"/emergency/{glass.id}/", f"/emergency/{uuid4()}/"):
            assert browser("kim").get(address).status_code == 404
        assert browser("kim").post(f"/emergency/{glass.id}/end/").status_code == 404
        assert browser("denise").get(f"/emergency/{glass.id}/review/").status_code == 404

    def test_the_case_manager_reads_the_reason_and_has_no_form(self, jaylen: UUID) -> None:
        glass = break_glass(acting("nurse"), by_number(jaylen))
        page = browser("marcus").get(f"/emergency/{glass.id}/review/").content.decode()
        assert REASON in page
        assert "Keep the review" not in page
        assert "J.T., an emergency: medical" in browser("marcus").get("/queue/").content.decode()

    def test_whoever_has_not_just_proved_who_they_are_does_that_first(self, jaylen: UUID) -> None:
        client = browser("nurse", just=False)
        sent = {"number": details(jaylen)[2], "kind": "medical", "reason": REASON}
        for answer in (client.get("/emergency/"), client.post("/emergency/", sent)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/confirm/")
        acting("nurse")
        assert not Glass.objects.filter(student=jaylen).exists()
