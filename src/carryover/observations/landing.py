"""Writing a judged batch: one COPY into a temporary table, one statement into the landing table and the log.

`COPY` into a table under row security is refused by PostgreSQL, so rows go through a temporary table of this
connection. What already has an id or an (installation, n) is left alone; the caller learns which rows landed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection

from carryover.observations.judge import Judged
from carryover.observations.wire import Capture, Close, Void

_INCOMING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
    id uuid, install uuid, n bigint, v smallint, kind text, hash text, payload text, dev_wall timestamptz,
    offset_est_ms bigint, tz text, seq bigint, verdict text, reason text, grant_id uuid, author_id uuid,
    student_id uuid, plan_version_id uuid, measure text, session uuid, occurred_at timestamptz, day date,
    value jsonb, voids uuid, late boolean, time_quality text
) ON COMMIT DELETE ROWS
"""

_LAND = """
WITH landed AS (
    INSERT INTO observations_landing (id, install, n, v, kind, hash, payload, dev_wall, offset_est_ms, tz, school_year,
        school_id, seq, verdict, reason, device_id, grant_id, author_id, student_id, received_at)
    SELECT id, install, n, v, kind, hash, payload, dev_wall, offset_est_ms, tz, %(year)s, %(school)s, seq, verdict,
        reason, %(device)s, grant_id, author_id, student_id, %(now)s
    FROM incoming ORDER BY seq
    ON CONFLICT DO NOTHING
    RETURNING id, seq
), counted AS (
    INSERT INTO observations_event (school_year, id, seq, school_id, student_id, kind, plan_version_id, measure,
        session, occurred_at, day, value, voids, author_id, device_id, late, flag, time_quality)
    SELECT %(year)s, i.id, i.seq, %(school)s, i.student_id, i.kind, i.plan_version_id, i.measure, i.session,
        i.occurred_at, i.day, i.value, i.voids, i.author_id, %(device)s, i.late, i.reason, i.time_quality
    FROM incoming i JOIN landed USING (id, seq)
    WHERE i.verdict <> 'held'
)
SELECT seq FROM landed
"""


@dataclass(frozen=True)
class Arrival:
    """What all items of one request have in common."""

    device: UUID
    school: UUID
    school_year: int
    now: datetime


def take_sequence(school: UUID, count: int) -> int:
    """The first of `count` sequence numbers of this school; its counter stays locked until the transaction ends,
    so numbers become visible in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_sequence (school_id, last) VALUES (%s, %s) ON CONFLICT (school_id)"
            " DO UPDATE SET last = observations_sequence.last + EXCLUDED.last RETURNING last",
            [school, count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def land(items: Sequence[Judged], first_seq: int, arrival: Arrival) -> set[int]:
    """Write the items, numbered from `first_seq`; returns the places (from 0) of those that landed as new."""
    rows = "".join([_line(judged, first_seq + place) for place, judged in enumerate(items)])
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            copy.write(rows)
        cursor.execute(
            _LAND,
            {
                "year": arrival.school_year,
                "school": arrival.school,
                "device": arrival.device,
                "now": arrival.now,
            },
        )
        return {seq - first_seq for (seq,) in cursor.fetchall()}


_ENCODER = msgspec.json.Encoder()
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _or_null(value: object) -> str:
    return _NULL if value is None else str(value)


def _line(judged: Judged, seq: int) -> str:
    """One row of COPY's text format, in the order of the temporary table."""
    e, grant = judged.envelope, judged.grant
    return "\t".join(
        (
            str(e.id), str(e.install), str(e.n), str(e.v), _text(e.kind), _text(e.hash), _text(e.payload),
            e.dev_wall.isoformat(), _or_null(e.offset_est_ms), _text(e.tz), str(seq), judged.verdict, judged.reason,
            _or_null(grant and grant.id), _or_null(grant and grant.adult),
            *_payload_columns(judged),
        )
    ) + "\n"  # fmt: skip


def _payload_columns(judged: Judged) -> Iterable[str]:
    payload, when = judged.payload, judged.occurred_at
    if payload is None:
        return (*(_NULL,) * 8, "f", judged.time_quality)
    moment = when.isoformat() if when else _NULL
    day, student, quality = _or_null(judged.day), str(payload.student), judged.time_quality
    if isinstance(payload, Capture):
        value = _text(bytes(payload.value).decode())
        late = "t" if payload.late else "f"
        version, session = str(payload.plan_version), str(payload.session)
        return student, version, _text(payload.measure), session, moment, day, value, _NULL, late, quality
    if isinstance(payload, Void):
        return student, _NULL, _NULL, _NULL, moment, day, _NULL, str(payload.voids), "f", quality
    return (
        student, str(payload.plan_version), _NULL, str(payload.session), moment, day,
        _text(closing_value(payload)), _NULL, "f", quality,
    )  # fmt: skip


def closing_value(payload: Close) -> str:
    """A close's own value as JSON text: which measures were truly zero, which had no opportunity."""
    return _ENCODER.encode({"zero": payload.zero, "no_opportunity": payload.no_opportunity}).decode()
