"""Every address is behind the sign-in or named here, and about a student it says no more than the asker may know."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from carryover.roster.models import Account, Student
from carryover.scope.policy import table
from carryover.site.demo.shapes import goal_id
from spec.scope.world import as_actor, personas

pytestmark = pytest.mark.django_db
UNKNOWN = "0198c0de-0000-7000-8000-000000000000"
GOAL = goal_id("asks-for-a-break")
OPEN = {
    "healthz": "answers that the process is up",
    "readyz": "answers that the database is up",
    "look/gallery/": "the style page, without anybody in it",
    "look/display/": "light or dark, kept in a cookie",
    "language/": "English or Spanish, kept in a cookie and with one's own account",
    "tablet/": "the shell of the app, the same for everybody",
    "tablet/<path:path>": "files of the shell",
    "s/": "asks for the cookie of a substitute's card instead",
    "s/read/": "asks for the cookie of a substitute's card instead",
    "s/<path:secret>": "asks for the secret of a substitute's card instead",
    "api/v1/openapi.json": "the description of the door",
    "sync/v1/openapi.json": "the description of the door",
    "api/v1/": "the root of the door says nothing",
    "sync/v1/": "the root of the door says nothing",
    "accounts/login/": "the sign-in itself",
    "accounts/logout/": "ends a session",
    "accounts/inactive/": "says that an account is closed",
    "accounts/passkey/": "the sign-in with a passkey",
    "accounts/code/": "the second step of a sign-in; without a first it leads there",
    "accounts/with/<slug:provider>/": "leads to the school's own sign-in",
    "accounts/with/<slug:provider_id>/back/": "comes back from it, with a state that we gave",
}
"""What may be asked without a sign-in, and why."""


def walk(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its whole address."""
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, here)
        else:
            yield here, each


ADDRESSES = dict(walk(get_resolver().url_patterns))


def filled(pattern: str, student: object = UNKNOWN) -> str:
    """An address made from a pattern."""
    values = {"student": str(student), "goal": GOAL, "goal_id": GOAL, "day": "2026-10-19", "here": "plan"}
    numbered = pattern.replace("<int:key>", "1")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: values.get(m[1], UNKNOWN), numbered)


OF_STUDENT = sorted(pattern for pattern in ADDRESSES if "student>" in pattern)


class TestBehindTheSignIn:
    def test_what_is_open_is_named(self) -> None:
        marked = {
            pattern
            for pattern, each in ADDRESSES.items()
            if getattr(each.callback, "login_required", True) is False
        }
        assert marked <= set(OPEN)

    @pytest.mark.parametrize("pattern", sorted(set(ADDRESSES) - set(OPEN)))
    def test_nobody_gets_nothing(self, pattern: str) -> None:
        answers = [getattr(Client(), method)(filled(pattern)) for method in ("get", "post", "put")]
        if pattern.startswith(("api/", "sync/")):
            assert {answer.status_code for answer in answers} == {401, 405}
        elif pattern != "tablet":  # only adds the slash
            assert {answer.status_code for answer in answers} == {302}
            assert all(answer["Location"].startswith("/accounts/login/") for answer in answers)

    def test_the_list_names_nothing_that_is_gone(self) -> None:
        assert set(OPEN) <= set(ADDRESSES)


def signed_in(username: str) -> Client:
    """A browser with this person's session."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def jaylen() -> UUID:
    """A student of Denise's and Marcus', and not of Kim's."""
    as_actor(personas()["denise"])
    return Student.objects.get(given_name="Jaylen", family_name="Tucker").id


def said(body: bytes, student: object) -> str:
    """A page without what differs from request to request anyway."""
    text = re.sub(r"\b[A-Za-z0-9]{64}\b", "token", body.decode())
    return re.sub(r' nonce="[^"]+"', "", text).replace(str(student), "the student")


class TestAboutAStudent:
    def test_there_are_addresses_to_ask(self) -> None:
        assert len(OF_STUDENT) >= 18

    @pytest.mark.parametrize("username", ["kim", "it"])
    @pytest.mark.parametrize("pattern", OF_STUDENT)
    def test_somebody_elses_student_answers_as_one_who_does_not_exist(
        self, pattern: str, username: str
    ) -> None:
        student, client = jaylen(), signed_in(username)
        for method in ("get", "post"):
            answers = [getattr(client, method)(filled(pattern, each)) for each in (student, UNKNOWN)]
            assert answers[0].status_code == answers[1].status_code in (404, 405), method
            assert said(answers[0].content, student) == said(answers[1].content, UNKNOWN)

    @pytest.mark.parametrize("pattern", [p for p in OF_STUDENT if not p.startswith("api/")])
    def test_denise_is_answered_or_told_why_not_and_who_can(self, pattern: str) -> None:
        student, client = jaylen(), signed_in("denise")
        act = REFUSED_TO_DENISE.get(pattern)
        answer = client.get(filled(pattern, student))
        if act is None:
            assert answer.status_code in (200, 302)
            return
        if answer.status_code == 405:
            answer = client.post(filled(pattern, student))
        assert answer.status_code == 403
        refusal, told = table()[act].refusal, html.unescape(answer.content.decode())
        assert refusal.tried in told and refusal.why in told and refusal.who_can in told
        assert "Marcus Reyes" in told, "the adult who can is named"

    @pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
    def test_the_machine_door_tells_denise_the_same(self, method: str) -> None:
        student, client = jaylen(), signed_in("denise")
        for pattern in (p for p in OF_STUDENT if p.startswith("api/")):
            answer = client.generic(method, filled(pattern, student), "{}", content_type="application/json")
            if answer.status_code == 405:
                continue
            told = answer.json()
            assert answer.status_code == 403
            refusal = table()[told["error"]].refusal
            assert (told["tried"], told["why"]) == (refusal.tried, refusal.why)
            assert told["who_can"].startswith(refusal.who_can)


STUDENT = "students/<uuid:student>"
GOAL_OF = f"{STUDENT}/goals/<str:goal>"
REFUSED_TO_DENISE = {
    f"{STUDENT}/plan/": "plan.read",
    f"{STUDENT}/drafts/": "plan.draft",
    f"{GOAL_OF}/graph/": "graph.read",
    f"{GOAL_OF}/graph.csv": "graph.read",
    f"{GOAL_OF}/points/<str:day>/": "graph.read",
    f"{GOAL_OF}/notes/": "note.put",
    f"{GOAL_OF}/notes/<uuid:note>/take-back/": "note.put",
    f"{GOAL_OF}/decide/": "decision.make",
    f"parts/{STUDENT}/strip/": "graph.read",
    f"parts/{STUDENT}/strip/<str:here>/": "graph.read",
    f"parts/{GOAL_OF}/evidence/": "graph.read",
    f"documents/{STUDENT}/report/": "report.issue",
    f"documents/{STUDENT}/report/check/": "report.issue",
    f"documents/parts/{STUDENT}/": "plan.read",
    f"documents/{STUDENT}/access/": "access.read",
    f"documents/{STUDENT}/issued/": "report.read",
    f"{STUDENT}/looked/": "access.read",
    f"{STUDENT}/disclosures/new/": "disclosure.record",
    f"{STUDENT}/disclosures/<uuid:entry_id>/correct/": "disclosure.record",
    f"{STUDENT}/sealed/": "sealed.list",
    f"{STUDENT}/sealed/new/": "sealed.list",
    f"{STUDENT}/sealed/<uuid:note>/": "sealed.list",
    f"{STUDENT}/sealed/<uuid:note>/instead/": "sealed.list",
    f"{STUDENT}/change/": "student.change",
    f"{STUDENT}/enrollment/": "student.change",
    f"{STUDENT}/case-manager/": "case_manager.change",
    f"{STUDENT}/team/": "assignment.make",
    f"{STUDENT}/team/<uuid:link>/end/": "assignment.make",
    f"{STUDENT}/who-may-see/": "access.list",
    f"{STUDENT}/family/": "family.see",
    f"{STUDENT}/family/new/": "family.change",
    f"{STUDENT}/family/account/": "family.change",
    f"{STUDENT}/family/password/<uuid:adult>/": "family.change",
    f"{STUDENT}/family/<uuid:guardian>/": "family.change",
    f"{STUDENT}/family/<uuid:guardian>/end/": "family.change",
    f"{STUDENT}/family/<uuid:guardian>/account/": "family.change",
    f"{STUDENT}/family/<uuid:guardian>/papers/new/": "order.enter",
    f"{STUDENT}/papers/<uuid:paper>/end/": "order.enter",
    f"{STUDENT}/guidance/": "guidance.write",
    f"{STUDENT}/guidance/take-over/": "guidance.write",
    f"{STUDENT}/guidance/<uuid:line>/withdraw/": "guidance.write",
    f"{STUDENT}/card/readers/": "readers.see",
    f"{STUDENT}/concerns/": "concern.see",
    f"parts/{STUDENT}/training/": "training.see",
    f"{STUDENT}/training/": "training.see",
    f"{STUDENT}/training/begin/": "training.record",
    f"{STUDENT}/training/ready/": "assignment.make",
    f"{STUDENT}/training/requirements/": "requirement.set",
    f"{STUDENT}/training/requirements/<uuid:requirement>/end/": "requirement.set",
    f"{STUDENT}/training/overrides/": "competence.override",
    f"{STUDENT}/training/overrides/for/<uuid:adult>/": "competence.override",
    f"{STUDENT}/training/overrides/<uuid:override>/end/": "competence.override",
}
