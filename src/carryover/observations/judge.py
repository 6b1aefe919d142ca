"""What becomes of each item that reaches the server. Pure: the facts a batch needs are looked up once and given in.

There is no 'rejected'. An item is stored, stored with a flag, or held with a reason and with who can resolve it
(the verdict table of the sync protocol).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from carryover.measurement import PromptLevel
from carryover.observations.wire import (
    KINDS,
    PAYLOAD_VERSION,
    Capture,
    Close,
    Concern,
    CountValue,
    DurationValue,
    Envelope,
    Payload,
    Value,
    Void,
    hash_of,
    read_payload,
    read_value,
)
from carryover.scope.tablets import GrantSeen, Term

PROMPTS = frozenset(level.value for level in PromptLevel)
CLOCK_TOLERANCE = timedelta(minutes=2)
OLDEST = timedelta(days=400)

WHO_RESOLVES = {
    "unknown_kind": "the person who runs this server, by updating it",
    "newer_app": "the person who runs this server, by updating it",
    "unreadable": "the person who runs this server",
    "hash_mismatch": "the person who runs this server",
    "grant_invalid": "the case manager",
    "device_revoked": "the case manager",
    "permission": "the case manager",
    "unknown_plan": "the case manager",
    "unknown_measure": "the case manager",
    "wrong_value": "the case manager",
    "impossible_time": "the case manager",
    "not_the_author": "the case manager",
    "unknown_concern": "the case manager",
    "id_conflict": "the case manager",
    "device_fork": "the person who runs this server",
}


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A signed plan version: whose it is, the method of each measure, and when a newer one took over."""

    id: UUID
    student: UUID
    methods: Mapping[str, str]
    superseded_from: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a batch is judged by."""

    now: datetime
    zone: ZoneInfo
    device: UUID
    device_revoked: bool
    grants: Mapping[str, GrantSeen]
    versions: Mapping[UUID, VersionFacts]
    assignments: Mapping[tuple[UUID, UUID], tuple[Term, ...]]
    authors: Mapping[UUID, UUID | None]
    raisers: Mapping[tuple[UUID, UUID], tuple[Term, ...]] = field(default_factory=dict)
    raised: Mapping[UUID, UUID | None] = field(default_factory=dict)
    """When adults may raise a concern about students, and who raised those that are added to."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with its verdict. `reason` is empty only for a plain 'stored'; `day` is the school's own day."""

    envelope: Envelope
    verdict: str
    reason: str
    payload: Payload | None = None
    grant: GrantSeen | None = None
    occurred_at: datetime | None = None
    day: date | None = None
    time_quality: str = "good"

    @property
    def counted(self) -> bool:
        """Whether the item becomes an event of the record."""
        return self.verdict != "held"


@dataclass(frozen=True, slots=True)
class Opened:
    """An item as far as it can be read without looking anything up: its payload, or why it must be held."""

    envelope: Envelope
    payload: Payload | None
    held: str = ""


def open_item(envelope: Envelope) -> Opened:
    """Check the hash and the version and read the payload."""
    if envelope.hash != hash_of(envelope.payload):
        return Opened(envelope, None, "hash_mismatch")
    if envelope.v > PAYLOAD_VERSION:
        return Opened(envelope, None, "newer_app")
    if envelope.kind not in KINDS:
        return Opened(envelope, None, "unknown_kind")
    try:
        payload = read_payload(envelope.kind, envelope.payload)
    except msgspec.MsgspecError:
        return Opened(envelope, None, "unreadable")
    return Opened(envelope, payload, "unreadable" if payload.occurred_at.tzinfo is None else "")


def judge(opened: Opened, facts: Facts) -> Judged:
    """The verdict on one item whose id and number are new to the server."""
    envelope, payload = opened.envelope, opened.payload
    if opened.held or payload is None:
        return Judged(envelope, "held", opened.held)
    grant = facts.grants.get(envelope.grant)
    if grant is None or grant.device != facts.device:
        return Judged(envelope, "held", "grant_invalid", payload)
    occurred, quality = when_it_happened(envelope, payload, facts.now)
    day = occurred.astimezone(facts.zone).date()
    held = _why_held(payload, grant, occurred, day, facts)
    if held:
        return Judged(envelope, "held", held, payload, grant, occurred, day, quality)
    flag = _flag(payload, grant, occurred, day, quality, facts)
    verdict = "stored_flagged" if flag else "stored"
    return Judged(envelope, verdict, flag, payload, grant, occurred, day, quality)


def when_it_happened(envelope: Envelope, payload: Payload, now: datetime) -> tuple[datetime, str]:
    """When it happened, and how far that can be trusted: good, estimated or unknown.

    The tablet has already corrected the time by what it knew of its clock (`offset_est_ms`). A time that cannot be,
    in the future or older than a school year, gives way to the moment of arrival.
    """
    occurred, offset = payload.occurred_at, envelope.offset_est_ms
    if not now - OLDEST <= occurred <= now + CLOCK_TOLERANCE:
        return now, "unknown"
    if offset is None or abs(offset) > CLOCK_TOLERANCE.total_seconds() * 1000:
        return occurred, "estimated"
    return occurred, "good"


def _why_held(payload: Payload, grant: GrantSeen, occurred: datetime, day: date, facts: Facts) -> str:
    if facts.device_revoked:
        return "device_revoked"
    if grant.revoked_at is not None and occurred >= grant.revoked_at:
        return "permission"
    if isinstance(payload, Capture) and payload.late and occurred != payload.occurred_at:
        return "impossible_time"  # the adult gave this time: the moment of arrival is no substitute
    standing = facts.raisers if isinstance(payload, Concern) else facts.assignments
    terms = standing.get((grant.adult, payload.student), ())
    if not any(term.holds(day, occurred) for term in terms):
        return "permission"
    if isinstance(payload, Void):
        author = facts.authors.get(payload.voids, grant.adult)
        return "" if author == grant.adult else "not_the_author"
    if isinstance(payload, Concern):
        return _why_not_raised(payload, grant, facts)
    version = facts.versions.get(payload.plan_version)
    if version is None or version.student != payload.student:
        return "unknown_plan"
    if isinstance(payload, Close):
        named = [*payload.zero, *payload.no_opportunity]
        return "" if all(measure in version.methods for measure in named) else "unknown_measure"
    return _wrong_value(payload, version)


def _why_not_raised(payload: Concern, grant: GrantSeen, facts: Facts) -> str:
    if payload.adds_to is not None and facts.raised.get(payload.adds_to) != grant.adult:
        return "unknown_concern"
    if payload.plan_version is None:
        return ""
    version = facts.versions.get(payload.plan_version)
    if version is None or version.student != payload.student:
        return "unknown_plan"
    return "" if not payload.measure or payload.measure in version.methods else "unknown_measure"


def _wrong_value(payload: Capture, version: VersionFacts) -> str:
    method = version.methods.get(payload.measure)
    if method is None:
        return "unknown_measure"
    try:
        value = read_value(method, payload.value)
    except msgspec.MsgspecError:
        return "wrong_value"
    return "" if _possible(value) else "wrong_value"


def _possible(value: Value) -> bool:
    if isinstance(value, CountValue):
        return 1 <= value.count < 100_000
    if isinstance(value, DurationValue):
        return 0 <= value.seconds <= 24 * 60 * 60
    return value.prompt is None or value.prompt in PROMPTS


def _flag(
    payload: Payload, grant: GrantSeen, occurred: datetime, day: date, quality: str, facts: Facts
) -> str:
    if quality == "unknown":
        return "clock"
    if grant.revoked_at is not None:
        return "grant_revoked"
    if occurred >= grant.expires_at:
        return "grant_expired"
    if not isinstance(payload, Void) and payload.plan_version is not None:
        superseded = facts.versions[payload.plan_version].superseded_from
        if superseded is not None and superseded <= day:
            return "plan_superseded"
    return ""
