"""Whatever writes about somebody writes the journal too: read in the code of every act, and watched in every test."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

import carryover
from carryover.journal.acts import record
from carryover.journal.models import Entry
from carryover.observations.models import DatedNote
from carryover.plans.models import PlanDraft
from carryover.roster.models import Account, Student
from carryover.scope.models import Device
from carryover.site.demo.shapes import goal_id
from carryover.site.requests import OneTransaction
from spec.journal.conftest import AT
from spec.scope.world import as_actor, personas
from watching import facts, tables_written

GOAL = goal_id("asks-for-a-break")
SOURCE = Path(carryover.__file__).parent
WRITERS = {
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "save",
    "update",
    "delete",
}
"""Methods of a row or a set of rows that change the database."""


class Function(NamedTuple):
    """A function by its module and name."""

    module: str
    name: str


@cache
def functions() -> dict[Function, tuple[ast.FunctionDef, dict[str, Function]]]:
    """Every function at the top of a module of ours, with what the names in it stand for."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        names = {node.name: Function(module, node.name) for node in own}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("carryover."):
                names |= {a.asname or a.name: Function(node.module or "", a.name) for a in node.names}
        found |= {Function(module, node.name): (node, names) for node in own}
    return found


def reached(start: Function) -> Iterator[Function]:
    """The function and every function of ours that it calls by name, at any depth."""
    waiting, seen = [start], set()
    while waiting:
        here = waiting.pop()
        if here in seen or here not in functions():
            continue
        seen.add(here)
        yield here
        node, names = functions()[here]
        called = {
            c.func.id for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)
        }
        waiting += [names[name] for name in called if name in names]


def writes(function: Function) -> bool:
    """Whether its own body changes rows."""
    node, _ = functions()[function]
    calls = [c for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)]
    texts = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
    by_method = any(c.func.attr in WRITERS for c in calls if isinstance(c.func, ast.Attribute))
    return by_method or any(tables_written(text) & facts() for text in texts)


def acts() -> list[Function]:
    """The verbs: every function that an `acts` module of a room offers to others."""
    return [
        each
        for each in functions()
        if ("acts" in each.module.split("."))
        and not each.name.startswith("_")
        and "journal" not in each.module
    ]


RECORD = Function("carryover.journal.acts", "record")


class TestInTheCode:
    def test_there_are_acts_to_read(self) -> None:
        names = {each.name for each in acts()}
        assert {"sign_draft", "put_note", "enrol", "keep_going", "issue_report", "open_draft"} <= names
        assert {each.name for each in acts() if any(writes(f) for f in reached(each))} >= {
            "put_goal",
            "support_changed",
        }

    @pytest.mark.parametrize("act", acts(), ids=lambda act: f"{act.module}.{act.name}")
    def test_an_act_that_writes_records(self, act: Function) -> None:
        through = set(reached(act))
        if any(writes(each) for each in through):
            assert RECORD in through


class TestTheWatch:
    """The watch that stands over every test can see, and does not cry at nothing."""

    @pytest.mark.parametrize(
        ("statement", "tables"),
        [
            ('INSERT INTO "plans_plandraft" ("id") VALUES (%s)', {"plans_plandraft"}),
            ("UPDATE scope_device SET seen_at = %s WHERE id = %s", {"scope_device"}),
            ('DELETE FROM "scope_relationship" WHERE 1 = 1', {"scope_relationship"}),
            ("WITH a AS (INSERT INTO observations_landing SELECT 1) INSERT INTO observations_event SELECT 2",
             {"observations_landing", "observations_event"}),
            ('SELECT 1 FROM "plans_plandraft"', set()),
        ],
    )  # fmt: skip
    def test_it_reads_what_a_statement_changes(self, statement: str, tables: set[str]) -> None:
        assert tables_written(statement) == tables

    def test_it_knows_the_tables_of_facts(self) -> None:
        assert {
            "roster_student",
            "scope_relationship",
            "plans_plandraft",
            "roster_outing_students",
        } <= facts()
        assert not {"journal_entry", "observations_sequence", "django_session"} & facts()

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("status", "journaled", "where", "seen"),
        [(200, False, "", 1), (200, True, "", 0), (403, False, "", 0), (200, False, "WHERE false", 0)],
    )
    def test_it_sees_a_request_that_writes_in_silence(
        self, status: int, journaled: bool, where: str, seen: int, silent: list[str]
    ) -> None:
        def view(_request: HttpRequest) -> HttpResponse:
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE roster_school SET name = name || '.' {where}")
            if journaled:
                record(at=AT, actor=("job", None), right="job:test", act="test", thing=("test", 1))
            return HttpResponse(status=status)

        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        request.moment = AT  # type: ignore[attr-defined]
        OneTransaction(view)(request)
        assert len(silent) == seen
        silent.clear()


DOORS = {
    "a draft is begun": ("/students/{student}/drafts/", {}, "", PlanDraft),
    "a note is put": (
        "/students/{student}/goals/{goal}/notes/",
        {"day": "2026-10-19", "kind": "note", "text": "New seat"},
        "",
        DatedNote,
    ),
    "a tablet is set up": (
        "/sync/v1/enrol",
        {"install": "0198c0de-0000-7000-8000-000000000000", "label": "cart 1"},
        "application/json",
        Device,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
class TestAtTheDoor:
    """One transaction holds the act and its entry."""

    def test_an_act_adds_its_row_and_an_entry(self, door: str) -> None:
        rows, entries = self.counts(door)
        assert self.ask(door).status_code < 400
        after, more = self.counts(door)
        assert after == rows + 1 and more > entries

    def test_an_act_whose_entry_cannot_be_written_does_not_happen(self, door: str) -> None:
        before = self.counts(door)
        with connection.execute_wrapper(_no_journal):
            assert self.ask(door).status_code == 500
        assert self.counts(door) == before

    def ask(self, door: str) -> HttpResponse:
        path, data, kind, _ = DOORS[door]
        client = Client(raise_request_exception=False)
        client.force_login(Account.objects.get(username="marcus"))
        as_actor(personas()["marcus"])
        where = path.format(
            student=Student.objects.get(given_name="Jaylen", family_name="Tucker").id, goal=GOAL
        )
        return client.post(where, data, **({"content_type": kind} if kind else {}))  # type: ignore[return-value]

    def counts(self, door: str) -> tuple[int, int]:
        as_actor(personas()["marcus"])
        return DOORS[door][3].objects.count(), Entry.objects.count()  # type: ignore[attr-defined]


def _no_journal(execute: Callable[..., object], sql: str, *rest: object) -> object:
    if "INSERT INTO journal_entry" in sql:
        raise RuntimeError("the journal cannot be written")
    return execute(sql, *rest)
