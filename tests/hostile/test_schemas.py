"""Both machine doors, asked by everybody for all that their descriptions allow and much that they do not.

Every check of schemathesis is on: statuses, types, headers and shapes as described, wrong data refused, right data
taken, nothing without signing in, and never a server's error. Each request is undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from carryover.site.api import api, sync
from hostile.driver import Person, patience
from hostile.people import Crowd, gather, within

TOKEN = "t" * 32
EACH = hypothesis.settings.default.max_examples // 10
"""Requests for each door, person and way of asking: 6 always, 300 by night."""
STRICT = SchemathesisConfig.from_dict(
    {
        "checks": {
            "negative_data_rejection": {
                "expected-statuses": [400, 401, 403, 404, 405, 409, 411, 413, 414, 415, 422]
            }
        }
    }
)
"""The tool's own list does not know that too long and too large are refusals."""
CALM = hypothesis.settings(
    max_examples=EACH,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture(scope="module")
def crowd(apart: None) -> Crowd:
    return within(gather)


@pytest.fixture(scope="module")
def doors(apart: None) -> Iterator[dict[str, Any]]:
    """Every operation by its name, as the description that the doors themselves give says."""
    for ending in (request_started, request_finished):
        ending.disconnect(close_old_connections)  # a request is undone with the transaction around it
    found = {}
    for each in (api, sync):
        schema = schemathesis.openapi.from_dict(each.get_openapi_schema(), config=STRICT)
        schema.app = get_wsgi_application()
        for result in schema.get_all_operations():
            operation = result.ok()
            found[f"{operation.method} {operation.path}"] = operation
    yield found
    for ending in (request_started, request_finished):
        ending.connect(close_old_connections)


OPERATIONS = sorted(
    f"{method} {path}"
    for each in (api, sync)
    for path, operations in each.get_openapi_schema()["paths"].items()
    for method in operations
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_door_answers_everybody_as_it_is_described(
    crowd: Crowd, doors: dict[str, Any], name: str, mode: GenerationMode
) -> None:
    known = {parameter: ids[0] for parameter, ids in crowd.offered.ids.items()}
    for person in crowd.people:
        asked_by(person, doors[name], mode, known)


def asked_by(person: Person, operation: Any, mode: GenerationMode, known: Mapping[str, str]) -> None:
    """One person asks one door, half of the time for something that exists.

    A goal that is well-formed and lacks something is answered with what it lacks (422), which no schema can foresee.
    """
    headers, cookies = _headers(person.headers), {"csrftoken": TOKEN} | person.cookies

    @CALM
    @hypothesis.seed(len(person.name))
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def ask(case: Case, real: bool) -> None:
        if real and mode is GenerationMode.POSITIVE:
            case.path_parameters = {each: known[each] for each in case.path_parameters or {}}
        with patience(), transaction.atomic():
            sent = {"headers": dict(headers), "cookies": dict(cookies)}
            answer = case.call(**sent)
            lacking = answer.status_code == 422 and "findings" in answer.json()
            without = [positive_data_acceptance] if lacking else []
            case.validate_response(
                answer, excluded_checks=without, headers=sent["headers"], transport_kwargs=sent
            )
            transaction.set_rollback(True)

    ask()


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """What a browser sends along against forgery, and a tablet to be known."""
    named = {name.removeprefix("HTTP_").replace("_", "-").title(): value for name, value in given.items()}
    return {"X-CSRFToken": TOKEN} | named
