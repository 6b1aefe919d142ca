"""An invented tablet, grant, plan and assignment as plain facts, and items to be judged by them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from carryover.observations.judge import Facts, Judged, VersionFacts, judge, open_item
from carryover.observations.wire import Envelope, hash_of, read_item
from carryover.scope.tablets import GrantSeen, Term
from carryover.terms import DateSpan

NAMES = UUID("0f6f9e0c-5f2b-4d5a-8a61-3b8ad8b5a7d1")
NOW = datetime(2026, 10, 20, 15, 0, tzinfo=UTC)  # 11:00 in New York
STUDENT, OTHER, DENISE, MARCUS, DEVICE, VERSION, GRANT = (
    uuid5(NAMES, name) for name in ("J.T.", "A.O.", "Denise", "Marcus", "tablet", "version 3", "grant")
)
METHODS = {"m-count": "count", "m-duration": "duration", "m-trials": "trials"}
GIVEN = GrantSeen(GRANT, DENISE, DEVICE, NOW - timedelta(hours=4), NOW + timedelta(days=300), None)
FACTS = Facts(
    now=NOW,
    zone=ZoneInfo("America/New_York"),
    device=DEVICE,
    device_revoked=False,
    grants={"Denise's grant": GIVEN},
    versions={VERSION: VersionFacts(VERSION, STUDENT, METHODS, None)},
    assignments={(DENISE, STUDENT): (Term(DateSpan(date(2026, 8, 1))),)},
    authors={},
    raisers={(DENISE, STUDENT): (Term(DateSpan(date(2026, 8, 1))),)},
)


def payload(kind: str = "capture", **other: Any) -> dict[str, Any]:
    """What a tablet writes for this kind, about J.T., a minute before now."""
    at = (NOW - timedelta(minutes=1)).isoformat()
    made: dict[str, Any] = {"student": str(STUDENT), "occurred_at": at}
    if kind == "void":
        made["voids"] = str(uuid5(NAMES, "an event"))
    elif kind == "concern":
        made |= {"plan_version": str(VERSION), "about": "two_things"}
    else:
        made |= {
            "plan_version": str(VERSION),
            "session": str(uuid5(NAMES, "session")),
            "session_started_at": at,
        }
    if kind == "capture":
        made |= {"measure": "m-count", "late": False, "value": {"count": 1}}
    if kind == "close":
        made |= {"zero": ["m-count"], "no_opportunity": ["m-trials"]}
    return made | other


def raw(kind: str = "capture", text: str | None = None, /, **other: Any) -> bytes:
    """One item as bytes; `text` is the payload's own text when it is not the usual one."""
    words = json.dumps(payload(kind)) if text is None else text
    return json.dumps(
        {
            "id": str(uuid5(NAMES, words)),
            "install": str(uuid5(NAMES, "install")),
            "n": 0,
            "v": 1,
            "kind": kind,
            "grant": "Denise's grant",
            "mac": None,
            "hash": hash_of(words),
            "dev_wall": NOW.isoformat(),
            "dev_mono": 1.0,
            "boot": str(uuid5(NAMES, "boot")),
            "tz": "America/New_York",
            "offset_est_ms": 0,
            "sealed": None,
            "payload": words,
        }
        | other
    ).encode()


def item(kind: str = "capture", /, envelope: dict[str, Any] | None = None, **other: Any) -> Envelope:
    """One readable item whose payload differs as told."""
    made = read_item(raw(kind, json.dumps(payload(kind, **other)), **(envelope or {})))
    assert isinstance(made, Envelope)
    return made


def judged(made: Envelope, **facts: Any) -> Judged:
    """The verdict on an item when the facts differ as told."""
    return judge(open_item(made), replace(FACTS, **facts))
