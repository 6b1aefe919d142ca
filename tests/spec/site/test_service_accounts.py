"""A program of the district opens what it was given, for its school, until its token ends; and nothing else."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver

from carryover.roster.models import Adult, Enrolment, School, Student
from carryover.scope import machines
from carryover.scope.models import ServiceAccount, ServiceToken
from carryover.terms import Refused
from spec.scope.world import NOON, as_actor, keeper, overheard, personas
from spec.site.people import PASSWORD, QUICK, at, known, signed_in

pytestmark = pytest.mark.django_db
LIST = "/service-accounts/"
NEW = {"name": "Data warehouse", "purpose": "Nightly copy", "acts": ["plan.read"], "until": "01/15/2027"}


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hashing is slow on purpose, and that is not tested here; an act that a test opens is closed again after it."""
    assert get_resolver().url_patterns, "the operations say what they open when the addresses are read"
    opened = set(machines.OPENED)
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield
    machines.OPENED.intersection_update(opened)


def it() -> Adult:
    """The IT administrator of the demo."""
    return personas()["it"]


def school_of(name: str) -> School:
    """The school of one of the demo's people."""
    school = personas()[name].school
    assert school is not None
    return school


def token(*acts: str, days: int = 30) -> str:
    """A new account's token."""
    actor = as_actor(it())
    machines.OPENED.update(acts)
    account = machines.make(actor, school_of("marcus"), "Warehouse", "Nightly copy", acts or ["plan.read"])
    return machines.give_token(actor, account, actor.now + timedelta(days=days))


def plan_of(student: UUID, text: str) -> Any:
    """What the machine door answers to this token."""
    return Client().get(f"/api/v1/students/{student}/plan", headers={"authorization": f"Bearer {text}"})


def jaylen() -> UUID:
    """A student of Marcus' school."""
    as_actor(personas()["marcus"])
    return Student.objects.get(given_name="Jaylen", family_name="Tucker").id


def token_of_another_school() -> str:
    """The token of an account for a school of the same district at which nobody is enrolled."""
    text = token()
    school = School.objects.create(district=school_of("marcus").district, name="Northside", code="NS")
    ServiceAccount.objects.filter(tokens__token_hash=hashlib.sha256(text.encode()).digest()).update(
        school=school
    )
    return text


class TestAtTheDoor:
    def test_it_opens_the_act_that_it_was_given_for_a_student_of_its_school(self) -> None:
        student, text = jaylen(), token()
        answer = plan_of(student, text)
        assert answer.status_code == 200 and answer.json()["student_id"] == str(student)

    def test_a_student_of_another_school_answers_as_one_who_does_not_exist(self) -> None:
        text = token_of_another_school()
        answers = [plan_of(each, text) for each in (jaylen(), UUID("0198c0de-0000-7000-8000-000000000000"))]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content

    def test_the_database_itself_shows_it_no_other_school(self) -> None:
        text = token()
        machines.at_the_door(text, NOON)
        seen = set(Student.objects.values_list("id", flat=True))
        with keeper() as rows:
            mine = rows.execute(
                "SELECT student_id FROM roster_enrolment WHERE school_id = %s AND valid_from <= %s"
                " AND (valid_to IS NULL OR valid_to >= %s)",
                [school_of("marcus").id, NOON.date(), NOON.date()],
            ).fetchall()
        assert seen == {UUID(str(key)) for (key,) in mine} and seen
        machines.at_the_door(token_of_another_school(), NOON)
        assert not Student.objects.exists() and not Enrolment.objects.exists()

    def test_an_act_that_it_was_not_given_is_refused_with_its_reason(self) -> None:
        answer = plan_of(jaylen(), token("day.read"))
        assert answer.status_code == 403 and answer.json()["error"] == "service.act"

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_else_of_the_door_opens_to_it(self, method: str) -> None:
        student, text = jaylen(), token()
        for address in (f"students/{student}/drafts", f"drafts/{student}/goals/x"):
            answer = getattr(Client(), method)(
                f"/api/v1/{address}",
                data="{}",
                content_type="application/json",
                headers={"authorization": f"Bearer {text}"},
            )
            assert answer.status_code in (401, 405)

    def test_no_page_of_the_desk_opens_to_it(self) -> None:
        text = token()
        for address in ("/queue/", "/caseload/", LIST, "/accounts/security/"):
            assert Client().get(address, headers={"authorization": f"Bearer {text}"}).status_code == 302

    @pytest.mark.parametrize("text", ["", "x", "cvo_", "cvo_" + "A" * 43, "\x00", "Bearer", "cvo_é"])
    def test_what_is_no_token_opens_nothing(self, text: str) -> None:
        token()
        assert plan_of(jaylen(), text).status_code == 401

    def test_it_ends_by_itself(self) -> None:
        student, text = jaylen(), token(days=1)
        with at(days=1):
            assert plan_of(student, text).status_code == 200
        with at(days=1, hours=2):
            assert plan_of(student, text).status_code == 401

    def test_taken_back_it_is_dead_on_its_next_request(self) -> None:
        student, text = jaylen(), token()
        assert plan_of(student, text).status_code == 200
        actor = as_actor(it())
        machines.take_back(actor, ServiceToken.objects.select_related("account__school").get())
        assert plan_of(student, text).status_code == 401

    def test_an_ended_account_takes_its_tokens_with_it(self) -> None:
        student, text = jaylen(), token()
        machines.end(as_actor(it()), ServiceAccount.objects.select_related("school").get())
        assert plan_of(student, text).status_code == 401

    def test_every_use_is_in_the_journal_as_the_service_and_for_whom(self) -> None:
        student, text = jaylen(), token()
        with overheard() as told:
            plan_of(student, text)
            plan_of(student, token("day.read"))
        account = ServiceAccount.objects.order_by("made_at").first()
        found = [each for each in told if each.actor_kind == "service"]
        assert account is not None and {"service.use", "plan.read", "refused"} <= {each.act for each in found}
        assert [student] in [each.student_ids for each in found]
        assert ServiceToken.objects.exclude(last_used_at=None).exists()

    def test_only_a_digest_of_a_token_is_kept(self) -> None:
        text = token()
        assert bytes(ServiceToken.objects.get().token_hash) == hashlib.sha256(text.encode()).digest()
        assert re.fullmatch(r"cvo_[A-Za-z0-9_-]{43}", text)


class TestWhoKeepsThem:
    def test_it_makes_one_on_the_page_and_sees_its_token_once(self) -> None:
        client = signed_in("it")
        made = client.post(f"{LIST}new/", NEW | {"school": str(school_of("marcus").id)})
        shown = re.search(r"cvo_[A-Za-z0-9_-]{43}", made.content.decode())
        assert shown is not None and "no-store" in made["Cache-Control"]
        page = html.unescape(client.get(LIST).content.decode())
        assert "Data warehouse" in page and "Open the whole plan" in page and shown[0] not in page
        assert plan_of(jaylen(), shown[0]).status_code == 200
        account = ServiceAccount.objects.get()
        assert client.post(f"{LIST}{account.id}/token/").status_code == 200
        assert client.post(f"{LIST}{account.id}/end/").status_code == 302
        assert plan_of(jaylen(), shown[0]).status_code == 401
        assert client.post(f"{LIST}{account.id}/token/").status_code == 404

    @pytest.mark.parametrize("username", ["denise", "marcus", "kim"])
    def test_nobody_else_does(self, username: str) -> None:
        client = signed_in(username)
        for answer in (client.get(LIST), client.get(f"{LIST}new/"), client.post(f"{LIST}new/", NEW)):
            assert answer.status_code == 403
        with pytest.raises(Refused):
            machines.make(as_actor(personas()[username]), school_of("marcus"), "x", "y", ["plan.read"])

    def test_it_is_asked_to_confirm_first(self) -> None:
        client = signed_in("it")
        with at(minutes=12):
            asked = client.post(f"{LIST}new/", NEW | {"school": str(school_of("marcus").id)})
            assert asked.status_code == 302 and asked["Location"].startswith("/accounts/confirm/")
            assert not ServiceAccount.objects.exists()
            known("it")
            back = client.post(asked["Location"], {"password": PASSWORD})
            assert "Nightly copy" in client.get(back["Location"]).content.decode()

    @pytest.mark.parametrize(
        "wrong",
        [{"until": "01/15/2028"}, {"until": "10/19/2026"}, {"until": "soon"}, {"acts": ["plan.sign"]}, {"acts": []},
         {"school": "0198c0de-0000-7000-8000-000000000000"}, {"name": ""}, {"purpose": "\x00"}],
    )  # fmt: skip
    def test_what_cannot_be_right_is_said_and_nothing_is_made(self, wrong: dict[str, object]) -> None:
        client = signed_in("it")
        answer = client.post(f"{LIST}new/", {**NEW, "school": str(school_of("marcus").id), **wrong})
        assert answer.status_code == 200 and "Error:" in answer.content.decode()
        assert not ServiceAccount.objects.exists()

    def test_only_what_some_operation_opens_to_services_is_offered(self) -> None:
        assert "plan.read" in machines.givable()
        assert set(machines.givable()) <= machines.OPENED

    @pytest.mark.parametrize("acts", [["plan.sign"], ["plan.read", "plan.draft"], [], ["nothing"]])
    def test_no_act_that_changes_anything_can_be_given(self, acts: list[str]) -> None:
        with pytest.raises(ValueError, match="only look"):
            machines.make(as_actor(it()), school_of("marcus"), "x", "y", acts)
