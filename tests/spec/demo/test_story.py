"""On the demo's day the story can happen: the people are there, the rule has spoken, and one event changes its mind."""

from __future__ import annotations

import os
from datetime import time

import pytest
from django.contrib.auth.hashers import check_password

from carryover.decisions.models import Decision
from carryover.decisions.queries import review_queue
from carryover.journal.queries import broken_at
from carryover.measurement import Method, Observed, State
from carryover.plans.acts import sign
from carryover.plans.checks import blocks, check_plan
from carryover.plans.content import content_hash
from carryover.plans.models import PlanVersion
from carryover.plans.queries import content_of, in_force, versions
from carryover.roster.models import Absence, Account, Guardian, Outing, Period, SchoolDay
from carryover.scope.models import AssignedPeriod
from carryover.scope.queries import students_for
from carryover.site.demo import table_rows
from carryover.site.demo.people import PERSONAS, installation_password, sign_in_lines
from carryover.site.demo.shapes import goal_id
from spec.demo.evidence import NOON, TODAY, asking_for_a_break, signed_in, student, with_today

pytestmark = pytest.mark.django_db


def test_everybody_in_the_table_has_an_account_with_the_one_password() -> None:
    accounts = {account.username: account for account in Account.objects.all()}
    assert set(accounts) == {each.username for each in PERSONAS}
    assert len({account.password for account in accounts.values()}) == 1
    password = installation_password(os.environ)
    assert check_password(password, accounts["denise"].password)
    lines = "\n".join(sign_in_lines(password))
    assert password in lines
    assert all(f" {name} " in lines for name in accounts)


def test_marcus_manages_twenty_two_students_and_denise_works_with_five_of_them() -> None:
    marcus = signed_in("marcus")
    managed = {s for s, held in marcus.to_students.items() if "case_manager" in held}
    denise = set(signed_in("denise").to_students)
    assert (len(managed), len(denise)) == (22, 5)
    assert denise <= managed
    assert len(signed_in("priya").to_students) == 52
    assert students_for(signed_in("ap"), "day.read").count() == 600


def test_jaylen_and_amara_are_both_in_the_first_reading_block() -> None:
    denise = signed_in("denise")
    both = {student("Jaylen", "Tucker").id, student("Amara", "Okoye").id}
    held = AssignedPeriod.objects.filter(
        relationship__adult=denise.adult, period="P1", letter="", place="Room 12"
    )
    assert {row.relationship.student_id for row in held.select_related("relationship")} == both
    day = SchoolDay.objects.get(school=denise.adult.school, day=TODAY)
    assert (day.kind, day.letter) == ("instructional", "A")
    reading = Period.objects.get(bells=day.bells, code="P1")
    assert (reading.name, reading.starts, reading.ends) == ("Reading", time(8, 25), time(9, 55))
    assert not Absence.objects.filter(student__in=both, day=TODAY).exists()


def test_later_one_of_denises_students_is_absent_and_one_is_on_a_trip() -> None:
    denise = signed_in("denise")
    away = Absence.objects.filter(student__in=denise.to_students, day=TODAY, leaves_at__isnull=True)
    assert [row.student_id for row in away] == [student("Mateo", "Herrera").id]
    trip = Outing.objects.get(day=TODAY)
    assert set(trip.students.values_list("id", flat=True)) & set(denise.to_students) == {
        student("Noor", "Siddiqui").id
    }


def test_wednesday_is_a_short_day_with_the_same_periods() -> None:
    school = signed_in("denise").adult.school
    days = {
        d.kind: d.bells_id
        for d in SchoolDay.objects.filter(school=school, day__in=["2026-10-20", "2026-10-21"])
    }
    regular, short = (
        set(Period.objects.filter(bells=days[kind]).values_list("code", flat=True))
        for kind in ("instructional", "early_release")
    )
    assert regular == short != set()


def test_jaylens_support_changed_three_to_four_weeks_ago_and_nothing_else_did() -> None:
    first, second = versions(signed_in("marcus"), student("Jaylen", "Tucker").id)
    assert (second.purpose, second.phase_label, second.goal_id) == (
        "support",
        "Choice of two tasks",
        goal_id("asks-for-a-break"),
    )
    assert 21 <= (TODAY - second.effective_from).days <= 28
    before, after = content_of(first), content_of(second)
    assert before.goals == after.goals
    assert len(after.supports) == len(before.supports) + 1


def test_the_rule_has_fired_for_asking_for_a_break_on_the_last_four_points() -> None:
    found = asking_for_a_break()
    assert found.series.points[-1].day < TODAY
    assert 6 <= len(found.series.current.usable) <= 12
    assert found.verdict is not None
    assert (found.verdict.fired, found.verdict.kind) == (True, "change")


def test_one_trial_done_alone_today_makes_it_fall_silent() -> None:
    alone = Observed("today", Method.TRIALS, NOON, "today", correct=True, prompt="I")
    helped = Observed("today", Method.TRIALS, NOON, "today", correct=True, prompt="V")
    assert not with_today(asking_for_a_break(), alone).fired
    assert with_today(asking_for_a_break(), helped).fired


def test_marcus_queue_holds_three_to_six_goals_and_most_goals_are_quiet() -> None:
    marcus = signed_in("marcus")
    queue = [(item.student.initials, item.evidence.goal.id) for item in review_queue(marcus)]
    assert ("J.T.", goal_id("asks-for-a-break")) in queue
    assert 3 <= len(queue) <= 6


def test_jaylens_record_has_the_decision_that_changed_his_support() -> None:
    first, second = versions(signed_in("marcus"), student("Jaylen", "Tucker").id)
    decision = Decision.objects.get()
    assert (decision.version, decision.new_version) == (first, second)
    assert decision.finding.startswith("Four of the last 4 points")
    assert len(decision.points) == 4
    assert all(row["day"] < second.effective_from.isoformat() for row in decision.points)


def test_his_record_has_gaps_and_days_without_opportunity() -> None:
    states = {point.state for point in asking_for_a_break().series.points}
    assert states >= {State.VALUE, State.NOT_COLLECTED, State.NO_OPPORTUNITY}


def test_every_version_is_hashed_as_a_signed_one_and_no_check_blocks_it() -> None:
    assert table_rows.TEMPLATE_VERSION == sign.TEMPLATE_VERSION
    principal = signed_in("ap")
    everybody = list(students_for(principal, "day.read").values_list("id", flat=True))
    assert len(in_force(principal, everybody, TODAY)) == 90
    for row in PlanVersion.objects.filter(student__in=everybody):
        plan = content_of(row)
        assert row.content_hash == content_hash(plan, row.template_version)
        assert blocks(check_plan(plan)) == ()
        assert row.signatures.get().content_hash == row.content_hash
        assert all(line.because for line in plan.supports)


def test_the_journal_verifies() -> None:
    assert broken_at() is None


def test_lucia_reads_spanish_and_has_two_children() -> None:
    signed_in("ap")
    hers = Guardian.objects.filter(name="Lucía Herrera").select_related("student")
    assert {(row.student.given_name, row.language) for row in hers} == {("Mateo", "es"), ("Sofía", "es")}


def test_no_text_of_a_plan_names_a_disability() -> None:
    signed_in("ap")
    words = ("autis", "disab", "disorder", "impair", "emotional dist", "adhd", "syndrome", "deaf", "blind")
    for row in PlanVersion.objects.all():
        text = f"{row.content} {row.phase_label}".lower()
        assert not [word for word in words if word in text]
