"""A watch over every request that a test makes: who writes about somebody writes the journal in the same transaction.

It reads the statements that go to the database while a request is answered. A request that changed a table of facts,
and was not refused, must have added an entry; its own transaction holds both, since a request has only one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse

from carryover.site.requests import OneTransaction

WRITES = re.compile(r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?([a-z_0-9]+)"?', re.IGNORECASE)
NOT_FACTS = {
    "observations_sequence": "a counter",
    "observations_epoch": "the first question of all begins the life of the database",
    "roster_account": "one's own password, language and moment of signing in",
    "front_door_opensession": "a browser's own session, not a fact about a student",
    "front_door_keptform": "one's own unsent words, given back and forgotten; sending them is the act",
}
"""Tables of ours that may change without an entry, and why."""


@lru_cache(4096)
def tables_written(statement: str) -> frozenset[str]:
    """The tables that a statement changes, by name; the same few thousand statements are asked again and again."""
    return frozenset(name.lower() for name in WRITES.findall(statement))


def facts() -> frozenset[str]:
    """Every table of our rooms but the journal's and those named above."""
    models = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("carryover.")]
    named = {model._meta.db_table for model in models if not model.__module__.startswith("carryover.journal")}
    return frozenset(named - set(NOT_FACTS))


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The requests, as they are answered, that wrote facts and no entry; each as one line."""
    found: list[str] = []
    answer = OneTransaction.__call__

    def watching(self: OneTransaction, request: HttpRequest) -> HttpResponse:
        written: set[str] = set()

        def read(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
            answered = execute(sql, params, many, context)
            if context["cursor"].rowcount:
                written.update(tables_written(str(sql)))
            return answered

        with connection.execute_wrapper(read):
            response = answer(self, request)
        silent = written & facts() if "journal_entry" not in written else set()
        undone = response.status_code >= 400 or hasattr(request, "confirm_first")
        if silent and not undone:
            found.append(
                f"{request.method} {request.resolver_match} wrote {', '.join(sorted(silent))} and no entry"
            )
        return response

    monkeypatch.setattr(OneTransaction, "__call__", watching)
    yield found


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No request of any test writes about somebody without an entry of the journal; those that did so far."""
    with watched(monkeypatch) as found:
        yield found
    assert found == []
