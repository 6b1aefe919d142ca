"""The wire format of tablets, version 1, read strictly and item by item. Pure.

One unreadable item never spoils its neighbours: `read_batch` gives each item back as an `Envelope` or as the raw bytes
with what is wrong. `contracts/sync-v1.schema.json` is the same format for other languages.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

MAX_ITEMS = 1_000
MAX_BYTES = 2 * 1024 * 1024
MAX_WORDS = 200
"""Characters of what an adult adds to a concern."""
PAYLOAD_VERSION = 1


class Envelope(msgspec.Struct, frozen=True):
    """What stands around every payload, in clear text."""

    id: UUID
    install: UUID
    n: int
    v: int
    kind: str
    grant: str
    hash: str
    payload: str
    dev_wall: datetime
    boot: UUID | None = None
    dev_mono: float = 0.0
    tz: str = ""
    offset_est_ms: int | None = None
    mac: str | None = None
    sealed: str | None = None


class Named(msgspec.Struct, frozen=True):
    """The two fields of an item by which a tablet knows it."""

    id: str = ""
    n: int = -1


class Batch(msgspec.Struct, frozen=True):
    """A request: its items are still raw, so that one bad item is that item's trouble alone."""

    epoch: str
    install: UUID
    items: list[msgspec.Raw]
    next_n: int = 0
    pending: int = 0


class Capture(msgspec.Struct, frozen=True):
    """One thing seen: `value` keeps the measure's own shape."""

    student: UUID
    plan_version: UUID
    measure: str
    session: UUID
    session_started_at: datetime
    occurred_at: datetime
    value: msgspec.Raw
    late: bool = False


class Void(msgspec.Struct, frozen=True):
    """Takes back one earlier event, which stays in the record."""

    student: UUID
    voids: UUID
    occurred_at: datetime


class Close(msgspec.Struct, frozen=True):
    """Ends a session and says which measures were truly zero or had no opportunity."""

    student: UUID
    plan_version: UUID
    session: UUID
    session_started_at: datetime
    occurred_at: datetime
    zero: list[str] = []
    no_opportunity: list[str] = []


class Concern(msgspec.Struct, frozen=True):
    """What does not fit: two directions that differ, or a measure's definition; or more about one already raised.

    Refuses a definition without its measure, more without what it belongs to, and what belongs to another kind.
    """

    student: UUID
    about: Literal["two_things", "definition", "more"]
    occurred_at: datetime
    plan_version: UUID | None = None
    measure: Annotated[str, msgspec.Meta(max_length=64)] = ""
    line: Annotated[str, msgspec.Meta(max_length=64)] = ""
    words: Annotated[str, msgspec.Meta(max_length=MAX_WORDS)] = ""
    adds_to: UUID | None = None

    def __post_init__(self) -> None:
        if (self.about == "definition") != bool(self.measure):
            raise ValueError("a definition, and nothing else, names its measure")
        if (self.about == "more") != (self.adds_to is not None):
            raise ValueError("more, and nothing else, names what it adds to")
        if self.measure and self.plan_version is None:
            raise ValueError("a measure is one of a plan version")


class CountValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Times it happened in this event."""

    count: int


class DurationValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long one episode lasted, in seconds."""

    seconds: float
    started_at: datetime | None = None
    ended_at: datetime | None = None


class TrialValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One trial: right or not, and at which prompt level."""

    correct: bool
    prompt: str | None = None


Payload = Capture | Void | Close | Concern
Value = CountValue | DurationValue | TrialValue

_BATCH = msgspec.json.Decoder(Batch)
_ENVELOPE = msgspec.json.Decoder(Envelope)
_NAME = msgspec.json.Decoder(Named)
_PAYLOADS: dict[str, msgspec.json.Decoder[Payload]] = {
    "capture": msgspec.json.Decoder(Capture),
    "void": msgspec.json.Decoder(Void),
    "close": msgspec.json.Decoder(Close),
    "concern": msgspec.json.Decoder(Concern),
}
_VALUES: dict[str, msgspec.json.Decoder[Value]] = {
    "count": msgspec.json.Decoder(CountValue),
    "duration": msgspec.json.Decoder(DurationValue),
    "trials": msgspec.json.Decoder(TrialValue),
}
KINDS = frozenset(_PAYLOADS)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item without a usable envelope: its own bytes are its identity, so that a repeat is recognised."""

    raw: bytes
    why: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the raw bytes."""
        return hashlib.sha256(self.raw).digest()

    @property
    def name(self) -> Named:
        """What the item calls itself, so that the tablet recognises the answer; empty and -1 where it does not say."""
        try:
            return _NAME.decode(self.raw)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return Named()


def read_batch(body: bytes) -> Batch:
    """The request with its items still raw; raises msgspec.MsgspecError naming the place when it is not one."""
    return _BATCH.decode(body)


def read_item(raw: bytes) -> Envelope | Unreadable:
    """One item's envelope, or the item as it came with what is wrong."""
    try:
        envelope = _ENVELOPE.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return Unreadable(bytes(raw), str(error))
    why = _why_not_kept(envelope)
    return Unreadable(bytes(raw), why) if why else envelope


def _why_not_kept(envelope: Envelope) -> str:
    """What of an envelope the landing table could not hold as it came; empty for every item that a tablet makes."""
    wall, offset = envelope.dev_wall, envelope.offset_est_ms or 0
    if not 0 <= envelope.n < 1 << 62 or not 0 <= envelope.v < 1 << 15 or abs(offset) >= 1 << 62:
        return "n, v or offset_est_ms is out of range"
    if wall.tzinfo is None or not 1 < wall.year < 9999:
        return "dev_wall has no zone or is out of range"
    if "\\u0000" in envelope.payload or "\x00" in envelope.payload or "\x00" in envelope.tz:
        return "it holds a null character"
    if "\x00" in envelope.kind or "\x00" in envelope.hash:
        return "it holds a null character"
    return ""


def hash_of(payload: str) -> str:
    """What `hash` must be for this payload: SHA-256 of its UTF-8 bytes, in hex."""
    return hashlib.sha256(payload.encode()).hexdigest()


def read_payload(kind: str, payload: str) -> Payload:
    """The payload of a known kind; raises msgspec.MsgspecError naming the place."""
    return _PAYLOADS[kind].decode(payload)


def read_value(method: str, value: bytes) -> Value:
    """A capture's value as its measure's method writes it; raises msgspec.MsgspecError when it does not fit."""
    return _VALUES[method].decode(value)
