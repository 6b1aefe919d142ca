"""A student of others and one who does not exist are told apart by nothing: not by words, headers, or work done."""

from __future__ import annotations

from functools import cache
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from crawling import signed_in
from spec.scope.test_every_address_asks import ADDRESSES, filled, said
from spec.scope.world import TODAY, Facts, allowed, keeper, personas

pytestmark = pytest.mark.django_db
OF_A_STUDENT = sorted(pattern for pattern in ADDRESSES if "student>" in pattern)
OF_A_THING = {"draft>": "plans_plandraft", "version>": "plans_planversion", "document>": "documents_issued"}


def foreign_to(username: str) -> str:
    """A student with a plan, with whom this person has nothing to do."""
    with keeper() as rows:
        planned = {key for (key,) in rows.execute("SELECT student_id FROM plans_studentplan")}
    return str(min(planned - seen_by(username)))


@cache
def seen_by(username: str) -> set[UUID]:
    """The students of whom the table lets this person know."""
    adult = personas()[username]
    ties = Facts.read().ties(adult.id, TODAY).items()
    return {student for student, relations in ties if allowed("student.see", adult.role, relations)}


def told(answer: HttpResponse, key: str) -> tuple[object, ...]:
    """Everything of an answer that its reader could see, without what differs from answer to answer anyway."""
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Security-Policy"}
    return answer.status_code, headers, said(answer.content, key), sorted(answer.cookies)


@pytest.mark.parametrize("username", ["denise", "kim", "it", "marcus"])
@pytest.mark.parametrize("pattern", OF_A_STUDENT)
def test_a_foreign_student_and_none_are_one(pattern: str, username: str) -> None:
    client, foreign = signed_in(username), foreign_to(username)
    client.get("/day/")  # what is looked up once for all
    for method in ("get", "post", "put"):
        both = []
        for key in (foreign, str(uuid4())):
            with CaptureQueriesContext(connection) as asked:
                answer = getattr(client, method)(filled(pattern, key))
            both.append((told(answer, key), len(asked)))
        assert both[0] == both[1], method
        assert both[0][0][0] in (404, 405, 415, 422), method


@pytest.mark.parametrize(
    "pattern", sorted(p for p in ADDRESSES if "student>" not in p and any(t in p for t in OF_A_THING))
)
def test_a_foreign_draft_version_or_document_and_none_are_one(pattern: str) -> None:
    kind = next(name for name in OF_A_THING if name in pattern)
    foreign = _foreign_thing(kind)
    client = signed_in("kim")
    client.get("/day/")
    for method in ("get", "post"):
        both = []
        for key in (foreign, str(uuid4())):
            with CaptureQueriesContext(connection) as asked:
                answer = getattr(client, method)(
                    filled(pattern, key).replace("0198c0de-0000-7000-8000-000000000000", key)
                )
            both.append((told(answer, key), len(asked)))
        assert both[0] == both[1], method


def _foreign_thing(kind: str) -> str:
    own = seen_by("kim")
    with keeper() as rows:
        found = rows.execute(f"SELECT id, student_id FROM {OF_A_THING[kind]} ORDER BY id").fetchall()
    foreign = [str(key) for key, student in found if student not in own]
    return foreign[0] if foreign else str(uuid4())
