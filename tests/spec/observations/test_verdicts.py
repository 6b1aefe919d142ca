"""The verdict table: stored, stored with a flag, or held with a reason and somebody who can resolve it; nothing else.

(Sync protocol, `field/reliability.md` §1.2 and invariant I4 of §1.5.)
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.observations.judge import WHO_RESOLVES, VersionFacts, judge, open_item
from carryover.observations.receive import Verdict
from carryover.observations.wire import Envelope, Unreadable, read_item
from carryover.scope.tablets import Term
from carryover.terms import DateSpan
from spec.observations.invented import (
    DENISE,
    DEVICE,
    FACTS,
    GIVEN,
    MARCUS,
    METHODS,
    NOW,
    OTHER,
    STUDENT,
    VERSION,
    item,
    judged,
    payload,
    raw,
)

TODAY = date(2026, 10, 20)
AN_HOUR_AGO = NOW - timedelta(hours=1)
EVENT = UUID(payload("void")["voids"])
CONCERN = UUID(int=7)
MORE = {"about": "more", "adds_to": str(CONCERN), "plan_version": None}
NEWER = {VERSION: VersionFacts(VERSION, STUDENT, METHODS, TODAY)}
NEWER_TOMORROW = {VERSION: VersionFacts(VERSION, STUDENT, METHODS, TODAY + timedelta(days=1))}
FOREIGN = {VERSION: VersionFacts(VERSION, OTHER, METHODS, None)}
STORED = [
    ("a count", item(), {}),
    ("a duration", item(measure="m-duration", value={"seconds": 12.5}), {}),
    ("a whole day of one duration", item(measure="m-duration", value={"seconds": 86400}), {}),
    ("a trial alone", item(measure="m-trials", value={"correct": True, "prompt": "I"}), {}),
    ("a trial at no level", item(measure="m-trials", value={"correct": False, "prompt": None}), {}),
    ("a trial of a measure without levels", item(measure="m-trials", value={"correct": True}), {}),
    ("a closing", item("close"), {}),
    ("a closing that says nothing", item("close", zero=[], no_opportunity=[]), {}),
    ("taking back what nobody has seen yet", item("void"), {}),
    ("taking back one's own", item("void"), {"authors": {EVENT: DENISE}}),
    (
        "the last day of an assignment",
        item(),
        {"assignments": {(DENISE, STUDENT): (Term(DateSpan(TODAY, TODAY)),)}},
    ),
    ("a newer version from tomorrow", item(), {"versions": NEWER_TOMORROW}),
    ("told two different things", item("concern"), {}),
    ("told two different things, and no more", item("concern", plan_version=None), {}),
    (
        "which line, and in a few words",
        item("concern", line="respond-1", words="at once, or after the item?"),
        {},
    ),
    ("a definition that does not fit", item("concern", about="definition", measure="m-count"), {}),
    ("by one who may raise but not record", item("concern"), {"assignments": {}}),
    ("more about one's own", item("concern", **MORE), {"raised": {CONCERN: DENISE}}),
    ("late, from paper", item(late=True, occurred_at="2026-10-19T09:00:00-04:00"), {}),
]
FLAGGED = [
    ("clock", item(occurred_at="2036-10-20T11:00:00-04:00"), {}),
    ("clock", item(occurred_at="1970-01-01T00:00:00Z"), {}),
    ("clock", item("void", occurred_at="0001-01-01T00:00:00+14:00"), {}),
    ("clock", item("close", occurred_at="9999-12-31T23:59:59-12:00"), {}),
    ("grant_revoked", item(), {"grants": {"Denise's grant": replace(GIVEN, revoked_at=NOW)}}),
    ("grant_expired", item(), {"grants": {"Denise's grant": replace(GIVEN, expires_at=AN_HOUR_AGO)}}),
    ("plan_superseded", item(), {"versions": NEWER}),
    ("plan_superseded", item("close"), {"versions": NEWER}),
    ("plan_superseded", item("concern"), {"versions": NEWER}),
    ("clock", item("concern", occurred_at="2036-10-20T11:00:00-04:00"), {}),
    (
        "grant_expired",
        item("concern"),
        {"grants": {"Denise's grant": replace(GIVEN, expires_at=AN_HOUR_AGO)}},
    ),
]
HELD = [
    ("hash_mismatch", item(envelope={"hash": "0" * 64}), {}),
    ("newer_app", item(envelope={"v": 2}), {}),
    ("unknown_kind", item(envelope={"kind": "mood"}), {}),
    ("unreadable", item("capture", student="J.T."), {}),
    ("unreadable", item(occurred_at="2026-10-20T11:00:00"), {}),
    ("unreadable", item("close", zero="m-count"), {}),
    ("unreadable", item("concern", about="definition"), {}),
    ("unreadable", item("concern", about="two_things", measure="m-count"), {}),
    ("unreadable", item("concern", about="definition", measure="m-count", plan_version=None), {}),
    ("unreadable", item("concern", about="mood"), {}),
    ("unreadable", item("concern", about=["two_things"]), {}),
    ("unreadable", item("concern", about="more"), {}),
    ("unreadable", item("concern", about="two_things", adds_to=str(CONCERN)), {}),
    ("unreadable", item("concern", words="x" * 201), {}),
    ("unreadable", item("concern", line="x" * 65), {}),
    ("unreadable", item("concern", student=None), {}),
    ("unreadable", item("concern", occurred_at="2026-10-20T11:00:00"), {}),
    ("newer_app", item("concern", envelope={"v": 2}), {}),
    ("hash_mismatch", item("concern", envelope={"hash": "0" * 64}), {}),
    ("grant_invalid", item("concern", envelope={"grant": "not ours"}), {}),
    ("device_revoked", item("concern"), {"device_revoked": True}),
    ("permission", item("concern"), {"raisers": {}}),
    ("permission", item("concern"), {"raisers": {(MARCUS, STUDENT): (Term(DateSpan(TODAY)),)}}),
    ("permission", item("concern", **MORE), {"raisers": {}, "raised": {CONCERN: DENISE}}),
    ("unknown_concern", item("concern", **MORE), {}),
    ("unknown_concern", item("concern", **MORE), {"raised": {CONCERN: MARCUS}}),
    ("unknown_concern", item("concern", **MORE), {"raised": {CONCERN: None}}),
    ("unknown_plan", item("concern"), {"versions": FOREIGN}),
    ("unknown_plan", item("concern"), {"versions": {}}),
    ("unknown_measure", item("concern", about="definition", measure="m-other"), {}),
    ("grant_invalid", item(envelope={"grant": "not ours"}), {}),
    ("grant_invalid", item(), {"device": MARCUS}),
    ("device_revoked", item(), {"device_revoked": True}),
    ("permission", item(), {"assignments": {}}),
    ("permission", item(), {"assignments": {(MARCUS, STUDENT): (Term(DateSpan(TODAY)),)}}),
    (
        "permission",
        item(),
        {"assignments": {(DENISE, STUDENT): (Term(DateSpan(TODAY + timedelta(days=1))),)}},
    ),
    ("permission", item("void"), {"assignments": {}}),
    ("permission", item(), {"grants": {"Denise's grant": replace(GIVEN, revoked_at=AN_HOUR_AGO)}}),
    ("not_the_author", item("void"), {"authors": {EVENT: MARCUS}}),
    ("not_the_author", item("void"), {"authors": {EVENT: None}}),
    ("unknown_plan", item(), {"versions": {}}),
    ("unknown_plan", item(), {"versions": FOREIGN}),
    ("unknown_measure", item(measure="m-other"), {}),
    ("unknown_measure", item("close", zero=["m-other"]), {}),
    ("impossible_time", item(late=True, occurred_at="1999-01-01T13:00:00+00:00"), {}),
    ("wrong_value", item(value={"count": 0}), {}),
    ("wrong_value", item(value={"count": True}), {}),
    ("wrong_value", item(value={"count": 1, "seconds": 1}), {}),
    ("wrong_value", item(value=None), {}),
    ("wrong_value", item(measure="m-duration", value={"seconds": -1}), {}),
    ("wrong_value", item(measure="m-duration", value={"seconds": 86401}), {}),
    ("wrong_value", item(measure="m-trials", value={"correct": "yes"}), {}),
    ("wrong_value", item(measure="m-trials", value={"correct": True, "prompt": "X"}), {}),
]


@pytest.mark.parametrize(("made", "facts"), [row[1:] for row in STORED], ids=[row[0] for row in STORED])
def test_stored(made: Envelope, facts: dict[str, Any]) -> None:
    found = judged(made, **facts)
    assert (found.verdict, found.reason, found.counted) == ("stored", "", True)


@pytest.mark.parametrize(("reason", "made", "facts"), FLAGGED)
def test_stored_with_a_flag(reason: str, made: Envelope, facts: dict[str, Any]) -> None:
    found = judged(made, **facts)
    assert (found.verdict, found.reason, found.counted) == ("stored_flagged", reason, True)
    assert found.day is not None and found.occurred_at is not None


@pytest.mark.parametrize(("reason", "made", "facts"), HELD)
def test_held_with_somebody_who_can_resolve_it(reason: str, made: Envelope, facts: dict[str, Any]) -> None:
    found = judged(made, **facts)
    assert (found.verdict, found.reason, found.counted) == ("held", reason, False)
    assert WHO_RESOLVES[reason]


def test_the_table_covers_every_reason_that_judging_gives() -> None:
    of_landing = {"id_conflict", "device_fork"}
    assert {row[0] for row in HELD} | of_landing == set(WHO_RESOLVES)


def test_the_first_reason_found_is_the_one_told() -> None:
    wrong_in_every_way = item(measure="m-other", value={"count": 0}, envelope={"hash": "no", "v": 9})
    assert judged(wrong_in_every_way, assignments={}, device_revoked=True).reason == "hash_mismatch"


WORDS = st.text(max_size=8) | st.sampled_from(
    ["", "m-count", "I", str(STUDENT), str(VERSION), NOW.isoformat()]
)
NUMBERS = (
    st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([10**30, -1, 2**63])
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
KINDS = st.sampled_from(["capture", "void", "close", "concern", "mood"])


@st.composite
def items(draw: st.DrawFn) -> bytes:
    """An item of which some fields, in the envelope or in the payload, are anything at all."""
    kind = draw(KINDS)
    inside = payload(kind)
    fields = sorted(inside)
    inside |= draw(st.dictionaries(st.sampled_from(fields), JSON, max_size=2))
    text = draw(st.just(json.dumps(inside)) | JSON.map(json.dumps) | st.text(max_size=20))
    outside = [
        "id",
        "install",
        "n",
        "v",
        "kind",
        "grant",
        "hash",
        "dev_wall",
        "tz",
        "offset_est_ms",
        "boot",
        "mac",
    ]
    return raw(kind, text, **draw(st.dictionaries(st.sampled_from(outside), JSON, max_size=2)))


def verdict_on(raw_item: bytes) -> Verdict:
    """What the tablet is told of one item, as `receive` puts it together."""
    read = read_item(raw_item)
    if isinstance(read, Unreadable):
        return Verdict(read.name.id, read.name.n, "held", None, "unreadable")
    found = judge(open_item(read), FACTS)
    return Verdict(str(read.id), read.n, found.verdict, 1, found.reason or None)


@given(items() | JSON.map(json.dumps).map(str.encode) | st.binary(max_size=40))
@settings(max_examples=400, deadline=None)
def test_no_item_is_ever_without_a_verdict_and_none_is_ever_an_error(raw_item: bytes) -> None:
    answer = verdict_on(raw_item)
    assert answer.verdict in {"stored", "stored_flagged", "held"}
    assert (answer.reason is None) == (answer.verdict == "stored")
    assert bool(answer.who_resolves) == (answer.verdict == "held")
    assert isinstance(answer.id, str) and isinstance(answer.n, int), (
        "a tablet takes any other shape for a portal"
    )


@pytest.mark.parametrize(
    ("offset", "quality"), [(0, "good"), (-90_000, "good"), (-3_600_000, "estimated"), (None, "estimated")]
)
def test_a_time_that_the_tablet_has_corrected_is_taken_as_it_is(offset: int | None, quality: str) -> None:
    found = judged(item(occurred_at=AN_HOUR_AGO.isoformat(), envelope={"offset_est_ms": offset}))
    assert (found.occurred_at, found.time_quality, found.verdict) == (AN_HOUR_AGO, quality, "stored")


@given(
    at=st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    offset=st.none() | st.integers(-(2**62), 2**62),
)
@settings(max_examples=200, deadline=None)
def test_a_time_that_is_counted_lies_between_a_school_year_ago_and_now(at: str, offset: int | None) -> None:
    read = read_item(raw("capture", json.dumps(payload(occurred_at=at)), offset_est_ms=offset))
    if isinstance(read, Unreadable):
        return
    opened = open_item(read)
    if opened.payload is None or opened.held:  # an offset with seconds, as old zones had
        return
    found = judge(opened, FACTS)
    if not found.counted:
        assert found.reason == "permission", "before the assignment began"
        return
    assert found.occurred_at is not None
    assert NOW - timedelta(days=400) <= found.occurred_at <= NOW + timedelta(minutes=2)
    assert (found.time_quality == "unknown") == (found.reason == "clock")


def test_a_tablet_of_another_grant_is_told_apart_from_one_without() -> None:
    assert GIVEN.device == DEVICE
    assert judged(item(), grants={}).reason == judged(item(), device=OTHER).reason == "grant_invalid"
