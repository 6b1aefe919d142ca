"""What everybody is given who asks for the canary child, or for others: by links, by address, by form, by machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import hypothesis
from django.db import transaction
from django.test import Client
from psycopg import sql

from crawling import crawl
from hostile.canary import GOAL, STRANGERS, Child
from hostile.sinks import Page
from spec.scope.test_every_address_asks import ADDRESSES, UNKNOWN
from spec.scope.world import keeper, personas, pupil

NIGHTLY = hypothesis.settings.get_current_profile_name() == "nightly"
EACH = 6 if NIGHTLY else 2
"""How many pages of one kind are asked for."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
WITHOUT_LINKS = ("api/v1/students/", "s/")
"""No page leads there: a program and a phone know where to ask."""
FOREIGN = {"a program of another school", "a phone in another's place", "a tablet of others"} | set(STRANGERS)
"""To whom nothing about the child is told."""
BY_NIGHT = {"the director", "a father of others", "another student, of age", "the psychologist"}
"""By day somebody asks who is told the same."""
BESIDE = {"his case manager", "the principal", "the counselor"}
"""Who is asked by day what they are told about others."""


@dataclass(frozen=True)
class Told:
    """The child, and what each was told about the child, about others, and in answer to what cannot be meant."""

    child: Child
    of_child: Mapping[str, list[Page]]
    of_others: Mapping[str, list[Page]]
    refused: list[Page]

    @property
    def everything(self) -> Iterator[Page]:
        """Every answer to anybody."""
        for pages in (*self.of_child.values(), *self.of_others.values(), self.refused):
            yield from pages


def ask_all(child: Child) -> Told:
    """Everybody asks."""
    own = _ids_of(child)
    asking = [who for who in child.browsers if NIGHTLY or who not in BY_NIGHT]
    beside = [who for who in asking if NIGHTLY or who in BESIDE | FOREIGN]
    of_child = {who: list(_about(child, who, own)) for who in asking}
    of_child |= {
        who: [Page(who, 200, json.dumps(tablet.day()), "", "", ())] for who, tablet in child.tablets.items()
    }
    of_others = {who: list(_elsewhere(child, who, own)) for who in beside}
    return Told(child, of_child, of_others, list(_asked_wrongly(child)))


def _ids_of(child: Child) -> set[str]:
    """Every id by which an address can name the child, something of the child's, or who works with the child."""
    with keeper() as rows:
        tables = rows.execute(
            "SELECT table_name FROM information_schema.columns c JOIN information_schema.columns i USING (table_name)"
            " WHERE c.column_name = 'student_id' AND i.column_name = 'id' AND i.data_type = 'uuid'"
        ).fetchall()
        one = sql.SQL("SELECT id FROM {} WHERE student_id = %(child)s")
        asked = sql.SQL(" UNION ").join(one.format(sql.Identifier(table)) for (table,) in tables)
        found = {str(key) for (key,) in rows.execute(asked, {"child": child.id})}
    return found | {str(child.id), str(child.school), str(personas()["denise"].id), child.things["klass"]}


def _about(child: Child, who: str, own: set[str]) -> Iterator[Page]:
    client, asked = child.browsers[who], set[str]()
    leading = crawl(client, each=EACH, start=child.page, only=lambda where: set(ID.findall(where)) <= own)
    for address, answer in leading:
        asked.add(address)
        yield Page.of(address, answer)
    for address in sorted(set(_addresses(child)) - asked):
        yield Page.of(address, client.get(address))
    for address, values in _reads_by_form(child):
        with transaction.atomic():
            yield Page.of(address, client.post(address, values))
            transaction.set_rollback(True)


def _addresses(child: Child) -> Iterator[str]:
    """Addresses of the product with what is the child's in them: by day those to which nothing leads, by night all."""
    things = {
        "student": str(child.id),
        "school": str(child.school),
        "goal": GOAL,
        "goal_id": GOAL,
        "here": "plan",
    }
    things |= {"adult": str(personas()["denise"].id), "guardian": child.things["mother"], "day": "2026-10-20"}
    things |= {"claim": child.things["claim.2"], "line": "respond-1", "kind": "instruct", **child.things}
    for pattern in ADDRESSES:
        if pattern.startswith(WITHOUT_LINKS) or (
            NIGHTLY and not pattern.startswith(("accounts/", "look/", "tablet"))
        ):
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda named: things.get(named[1], UNKNOWN), pattern)


def _reads_by_form(child: Child) -> Iterator[tuple[str, dict[str, str]]]:
    """What is read by sending a form: found by how the name begins, copied, opened, printed."""
    yield from (("/caseload/", {"q": "Qzk"}), ("/whom/find/", {"q": "Qzk"}))
    yield f"/schools/{child.school}/students/", {"name": "Qzk"}
    for form in ("pdf", "csv"):
        yield f"/documents{child.page}access/", {"since": "", "until": "", "language": "en", "as": form}
    with keeper() as rows:
        notes = rows.execute("SELECT id FROM plans_sealednote WHERE student_id = %s", [child.id]).fetchall()
    for (note,) in notes:
        yield f"{child.page}sealed/{note}/", {"purpose": "support"}
    yield f"/documents/substitute-card/{child.things['card of denise']}/", {}


def _elsewhere(child: Child, who: str, own: set[str]) -> Iterator[Page]:
    """From the first page on, where somebody has nothing to do with the child; otherwise all about Jaylen."""
    client, other = child.browsers[who], str(pupil("Jaylen", "Tucker"))
    if who in FOREIGN:
        return (Page.of(*found) for found in crawl(client, each=EACH))
    leading = crawl(
        client, each=EACH, start=f"/students/{other}/",
        only=lambda where: bool(ID.search(where)) and not own & set(ID.findall(where)),
    )  # fmt: skip
    return (Page.of(*found) for found in leading)


def _asked_wrongly(child: Child) -> Iterator[Page]:
    """Requests full of the words that no page could have sent, by who may, who may not, and nobody."""
    said = " ".join(child.words(place) for place in child.words.places)
    fields = dict.fromkeys(
        ("text", "day", "reason", "name", "number", "party", "words", "given", "hash"), said
    )
    machine = {"content_type": "application/json"}
    ways: tuple[tuple[str, dict[str, Any]], ...] = (
        ("get", {"data": {"day": said, "x": said, "since": said}}), ("post", {"data": fields}),
        ("post", {"data": json.dumps(fields), **machine}), ("put", {"data": said, **machine}),
    )  # fmt: skip
    for client in (child.browsers["his case manager"], child.browsers["a technician of others"], Client()):
        for address in _asked_of(child):
            for method, rest in ways:
                with transaction.atomic():
                    yield Page.of(address, getattr(client, method)(address, **rest))
                    transaction.set_rollback(True)


def _asked_of(child: Child) -> tuple[str, ...]:
    page = child.page
    return (
        page, f"{page}team-notes/", f"{page}disclosures/new/", f"{page}goals/{GOAL}/notes/", f"{page}change/",
        f"{page}looked/", f"/drafts/{child.things['draft']}/sign/", f"/api/v1/drafts/{child.things['draft']}/goals/new",
        f"/schools/{child.school}/students/new/", f"/concerns/{child.things['concern']}/",
        "/sync/v1/events", "/nowhere/",
    )  # fmt: skip
