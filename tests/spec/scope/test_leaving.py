"""When an adult leaves, everything they hold goes to colleagues in one act, and no plan is without somebody."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.journal.models import Entry
from carryover.roster.models import Account, Adult
from carryover.roster.roles import Role
from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.acts.case_manager import hand_over_case
from carryover.scope.acts.leaving import Heirs, hand_over
from carryover.scope.adults import held_by
from carryover.scope.models import Relationship
from carryover.scope.queries import students_for
from carryover.site import clock
from carryover.terms import Refused
from spec.scope.world import TODAY, as_actor, keeper, personas

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def colleague(role: Role, but: str) -> Adult:
    """Somebody else of that role at the same school."""
    mine = personas()[but]
    found = Adult.objects.filter(role=role, school=mine.school_id, account__isnull=True).first()
    assert found is not None
    return found


def at_the_desk(username: str) -> Actor:
    """A persona at the moment at which requests come in these tests."""
    adult = personas()[username]
    enter(adult.id, None, TODAY, clock.now())
    return actor_of(adult, clock.now(), TODAY)


def managed_on(day: date) -> dict[UUID, UUID]:
    """Who manages whose plan on a day; fails where two do."""
    with keeper() as rows:
        found = rows.execute(
            "SELECT student_id, adult_id FROM scope_relationship WHERE relation = 'case_manager'"
            " AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)",
            [day, day],
        ).fetchall()
    assert len({student for student, _ in found}) == len(found)
    return dict(found)


def in_this_transaction(day: date) -> dict[UUID, list[UUID]]:
    """Who manages whose plan on a day, as the director sees it before anything is committed."""
    as_actor(personas()["director"])
    found: dict[UUID, list[UUID]] = {}
    for row in Relationship.objects.filter(relation="case_manager", valid_from__lte=day).exclude(
        valid_to__lt=day
    ):
        found.setdefault(row.student_id or UUID(int=0), []).append(row.adult_id)
    return found


class TestDeniseLeaves:
    def test_a_colleague_takes_over_her_students_in_their_periods(self) -> None:
        denise, heir = personas()["denise"], colleague(Role.PARAPROFESSIONAL, "denise")
        before = periods(denise)
        hand_over(as_actor(personas()["ap"]), denise, Heirs(works=heir), TOMORROW)
        assert students_for(as_actor(denise), "day.read").count() == 5, "today is still hers"
        assert not students_for(as_actor(denise, TOMORROW), "day.read").exists()
        theirs = students_for(as_actor(heir, TOMORROW), "day.read")
        assert set(before) <= set(theirs.values_list("id", flat=True))
        as_actor(personas()["ap"])
        for student, places in before.items():
            assert places <= periods(heir)[student]

    def test_at_once_means_on_the_next_request(self) -> None:
        denise, heir = personas()["denise"], colleague(Role.PARAPROFESSIONAL, "denise")
        client = Client()
        client.force_login(Account.objects.get(username="denise"))
        student = next(iter(as_actor(denise).to_students))
        assert client.get(f"/students/{student}/card/").status_code == 200
        hand_over(at_the_desk("ap"), denise, Heirs(works=heir), TODAY)
        assert client.get(f"/students/{student}/card/").status_code == 404
        assert student in as_actor(heir).to_students

    def test_without_a_colleague_her_assignments_end(self) -> None:
        denise = personas()["denise"]
        done = hand_over(as_actor(personas()["ap"]), denise, Heirs(), TODAY)
        assert len(done.endings) == 5 and not done.beginnings
        assert not as_actor(denise).to_students

    def test_her_account_closes_in_the_same_act(self) -> None:
        denise = personas()["denise"]
        client = Client()
        client.force_login(Account.objects.get(username="denise"))
        assert client.get("/day/").status_code == 200
        hand_over(as_actor(personas()["ap"]), denise, Heirs(), TOMORROW, close=True)
        assert client.get("/day/")["Location"].startswith("/accounts/login/")

    def test_the_act_is_one_entry_that_names_every_student_and_no_name(self) -> None:
        denise = personas()["denise"]
        mine = set(as_actor(denise).to_students)
        hand_over(as_actor(personas()["ap"]), denise, Heirs(), TODAY)
        entry = Entry.objects.filter(act="caseload.hand_over").get()
        assert set(entry.student_ids) == mine
        assert "Walker" not in str(entry.detail)


def periods(adult: Adult) -> dict[UUID, set[tuple[str, str, str]]]:
    """When and where an adult is with whom."""
    found: dict[UUID, set[tuple[str, str, str]]] = {}
    as_actor(personas()["ap"])
    for row in Relationship.objects.filter(adult=adult, ends_at=None).prefetch_related("periods"):
        if row.student_id:
            found.setdefault(row.student_id, set()).update(
                (p.period, p.letter, p.place) for p in row.periods.all()
            )
    return found


class TestMarcusLeaves:
    def test_every_plan_has_the_colleague_from_that_day_on(self) -> None:
        marcus, heir = personas()["marcus"], colleague(Role.INTERVENTION_SPECIALIST, "marcus")
        before, later = managed_on(TODAY), TODAY + timedelta(days=30)
        hand_over(as_actor(personas()["ap"]), marcus, Heirs(manages=heir), TOMORROW)
        now = in_this_transaction(later)
        assert {student: [who] for student, who in before.items()} == in_this_transaction(TODAY)
        assert set(now) == set(before) and all(len(who) == 1 for who in now.values())
        assert Counter(who[0] for who in now.values())[heir.id] >= 22
        assert marcus.id not in {who[0] for who in now.values()}

    def test_without_a_successor_nothing_is_written(self) -> None:
        marcus, before = personas()["marcus"], managed_on(TODAY)
        with pytest.raises(Refused, match="always has one adult"):
            hand_over(as_actor(personas()["ap"]), marcus, Heirs(), TOMORROW)
        assert in_this_transaction(TOMORROW) == {student: [who] for student, who in before.items()}

    @pytest.mark.parametrize(
        ("heir", "said"),
        [("denise", "does not write and sign plans"), ("marcus", "same adult")],
    )
    def test_the_successor_must_be_somebody_who_can(self, heir: str, said: str) -> None:
        with pytest.raises(Refused, match=said):
            hand_over(
                as_actor(personas()["ap"]), personas()["marcus"], Heirs(manages=personas()[heir]), TOMORROW
            )

    def test_one_whose_account_is_closed_cannot_take_over(self) -> None:
        Account.objects.filter(username="priya").update(is_active=False)
        with pytest.raises(Refused, match="account is closed"):
            hand_over(as_actor(personas()["ap"]), personas()["marcus"], Heirs(personas()["priya"]), TOMORROW)

    @pytest.mark.parametrize("who", ["it", "marcus", "denise"])
    def test_others_cannot_hand_it_over(self, who: str) -> None:
        heir = colleague(Role.INTERVENTION_SPECIALIST, "marcus")
        with pytest.raises(Refused):
            hand_over(as_actor(personas()[who]), personas()["marcus"], Heirs(manages=heir), TOMORROW)

    def test_whoever_keeps_accounts_is_told_how_much_is_held_and_not_of_whom(self) -> None:
        marcus, it = personas()["marcus"], as_actor(personas()["it"])
        assert held_by(marcus.id)["case_manager"] == 22
        assert not students_for(it, "student.see").exists()
        as_actor(personas()["kim"])
        assert held_by(marcus.id) == {}


@given(days=st.lists(st.integers(0, 12), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_however_often_a_plan_changes_hands_somebody_answers_on_every_day(days: list[int]) -> None:
    with transaction.atomic():
        student = next(
            s for s, held in as_actor(personas()["marcus"]).to_students.items() if "case_manager" in held
        )
        writers = [
            personas()["priya"],
            personas()["marcus"],
            colleague(Role.INTERVENTION_SPECIALIST, "marcus"),
        ]
        for turn, offset in enumerate(days):
            head = as_actor(personas()["ap"])
            hand_over_case(head, student, writers[turn % 3], TODAY + timedelta(days=offset))
        for offset in range(16):
            assert len(in_this_transaction(TODAY + timedelta(days=offset))[student]) == 1
        last = TODAY + timedelta(days=days[-1])
        assert in_this_transaction(last)[student] == [writers[(len(days) - 1) % 3].id]
        transaction.set_rollback(True)
