"""What the server has promised tablets, held at its own door: the frozen queue lands, every vector gets its verdict.

Ids of people and plans in the contract files stand for any; before sending they are replaced by those of J.T. and A.O.
in the demo, and the payload is hashed again. Nothing else of an item is touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from carryover.observations.judge import open_item
from carryover.observations.models import Event, Landing
from carryover.observations.wire import Capture, Close, Envelope, hash_of, read_item, read_value
from carryover.roster.models import Account
from carryover.scope.actors import enter
from carryover.terms import uuid7
from tablets import Tablet, measure_of, set_up, student_on

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
SCHEMA: dict[str, Any] = json.loads((CONTRACTS / "sync-v1.schema.json").read_text())
QUEUES = sorted((CONTRACTS / "queues").glob("v*.json"))
QUEUE: dict[str, Any] = json.loads((CONTRACTS / "queues/v1.json").read_text())
VECTORS: list[dict[str, Any]] = json.loads((CONTRACTS / "vectors/envelopes.json").read_text())["cases"]
METHODS_OF_VECTORS = {21: "count", 22: "duration", 23: "trials", 24: "count"}
"""The methods of the measures in the contract files, by the last two digits of their ids."""


def item_of(case: dict[str, Any]) -> Envelope:
    """A vector's envelope, read."""
    made = read_item(json.dumps(case["envelope"]).encode())
    assert isinstance(made, Envelope)
    return made


class TestVectors:
    @pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
    def test_the_payloads_bytes_give_the_hash(self, case: dict[str, Any]) -> None:
        envelope = case["envelope"]
        assert (hash_of(envelope["payload"]) == envelope["hash"]) is case["hash_matches"]

    @pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
    def test_what_is_version_1_can_be_read_and_the_rest_is_told_apart(self, case: dict[str, Any]) -> None:
        opened = open_item(item_of(case))
        if case["valid"] or case["reason"] == "wrong_value":
            assert opened.held == ""
        else:
            assert opened.held == case["reason"]

    @pytest.mark.parametrize("made", json.loads((CONTRACTS / "vectors/uuid7.json").read_text())["cases"])
    def test_ids_are_made_alike(self, made: dict[str, Any]) -> None:
        assert str(uuid7(made["unix_ms"], bytes.fromhex(made["random"]))) == made["uuid"]


class TestTheFrozenQueue:
    def test_there_is_one_for_every_version_that_was_released(self) -> None:
        assert [path.stem for path in QUEUES] == ["v1"]

    def test_every_item_can_be_read(self) -> None:
        for n, raw in enumerate(QUEUE["items"]):
            made = read_item(json.dumps(raw).encode())
            assert isinstance(made, Envelope) and made.n == n
            opened = open_item(made)
            assert opened.held == "" and opened.payload is not None
            if isinstance(opened.payload, Capture):
                read_value(METHODS_OF_VECTORS[int(opened.payload.measure[-2:])], opened.payload.value)
            if isinstance(opened.payload, Close):
                assert all(UUID(name) for name in [*opened.payload.zero, *opened.payload.no_opportunity])

    @pytest.mark.django_db
    def test_it_lands_whole_and_counts_once(self) -> None:
        tablet = set_up("denise", "from a drawer")
        items = adapted(tablet, QUEUE["items"])
        answer = tablet.send(items, next_n=QUEUE["next_n"], pending=len(items)).json()
        check(answer, "events_reply")
        assert {v["verdict"] for v in answer["verdicts"]} <= {"stored", "stored_flagged"}, answer["verdicts"]
        again = tablet.send(items, next_n=QUEUE["next_n"], pending=0).json()
        assert {v["verdict"] for v in again["verdicts"]} == {"already"}
        stored = events_of(tablet, items)
        expected = QUEUE["counts_after_all"]
        assert [e.kind for e in stored].count("capture") == expected["captures"]
        assert [e.kind for e in stored].count("void") == expected["voids"]
        assert [e.kind for e in stored].count("close") == expected["closes"]
        gone = {e.voids for e in stored if e.kind == "void"}
        counting = [e for e in stored if e.kind == "capture" and e.id not in gone]
        assert len(counting) == expected["captures_that_count"]
        assert [e.seq for e in stored] == sorted(e.seq for e in stored)
        assert sum(e.late for e in stored) == 2

    @pytest.mark.django_db
    def test_what_landed_is_byte_for_byte_what_was_sent(self) -> None:
        tablet = set_up("denise", "from a drawer")
        items = adapted(tablet, QUEUE["items"])
        tablet.send(items)
        events_of(tablet, items)
        tablet.looks()
        kept = {str(row.id): (row.payload, row.hash, row.n) for row in Landing.objects.all()}
        assert kept == {i["id"]: (i["payload"], i["hash"], i["n"]) for i in items}


@pytest.mark.django_db
@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_every_vector_gets_its_verdict_at_the_door(case: dict[str, Any]) -> None:
    tablet = set_up("denise", "vectors")
    answer = tablet.send(adapted(tablet, [case["envelope"]])).json()
    check(answer, "events_reply")
    verdict = answer["verdicts"][0]
    assert (verdict["verdict"], verdict["reason"]) == (case["verdict"], case["reason"])
    assert bool(verdict["who_resolves"]) == (case["verdict"] == "held")


def adapted(tablet: Tablet, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items for this server: its own students, versions and measures, this tablet's grant; hashed again.

    An item whose hash did not match keeps one that does not.
    """
    sheet = tablet.day()
    ids = ids_here(sheet)
    found = []
    for raw in items:
        text = raw["payload"]
        for there, here in ids.items():
            text = text.replace(there, here)
        matched = hash_of(raw["payload"]) == raw["hash"]
        found.append(
            raw | {"grant": tablet.grant, "payload": text} | ({"hash": hash_of(text)} if matched else {})
        )
    return found


def ids_here(sheet: dict[str, Any]) -> dict[str, str]:
    """What stands here for each student, version and measure of the contract files.

    Both students of the files record with all three methods, which in the demo only J.T. has: he stands for both.
    """
    jaylen = student_on(sheet, "J.T.")
    known = {f"0192f0aa-0000-7000-8000-00000000000{n}": jaylen["id"] for n in (1, 2)}
    known |= {f"0192f0bb-0000-7000-8000-00000000001{n}": jaylen["plan"]["version_id"] for n in (1, 2)}
    known["señas-✓-𝄞"] = measure_of(jaylen, "count")["id"]
    for tail, method in METHODS_OF_VECTORS.items():
        known[f"0192f0cc-0000-7000-8000-0000000000{tail}"] = measure_of(jaylen, method)["id"]
    return known


def events_of(tablet: Tablet, items: list[dict[str, Any]]) -> list[Event]:
    """What of these items counts, as the case manager sees it."""
    enter(Account.objects.get(username="marcus").adult_id, None, tablet.at.date(), tablet.at)
    return list(Event.objects.filter(id__in=[item["id"] for item in items]).order_by("seq"))


PYTHON = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}
KEYWORDS = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "anyOf",
    "$ref",
}
KEYWORDS |= {"pattern", "minimum", "maximum", "minLength", "maxItems", "description"}


def check(value: Any, name: str) -> None:
    """A message against its part of the schema."""
    assert list(problems(value, SCHEMA["$defs"][name], name)) == []


def problems(value: Any, rule: dict[str, Any], at: str) -> Iterator[str]:
    """What of a JSON value does not fit a rule, by the keywords that the file uses; an unknown keyword is a problem."""
    yield from (f"{at}: keyword {word}" for word in set(rule) - KEYWORDS)
    if "$ref" in rule:
        yield from problems(value, SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]], at)
    if "anyOf" in rule and all(list(problems(value, each, at)) for each in rule["anyOf"]):
        yield f"{at}: {value!r} fits none of {len(rule['anyOf'])}"
    if "type" in rule and not _is(value, rule["type"]):
        yield f"{at}: {value!r} is no {rule['type']}"
        return
    if ("enum" in rule and value not in rule["enum"]) or ("const" in rule and value != rule["const"]):
        yield f"{at}: {value!r} is not allowed"
    yield from _sizes(value, rule, at)
    if isinstance(value, dict):
        yield from _members(value, rule, at)
    if isinstance(value, list) and "items" in rule:
        for place, each in enumerate(value):
            yield from problems(each, rule["items"], f"{at}[{place}]")


def _is(value: Any, kind: str | list[str]) -> bool:
    if isinstance(kind, list):
        return any(_is(value, each) for each in kind)
    return isinstance(value, PYTHON[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _sizes(value: Any, rule: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, int | float) and not rule.get("minimum", value) <= value <= rule.get(
        "maximum", value
    ):
        yield f"{at}: {value} is out of range"
    if isinstance(value, str) and (
        len(value) < rule.get("minLength", 0) or not re.search(rule.get("pattern", ""), value)
    ):
        yield f"{at}: {value!r} does not look like that"
    if isinstance(value, list) and len(value) > rule.get("maxItems", len(value)):
        yield f"{at}: {len(value)} are too many"


def _members(value: dict[str, Any], rule: dict[str, Any], at: str) -> Iterator[str]:
    known = rule.get("properties", {})
    yield from (f"{at}: {name} is missing" for name in rule.get("required", []) if name not in value)
    if rule.get("additionalProperties") is False:
        yield from (f"{at}: {name} is not known" for name in value if name not in known)
    for name, each in value.items():
        if name in known:
            yield from problems(each, known[name], f"{at}.{name}")


class TestTheReader:
    """The reader of the schema is our own, so it is held too."""

    @pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
    def test_it_agrees_with_the_vectors(self, case: dict[str, Any]) -> None:
        envelope = case["envelope"]
        found = list(problems(envelope, SCHEMA["$defs"]["envelope"], "envelope"))
        if not found:
            try:
                payload = json.loads(envelope["payload"])
            except ValueError:
                payload = None
            rule = SCHEMA["$defs"].get(f"{envelope['kind']}_payload", {"enum": []})
            found = list(problems(payload, rule, "payload"))
        if case["hash_matches"]:
            assert (found == []) is case["valid"], found

    @pytest.mark.parametrize("raw", QUEUE["items"], ids=[str(raw["n"]) for raw in QUEUE["items"]])
    def test_the_frozen_queue_fits(self, raw: dict[str, Any]) -> None:
        check(raw, "envelope")
        check(json.loads(raw["payload"]), f"{raw['kind']}_payload")


@pytest.mark.django_db
class TestReplies:
    """Every reply of the door fits the schema; the tablet takes any other for a captive portal."""

    def test_enrolling_and_handing_over(self) -> None:
        client = Client()
        client.force_login(Account.objects.get(username="denise"))
        ask = {"install": "4a0c52f0-6c1e-4a3b-9d77-0f6a2a1f9b10", "label": "cart 3"}
        check(ask, "enrol_request")
        given = client.post("/sync/v1/enrol", ask, content_type="application/json").json()
        check(given, "enrol_reply")
        ask = {"device_token": given["device_token"]}
        check(ask, "grant_request")
        check(client.post("/sync/v1/grant", ask, content_type="application/json").json(), "grant_reply")

    @pytest.mark.parametrize("username", ["denise", "marcus", "kim", "priya"])
    @pytest.mark.parametrize("day", ["2026-10-20", "2026-10-21", "2026-10-24", "2027-03-15"])
    def test_the_day_sheet(self, username: str, day: str) -> None:
        tablet = set_up(username)
        answer = tablet.client.get(f"/sync/v1/day?day={day}", headers=tablet.headers)
        assert answer.status_code == 200
        check(answer.json(), "day_sheet")

    def test_a_batch_with_every_verdict(self) -> None:
        tablet = set_up("denise")
        sheet = tablet.day()
        tablet.capture(sheet, "J.T.", "count", {"count": 1})
        tablet.capture(sheet, "J.T.", "count", {"count": 0})
        tablet.capture(sheet, "J.T.", "count", {"count": 1}, kind="mood")
        unreadable = tablet.capture(sheet, "J.T.", "count", {"count": 1}, dev_wall="yesterday")
        answer = tablet.send([*tablet.queue[:3], tablet.queue[0], unreadable, {"install": 7}]).json()
        check(answer, "events_reply")
        told = [v["verdict"] for v in answer["verdicts"]]
        assert told == ["stored", "held", "held", "already", "held", "held"]
        assert [v["id"] for v in answer["verdicts"][-2:]] == [unreadable["id"], ""], (
            "each is known by its own name"
        )
        sent = tablet.client.get("/sync/v1/sent", headers=tablet.headers).json()
        check(sent, "sent_reply")
        assert len(sent["items"]) == 2

    def test_refused_requests(self) -> None:
        tablet = set_up("denise")
        made = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
        check(tablet.send(epoch="another").json(), "epoch_changed")
        check(tablet.send([made] * 1001).json(), "error")
        check(tablet.send(items="none").json(), "error")  # type: ignore[arg-type]
        big = tablet.item("capture", {"filler": "x" * 2_200_000})
        check(tablet.send([big]).json(), "error")
