"""Whoever is shown a student has looked, and the look is written down under their name: on every page there is.

34 CFR 300.614 asks for a record of parties obtaining access. A page that names a student, in any way, to somebody who
is signed in has an entry about that student, or another one of the same name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from uuid import UUID

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from spec.scope.test_every_address_asks import ADDRESSES, OPEN, filled
from spec.scope.world import browser, keeper, overheard

pytestmark = pytest.mark.django_db
PEOPLE = (
    "marcus", "denise", "nadia", "nurse", "ap", "privacy", "director", "lucia", "theo", "evaluator", "auditor",
    "agency", "sub", "it",
)  # fmt: skip
OF_JAYLEN = {
    "version": "SELECT v.id FROM plans_planversion v JOIN plans_studentplan p ON p.id = v.plan_id"
    " WHERE p.student_id = %(s)s ORDER BY v.number DESC LIMIT 1",
    "note": "SELECT id FROM plans_sealednote WHERE student_id = %(s)s LIMIT 1",
    "entry_id": "SELECT id FROM scope_disclosure WHERE student_id = %(s)s LIMIT 1",
    "guardian": "SELECT id FROM roster_guardian WHERE student_id = %(s)s LIMIT 1",
    "link": "SELECT id FROM scope_relationship WHERE student_id = %(s)s AND relation = 'assigned' LIMIT 1",
    "claim": "SELECT id FROM scope_glass WHERE %(s)s IS NOT NULL ORDER BY claimed_at DESC LIMIT 1",
    "card": "SELECT id FROM scope_substitutecard WHERE %(s)s IS NOT NULL ORDER BY id LIMIT 1",
    "school": "SELECT school_id FROM roster_enrolment WHERE student_id = %(s)s LIMIT 1",
    "adult": "SELECT id FROM roster_adult WHERE (given_name, family_name) = ('Denise', 'Walker')"
    " AND %(s)s IS NOT NULL",
    "klass": "SELECT school_class_id FROM roster_classmember WHERE student_id = %(s)s LIMIT 1",
}
"""One of everything that an address may name; where there is one, it is Jaylen's."""


@cache
def examples() -> dict[str, str]:
    """Jaylen, and what stands above."""
    with keeper() as rows:
        question = "SELECT id FROM roster_student WHERE (given_name, family_name) = ('Jaylen', 'Tucker')"
        (jaylen,) = rows.execute(question).fetchone() or (None,)
        found = {name: rows.execute(ask, {"s": jaylen}).fetchone() for name, ask in OF_JAYLEN.items()}
    return {"student": str(jaylen)} | {name: str(row[0]) for name, row in found.items() if row}


@cache
def names() -> dict[str, frozenset[UUID]]:
    """Every way in which a page may name a student, and whom it may mean; not those that adults bear too."""
    found: dict[str, set[UUID]] = {}
    with keeper() as rows:
        pupils = rows.execute("SELECT id, given_name, family_name, initials FROM roster_student").fetchall()
        grown = rows.execute(
            "SELECT given_name || ' ' || family_name FROM roster_adult UNION SELECT initials FROM roster_adult"
        ).fetchall()
    for key, given, family, initials in pupils:
        for name in (f"{given} {family[0]}.", f"{given} {family}", f"{family}, {given}", initials):
            found.setdefault(name, set()).add(key)
    return {name: frozenset(of) for name, of in found.items() if (name,) not in grown}


def address(pattern: str) -> str:
    """An address with Jaylen in it."""
    for name, value in examples().items():
        pattern = re.sub(rf"<(?:\w+:)?{name}>", value, pattern)
    return filled(pattern, examples()["student"])


def text_of(answer: HttpResponseBase) -> str:
    """What a person or a program reads of an answer."""
    if "pdf" in answer.headers.get("Content-Type", ""):
        return ""  # their looks have tests of their own
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return html.unescape(re.sub(r"<[^>]+>", " ", body.decode("utf-8", "replace")))


def named_in(text: str) -> Iterator[str]:
    """Names of students in a text; of two that begin at one place, the longer."""
    return (found[0] for found in any_name().finditer(text))


@cache
def any_name() -> re.Pattern[str]:
    """Every name as one pattern."""
    ways = "|".join(re.escape(name) for name in sorted(names(), key=len, reverse=True))
    return re.compile(rf"(?<![\w.])(?:{ways})(?!\w)")


def looked(client: Client, where: str) -> tuple[set[str], set[UUID]]:
    """What names of students the answer holds, and about whom something was written down; none where it refused."""
    with overheard() as told:
        answer = client.get(where)
        text = text_of(answer)
    recorded = {student for entry in told for student in entry.student_ids}
    return (set(named_in(text)) if answer.status_code == 200 else set()), recorded


PATTERNS = sorted(p for p in set(ADDRESSES) - set(OPEN) if not p.startswith("accounts/"))


@pytest.mark.parametrize("username", PEOPLE)
def test_whom_a_page_names_the_journal_names_too(username: str) -> None:
    client, silent = browser(username), {}
    for pattern in PATTERNS:
        found, recorded = looked(client, address(pattern))
        unseen = {name for name in found if not names()[name] & recorded}
        if unseen:
            silent[pattern] = sorted(unseen)
    assert silent == {}


def test_the_search_sees_whom_pages_name() -> None:
    """Without this the test above could pass over empty pages."""
    seen = {pattern: looked(browser(who), address(pattern))[0] for who, pattern in SHOW_JAYLEN}
    assert {
        pattern for pattern, found in seen.items() if not found & {"Jaylen T.", "J.T.", "Jaylen Tucker"}
    } == set()


STUDENT = "students/<uuid:student>"
SHOW_JAYLEN = (
    ("marcus", f"{STUDENT}/"), ("marcus", f"{STUDENT}/plan/"), ("marcus", f"{STUDENT}/looked/"), ("marcus", "queue/"),
    ("marcus", f"{STUDENT}/disclosures/<uuid:entry_id>/correct/"), ("denise", "day/"), ("nadia", f"{STUDENT}/sealed/"),
    ("nadia", f"{STUDENT}/sealed/<uuid:note>/"), ("denise", f"{STUDENT}/card/"), ("ap", f"{STUDENT}/family/"),
    ("ap", "schools/classes/<uuid:klass>/"), ("marcus", f"documents/{STUDENT}/access/"),
    ("marcus", "plan-versions/<uuid:version>/"), ("ap", f"{STUDENT}/who-may-see/"),
)  # fmt: skip


def test_a_part_asked_for_by_its_own_address_is_a_look() -> None:
    for pattern in ("strip/", "team-notes/", "today/", ""):
        place = f"parts/{STUDENT}/{pattern}" if pattern else f"documents/parts/{STUDENT}/"
        _found, recorded = looked(browser("marcus"), address(place))
        assert UUID(examples()["student"]) in recorded, place
