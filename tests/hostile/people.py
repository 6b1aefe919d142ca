"""Who sends hostile requests, and what the product offers them: read from its routes, its pages and its tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.test import Client

from carryover.roster.models import Adult
from carryover.scope import machines
from crawling import crawl, route_of, signed_in
from hostile.driver import Person
from hostile.forms import Form, forms_of
from hostile.making import UNKNOWN, Offered
from journeys.test_marcus_prints_the_report import CHANGE, CHANGES, PERIOD
from spec.plans.test_api import GOAL as GOAL_BODY
from spec.scope.test_every_address_asks import ADDRESSES, GOAL, jaylen
from spec.scope.world import TODAY, Facts, as_actor, keeper, personas
from tablets import set_up

T = TypeVar("T")

TABLES = {
    "student": "roster_student",
    "adult": "roster_adult",
    "version": "plans_planversion",
    "note": "observations_datednote",
}
REPORT = PERIOD | CHANGES | {"change_1": CHANGE, "action": "issue"}
THE_DRAFT = "0198d4af-7000-7000-8000-000000000000"
"""Stands in a form's address for the draft of the present test."""
WHO_SEES_FORMS = ("denise", "marcus", "director")


@dataclass(frozen=True)
class Crowd:
    """Everybody who sends, and what there is to send to."""

    people: tuple[Person, ...]
    offered: Offered


def gather() -> Crowd:
    """Everybody with an account, nobody, a tablet, a program, and somebody whose forms come from another site."""
    marcus, student = signed_in("marcus"), jaylen()
    draft = marcus.post(f"/students/{student}/drafts/")["Location"].split("/")[2]
    issued = marcus.post(f"/documents/students/{student}/report/", REPORT)["Location"].split("/")[2]
    tablet = set_up("denise")
    batch, sheet = _batch(tablet.install), tablet.day()
    batch["items"] = [tablet.capture(sheet, "J.T.", "count", {"count": 1}) for _ in range(2)]
    batch["epoch"] = tablet.epoch
    token = {"HTTP_AUTHORIZATION": f"Bearer {tablet.token}", "HTTP_X_CARRYOVER_GRANT": tablet.grant}
    reach = _reach()
    people = [Person(name, signed_in(name), reach[name], {}) for name in sorted(personas())]
    people += [
        Person("nobody", _browser(), reach[""], {}),
        Person("a tablet", _browser(), reach["denise"], token),
        Person("a program", _browser(), reach["director"], {"HTTP_AUTHORIZATION": f"Bearer {_program()}"}),
        Person("another site", signed_in("marcus", enforce_csrf_checks=True), reach["marcus"], {}),
    ]
    forms = [replace(form, action=form.action.replace(THE_DRAFT, draft)) for form in _forms(draft)]
    ids = {**_ids(), "draft": [draft, UNKNOWN], "document": [issued, UNKNOWN]}
    patterns = sorted(pattern for pattern in ADDRESSES if "logout" not in pattern)
    return Crowd(tuple(people), Offered(patterns, ids, forms, _bodies(batch, tablet.token)))


def within(made: Callable[[], T]) -> T:
    """The same, in a transaction of its own that is kept."""
    with transaction.atomic():
        return made()


def _browser() -> Client:
    return Client(raise_request_exception=False)


def _program() -> str:
    """The token of a program that may read plans of Marcus' school."""
    keeper_of_accounts, school = as_actor(personas()["it"]), personas()["marcus"].school
    assert school is not None
    made = machines.make(keeper_of_accounts, school, "Warehouse", "Nightly copy", ["plan.read"])
    return machines.give_token(keeper_of_accounts, made, keeper_of_accounts.now + timedelta(days=30))


def _batch(install: UUID) -> dict[str, Any]:
    return {"install": str(install), "next_n": 9, "pending": 2}


def _bodies(batch: dict[str, Any], token: str) -> dict[tuple[str, str], Any]:
    return {
        ("PUT", "api/v1/drafts/<draft>/goals/<goal_id>"): GOAL_BODY,
        ("POST", "api/v1/students/<student>/drafts"): {},
        ("GET", "api/v1/students/<student>/plan"): {},
        ("POST", "sync/v1/enrol"): {"install": UNKNOWN, "label": "Room 12"},
        ("POST", "sync/v1/grant"): {"device_token": token},
        ("POST", "sync/v1/events"): batch,
    }


@cache
def _ids() -> dict[str, list[str]]:
    """Ids that exist, by the name under which an address takes them."""
    with keeper() as rows:
        found = {
            name: [str(key) for (key,) in rows.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 60")]
            for name, table in TABLES.items()
        }
    return found | {
        "goal": [GOAL],
        "goal_id": [GOAL, "new"],
        "here": ["plan"],
        "path": ["index.html", "sw.js"],
    }


@cache
def _reach() -> dict[str, re.Pattern[str] | None]:
    """For each account the names of every student whom its adult need not know today."""
    facts = Facts.read()
    with keeper() as rows:
        names = {
            key: (f"{given} {family}", f"{given} {family[0]}.")
            for key, given, family in rows.execute("SELECT id, given_name, family_name FROM roster_student")
        }
        adults = {f"{g} {f}" for g, f in rows.execute("SELECT given_name, family_name FROM roster_adult")}
    reach = {name: known_to(facts, adult) for name, adult in personas().items()} | {"": set()}
    return {name: _any_of(names, own, adults) for name, own in reach.items()}


def known_to(facts: Facts, adult: Adult) -> set[UUID]:
    """The students with whom an adult has anything to do today; staff may know who else is at their school."""
    at_school = {
        pupil for pupil, school, _, until in facts.enrolled if school == adult.school_id and not until
    }
    return at_school | set(facts.ties(adult.id, TODAY))


def _any_of(
    names: dict[UUID, tuple[str, str]], own: set[UUID], adults: Iterable[str]
) -> re.Pattern[str] | None:
    known = {each for key in own for each in names[key]} | set(adults)
    foreign = {each for key, both in names.items() if key not in own for each in both} - known
    return re.compile("|".join(sorted(map(re.escape, foreign)))) if foreign else None


_SEEN: list[Form] = []


def _forms(draft: str) -> list[Form]:
    """Every form that these people meet, once; read from the pages by the first test that asks."""
    if not _SEEN:
        found: dict[tuple[str, ...], Form] = {}
        for client in [*map(signed_in, WHO_SEES_FORMS), _browser()]:
            start = "/" if "sessionid" in client.cookies else "/accounts/login/"
            for address, page in crawl(client, start=start):
                if not page.streaming and page.headers.get("Content-Type", "").startswith("text/html"):
                    for form in forms_of(page.content.decode(), address):
                        found.setdefault(
                            (route_of(form.action.partition("?")[0]), *sorted(form.fields)), form
                        )
        kept = [form for form in found.values() if "logout" not in form.action]
        _SEEN.extend(replace(form, action=form.action.replace(draft, THE_DRAFT)) for form in kept)
    return _SEEN
