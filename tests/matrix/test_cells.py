"""Every address, asked by everybody, by every method: what the policy table says is what happens.

`cells.toml` says of each address what it is about and by which acts it opens; a new address without a cell fails. What
is expected comes from the oracle over the table (`spec.scope.world`), which does not share a line with the product's
own reading of it. Each request is undone.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client

from matrix.world import STANDINGS, World, build
from spec.plans.test_api import GOAL
from spec.scope.test_every_address_asks import ADDRESSES
from spec.scope.world import allowed

pytestmark = pytest.mark.django_db
CELLS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cells.toml").read_text(encoding="utf-8")
)
METHODS = ("get", "post")
ROLES = {each.name: each.role for each in STANDINGS} | {"his case manager": "intervention_specialist"}
NIGHTLY = hypothesis.settings.get_current_profile_name() == "nightly"
NOTHING_HOLDS = (", until yesterday", ", from tomorrow", ", until this minute", ", of somebody else")
FORM = "application/x-www-form-urlencoded"
OPEN, HIDDEN, REFUSED, NO_METHOD, SIGN_IN = "answered", "hidden", "refused", "no such method", "sign in"
BY_THEIR_OWN_ID = {"version", "draft", "concern", "training", "claim", "document"}
OF_STUDENT = {"student", "sealed"} | BY_THEIR_OWN_ID


@pytest.fixture(scope="module")
def world(apart: None) -> World:
    return build()


def address(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with everything in it named; what stands after a word of the address is looked up by both first."""
    parts, before = [], ""
    for part in pattern.split("/"):
        named = re.fullmatch(r"<(?:\w+:)?(\w+)>", part)
        if named:
            part = next(
                (
                    each[key]
                    for each in (values, UNKNOWN)
                    for key in (f"{before}/{named[1]}", named[1])
                    if key in each
                ),
                NO_ID,
            )
        else:
            before = part
        parts.append(part)
    return "/" + "/".join(parts)


NO_ID = "0198c0de-0000-7000-8000-000000000000"
NOTHING_TO_PRINT = b"Print a blank data sheet"
"""Answered, with the words that there is nothing today."""
UNKNOWN = {
    "key": "7", "kept/key": NO_ID, "provider": "google", "provider_id": "google",
    "path": "no-such-file.js", "secret": "not-a-secret",
}  # fmt: skip
"""What nobody here has: somebody's own things, and what the demo has none of."""


def expected(world: World, who: str, cell: Mapping[str, Any], method: str, state: str) -> str:
    """What the table says: may they know of it, may they do it, does the page do that at all."""
    about, role, acts = cell["about"], ROLES[who], cell.get(method)
    is_over = world.is_over(who, role)
    if about in ("nobody", "oneself", "anyone", "own"):
        if is_over and cell.get("asked"):
            return REFUSED
        if method not in cell["methods"]:
            return NO_METHOD
        if is_over and (about == "anyone" or cell.get("ends")):
            return REFUSED
        return HIDDEN if about == "own" else OPEN
    if acts is None and cell.get("machine"):
        return NO_METHOD
    if is_over:
        return REFUSED
    if acts is None and (cell.get("late") or about in BY_THEIR_OWN_ID):
        return NO_METHOD
    for otherwise, asked_first, ties in _doors(world, who, cell, acts):
        if asked_first and not any(_fits(asked_first, role, each, state) for each in ties):
            return otherwise
    return cell.get(state) or cell.get(f"{method}_told") or cell.get("told", OPEN) if acts else NO_METHOD


def _doors(
    world: World, who: str, cell: Mapping[str, Any], acts: list[str] | None
) -> Iterator[tuple[str, list[str], list[frozenset[str]]]]:
    """What is asked one after the other: what is told otherwise, one of which acts, with which ties."""
    wanted = acts or [act for each in METHODS for act in cell.get(each, ())]
    here, about = [world.to_school(who)], cell["about"]
    somewhere = list(world.to_schools(who).values())
    if about in OF_STUDENT:
        ties = [world.to_student(who)]
        yield HIDDEN, ["student.see"], ties
        yield REFUSED, cell.get("door", []), ties
        yield HIDDEN, cell.get("known", []), ties
        yield REFUSED, wanted, ties
        if acts:
            yield REFUSED, cell.get("at_school", []), here
    elif about == "school":
        yield REFUSED, wanted, here
    else:
        yield REFUSED, cell.get("door", wanted), somewhere
        if about != "somewhere" and acts:
            yield HIDDEN, cell.get("known", acts), here
            yield REFUSED, acts, here


def _fits(acts: list[str], role: str, ties: frozenset[str], state: str) -> bool:
    """One way of the acts is open; `a+b` asks both."""
    return any(all(allowed(act, role, ties, state) for act in way.split("+")) for way in acts)


def happened(client: Client, method: str, where: str) -> str:
    """What came back, with everything it did undone."""
    with transaction.atomic():
        machine = where.startswith(("/api/", "/sync/"))
        sent, kind = (json.dumps(GOAL), "application/json") if machine else ("", FORM)
        answer = client.generic(method.upper(), where, sent, content_type=kind)
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    status = answer.status_code
    if status >= 500:
        return f"{status}"
    if status == 401 or (status == 302 and answer["Location"].startswith("/accounts/login/")):
        return SIGN_IN
    if status == 404 and NOTHING_TO_PRINT in answer.content:
        return OPEN
    return {404: HIDDEN, 403: REFUSED, 405: NO_METHOD}.get(status, OPEN)


def asked(world: World, who: str) -> Iterator[tuple[str, str, str, str, str]]:
    """What is asked of every address, what should come back, and what did.

    Four standings differ only in why nothing holds: by day they share the addresses, by night each asks all.
    """
    client, share = (
        world.browsers[who],
        next((k for k, words in enumerate(NOTHING_HOLDS) if who.endswith(words)), None),
    )
    cookies = {name: each.value for name, each in client.cookies.items()}
    for number, (pattern, cell) in enumerate(CELLS.items()):
        if share is not None and not NIGHTLY and number % len(NOTHING_HOLDS) != share:
            continue
        name = "sealed/note" if cell["about"] == "sealed" else cell["about"]
        for state, key in world.things.get(name, {cell.get("state", ""): ""}).items():
            where = address(pattern, {**world.things[""], name: key} if key else world.things[""])
            for method in METHODS:
                client.cookies = SimpleCookie(cookies)
                right, told = expected(world, who, cell, method, state), happened(client, method, where)
                if cell["about"] == "nobody" and told in (HIDDEN, SIGN_IN):
                    told = OPEN  # to everybody alike
                yield pattern, method, state, right, told


@pytest.mark.parametrize("who", sorted(ROLES))
def test_the_answer_is_the_table_s(world: World, who: str) -> None:
    wrong = [
        f"{method.upper()} {pattern} {state}: {told}, not {right}"
        for pattern, method, state, right, told in asked(world, who)
        if told != right
    ]
    assert not wrong, "\n".join(wrong)


def test_every_address_has_its_cell() -> None:
    assert set(CELLS) == set(ADDRESSES)


def test_whoever_is_not_signed_in_gets_no_further_than_the_door(world: World) -> None:
    told = {
        (pattern, method): happened(Client(), method, address(pattern, world.things[""]))
        for pattern, cell in CELLS.items()
        for method in METHODS
        if cell["about"] not in ("nobody", *BY_THEIR_OWN_ID) and not pattern.startswith(("api/", "sync/"))
    }
    assert {cell: what for cell, what in told.items() if what != SIGN_IN} == {}


def test_no_outcome_is_missing(world: World) -> None:
    """The matrix is not vacuous: his case manager meets every answer but one, a colleague without him the other."""
    met = {right for _pattern, _method, _state, right, _told in asked(world, "his case manager")}
    met |= {right for _pattern, _method, _state, right, _told in asked(world, "a colleague")}
    assert met == {OPEN, HIDDEN, REFUSED, NO_METHOD}
