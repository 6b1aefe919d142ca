"""Every address, asked by everybody: what the policy table says is what happens.

`cells.toml` says of each address what it is about and by which acts it opens; a new address without a cell fails. What
is expected comes from the oracle over the table (`spec.scope.world`), which does not share a line with the product's
own reading of it. Each request is undone. By day with the methods that pages have and PUT where one is served, and most
people ask every other address, neighbors in the list the one and the other half; by night everybody asks all by all
methods.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client

from crawling import fetched, links
from matrix.world import HIS_CASE_MANAGER, NOTHING_HOLDS, STANDINGS, THE_DIRECTOR, World, build
from spec.plans.test_api import GOAL
from spec.scope.test_every_address_asks import ADDRESSES
from spec.scope.world import LINES, allowed, personas, second_school

pytestmark = pytest.mark.django_db
CELLS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cells.toml").read_text(encoding="utf-8")
)
NIGHTLY = hypothesis.settings.get_current_profile_name() == "nightly"
METHODS = ("get", "post", "put")
ROLES = {each.name: each.role for each in STANDINGS} | {
    HIS_CASE_MANAGER: "intervention_specialist",
    THE_DIRECTOR: "district_administrator",
}
FORM = "application/x-www-form-urlencoded"
OPEN, HIDDEN, NO_METHOD, SIGN_IN = "answered", "hidden", "no such method", "sign in"
REFUSED, DECLINED = "refused", "declined"
"""Refused in the words of the table; or for another reason, which the page says."""
BY_THEIR_OWN_ID = {"version", "draft", "concern", "training", "claim", "document"}
OF_STUDENT = {"student", "sealed"} | BY_THEIR_OWN_ID
WORDS_OF_TABLE = {line["why"] for line in LINES.values()} | {
    line["otherwise"]["why"] for line in LINES.values() if "otherwise" in line
}


@pytest.fixture(scope="module")
def world(apart: None) -> Iterator[World]:
    with second_school(personas()["director"].id) as elsewhere:
        yield build(elsewhere)


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


NEVER_OPENED = {
    "drafts/<uuid:draft>/sign/",  # an empty form signs nothing
    "schools/classes/<uuid:klass>/leave/",  # nor does it name who leaves
}
"""Served to nobody here, because the request lacks what it needs."""


class Cell(NamedTuple):
    """One question: an address about a thing in a state, by a method."""

    pattern: str
    says: Mapping[str, Any]
    state: str
    method: str
    where: str


class Share(NamedTuple):
    """Every `of`-th address from the `first` on."""

    first: int
    of: int


WHOLE = Share(0, 1)
ASK_ALL = {HIS_CASE_MANAGER, THE_DIRECTOR, "his mother", "his paraprofessional", "the principal"}
"""By day too."""


def cells(world: World, share: Share = WHOLE) -> Iterator[Cell]:
    """All of them, or a share."""
    for pattern, says in list(CELLS.items())[share.first :: share.of]:
        name = "sealed/note" if says["about"] == "sealed" else says["about"]
        for state, key in world.things.get(name, {says.get("state", ""): ""}).items():
            where = address(pattern, {**world.things[""], name: key} if key else world.things[""])
            for method in METHODS:
                if method != "put" or NIGHTLY or "put" in says:
                    yield Cell(pattern, says, state, method, where)


def share_of(who: str) -> Share:
    """By day those in whom nothing holds share the addresses by four, most others by two; by night each asks all."""
    if NIGHTLY or who in ASK_ALL:
        return WHOLE
    for first, why in enumerate(NOTHING_HOLDS):
        if who.endswith(why):
            return Share(first, len(NOTHING_HOLDS))
    return Share(sorted(ROLES).index(who) % 2, 2)


def expected(world: World, who: str, cell: Cell) -> str:
    """What the table says: may they know of it, may they do it, does the page do that at all."""
    says, about, acts = cell.says, cell.says["about"], cell.says.get(cell.method)
    is_over = world.is_over(who, ROLES[who])
    if about in ("nobody", "oneself", "anyone", "own"):
        if is_over and says.get("asks"):
            return DECLINED
        if cell.method not in says["methods"]:
            return NO_METHOD
        if is_over and (about == "anyone" or says.get("ends")):
            return DECLINED
        return HIDDEN if about == "own" else OPEN
    if acts is None and says.get("machine"):
        return NO_METHOD
    if is_over:
        return DECLINED
    if acts is None and (says.get("late") or about in BY_THEIR_OWN_ID):
        return NO_METHOD
    for otherwise, one_of, ties in doors(world, who, says, acts):
        if one_of and not any(allowed(act, ROLES[who], each, cell.state) for act in one_of for each in ties):
            return otherwise
    if acts is None:
        return NO_METHOD
    if about == "everywhere" and who != THE_DIRECTOR:
        return str(says["otherwise"])
    if says.get("author", who) != who:
        return DECLINED
    return str(says.get(cell.state) or says.get(f"{cell.method}_told") or says.get("told", OPEN))


def doors(
    world: World, who: str, says: Mapping[str, Any], acts: list[str] | None
) -> Iterator[tuple[str, list[str], list[frozenset[str]]]]:
    """What is asked one after the other: what is told otherwise, one of which acts, with which ties."""
    wanted = acts or says.get("door") or [act for each in METHODS for act in says.get(each, ())]
    here, about = [world.to_school(who)], says["about"]
    if about in OF_STUDENT:
        ties = [world.to_student(who)]
        yield HIDDEN, ["student.see"], ties
        yield REFUSED, says.get("door", []), ties
        if acts:
            yield HIDDEN, says.get("known", []), ties
        yield REFUSED, wanted, ties
        if acts:
            yield REFUSED, says.get("at_school", []), here
    elif about == "school":
        yield REFUSED, wanted, here
    else:
        yield REFUSED, says.get("door", wanted), list(world.to_schools(who).values())
        if about not in ("somewhere", "everywhere") and acts:
            yield HIDDEN, says.get("known", acts), here
            yield REFUSED, acts, here


def happened(client: Client, cell: Cell) -> str:
    """What came back, with everything it did undone."""
    machine = cell.where.startswith(("/api/", "/sync/"))
    sent, kind = (json.dumps(GOAL), "application/json") if machine else ("", FORM)
    with transaction.atomic():
        answer = client.generic(cell.method.upper(), cell.where, sent, content_type=kind)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    status = answer.status_code
    if status >= 500:
        return str(status)
    if status == 401 or (status == 302 and answer["Location"].startswith("/accounts/login/")):
        return SIGN_IN
    if status == 403:
        told = json.loads(content)["why"] if machine else unescape(content.decode())
        return REFUSED if any(words in told for words in WORDS_OF_TABLE) else DECLINED
    if status == 404 and NOTHING_TO_PRINT in content:
        return OPEN
    return {404: HIDDEN, 405: NO_METHOD}.get(status, OPEN)


@pytest.mark.parametrize("who", sorted(ROLES))
def test_the_answer_is_the_table_s(world: World, who: str) -> None:
    client, wrong = world.browsers[who], []
    cookies = {name: each.value for name, each in client.cookies.items()}
    for cell in cells(world, share_of(who)):
        client.cookies = SimpleCookie(cookies)
        right, told = expected(world, who, cell), happened(client, cell)
        if cell.says["about"] == "nobody" and told in (HIDDEN, SIGN_IN):
            told = OPEN  # to everybody alike
        if told != right:
            wrong.append(f"{cell.method.upper()} {cell.pattern} {cell.state}: {told}, not {right}")
    assert not wrong, "\n".join(wrong)


def test_every_address_has_its_cell() -> None:
    assert set(CELLS) == set(ADDRESSES)


def test_whoever_is_not_signed_in_gets_no_further_than_the_door(world: World) -> None:
    told = {
        f"{cell.method} {cell.where}": happened(Client(), cell)
        for cell in cells(world)
        if cell.says["about"] != "nobody"
    }
    machine = ("/api/", "/sync/")
    assert {
        where
        for where, what in told.items()
        if what != SIGN_IN and not (what == NO_METHOD and where.partition(" ")[2].startswith(machine))
    } == set()


def test_no_outcome_is_missing(world: World) -> None:
    """The matrix is not vacuous: every answer is right for somebody, and what is served opens to somebody."""
    opened, met = set(), set()
    served = {
        (p, m) for p, says in CELLS.items() for m in METHODS if m in says or m in says.get("methods", ())
    }
    for cell in cells(world):
        right = {expected(world, who, cell) for who in ROLES}
        met |= right
        if OPEN in right:
            opened.add((cell.pattern, cell.method))
    assert met == {OPEN, HIDDEN, REFUSED, DECLINED, NO_METHOD}
    never = {
        pattern for pattern, method in served - opened if CELLS[pattern]["about"] != "own" and method != "put"
    }
    assert never == NEVER_OPENED


READERS = ("his mother", "an evaluator from outside", "the state's auditor", "a teacher on the team")


@pytest.mark.parametrize("who", READERS)
def test_a_signed_version_leads_its_readers_nowhere_they_may_not_go(world: World, who: str) -> None:
    client = world.browsers[who]
    page = fetched(client, f"/plan-versions/{world.things['version']['']}/")
    leading = [each for each in links(page, "/") if not each.startswith(("/static/", "/accounts/logout/"))]
    assert len(leading) > 3
    assert {where for where in leading if fetched(client, where).status_code in (403, 404)} == set()
