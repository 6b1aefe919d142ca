"""Writing a judged batch: one COPY into a temporary table, one statement into the landing table, the log and concerns.

`COPY` into a table under row security is refused by PostgreSQL, so rows go through a temporary table of this
connection. What already has an id or an (installation, n) is left alone; the caller learns which rows landed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from carryover.observations.judge import Judged
from carryover.observations.wire import Close, Concern, Void

_ENCODER = msgspec.json.Encoder()
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"

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
    WHERE i.verdict <> 'held' AND i.kind <> 'concern'
), raised AS (
    INSERT INTO observations_concern (id, student_id, school_id, author_id, about, plan_version_id, measure, line,
        words, raised_at, day, device_id, flag, received_at)
    SELECT i.id, i.student_id, %(school)s, i.author_id, i.value ->> 'about', i.plan_version_id, coalesce(i.measure, ''),
        i.value ->> 'line', i.value ->> 'words', i.occurred_at, i.day, %(device)s, i.reason, %(now)s
    FROM incoming i JOIN landed USING (id, seq)
    WHERE i.verdict <> 'held' AND i.kind = 'concern' AND i.value ->> 'about' <> 'more'
), added AS (
    INSERT INTO observations_concernaddition (id, concern, student_id, author_id, at, line, words, device_id)
    SELECT i.id, (i.value ->> 'adds_to')::uuid, i.student_id, i.author_id, i.occurred_at, i.value ->> 'line',
        i.value ->> 'words', %(device)s
    FROM incoming i JOIN landed USING (id, seq)
    WHERE i.verdict <> 'held' AND i.kind = 'concern' AND i.value ->> 'about' = 'more'
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
        _have_temporary_table(cursor)
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


def _have_temporary_table(cursor: CursorWrapper) -> None:
    """Make the table once a connection: asking each time costs as much as copying a hundred rows."""
    held = connection.connection
    if getattr(held, "has_incoming", None) != held.info.backend_pid:
        cursor.execute(_INCOMING)
        # Only a committed table outlives the transaction, so the mark is set when it is sure.
        transaction.on_commit(lambda: setattr(held, "has_incoming", held.info.backend_pid))


def _text(value: str) -> str:
    """A string in COPY's text format; almost none has anything to escape."""
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        return value.translate(_ESCAPES)
    return value


def _id(value: UUID) -> str:
    """PostgreSQL reads 32 hex digits, which Python writes five times faster than the dashes."""
    return f"{value.int:032x}"


def _line(judged: Judged, seq: int) -> str:
    """One row of COPY's text format, in the order of the temporary table."""
    e, grant = judged.envelope, judged.grant
    who = f"{_id(grant.id)}\t{_id(grant.adult)}" if grant else f"{_NULL}\t{_NULL}"
    offset = _NULL if e.offset_est_ms is None else e.offset_est_ms
    return (
        f"{_id(e.id)}\t{_id(e.install)}\t{e.n}\t{e.v}\t{_text(e.kind)}\t{_text(e.hash)}\t{_text(e.payload)}\t"
        f"{e.dev_wall.isoformat()}\t{offset}\t{_text(e.tz)}\t{seq}\t{judged.verdict}\t{judged.reason}\t{who}\t"
        f"{_payload_columns(judged)}\n"
    )


def _payload_columns(judged: Judged) -> str:
    """student, plan version, measure, session, occurred at, day, value, voids, late, time quality."""
    payload, quality = judged.payload, judged.time_quality
    if payload is None:
        return "\t".join((*(_NULL,) * 8, "f", quality))
    when = judged.occurred_at.isoformat() if judged.occurred_at else _NULL
    day = judged.day.isoformat() if judged.day else _NULL
    student = _id(payload.student)
    if isinstance(payload, Void):
        return f"{student}\t{_NULL}\t{_NULL}\t{_NULL}\t{when}\t{day}\t{_NULL}\t{_id(payload.voids)}\tf\t{quality}"
    if isinstance(payload, Concern):
        version = _NULL if payload.plan_version is None else _id(payload.plan_version)
        value, measure = _text(concern_value(payload)), _text(payload.measure)
        return f"{student}\t{version}\t{measure}\t{_NULL}\t{when}\t{day}\t{value}\t{_NULL}\tf\t{quality}"
    version, session = _id(payload.plan_version), _id(payload.session)
    if isinstance(payload, Close):
        value = _text(closing_value(payload))
        return f"{student}\t{version}\t{_NULL}\t{session}\t{when}\t{day}\t{value}\t{_NULL}\tf\t{quality}"
    value, late = _text(bytes(payload.value).decode()), "t" if payload.late else "f"
    measure = _text(payload.measure)
    return f"{student}\t{version}\t{measure}\t{session}\t{when}\t{day}\t{value}\t{_NULL}\t{late}\t{quality}"


def closing_value(payload: Close) -> str:
    """A close's own value as JSON text: which measures were truly zero, which had no opportunity."""
    return _ENCODER.encode({"zero": payload.zero, "no_opportunity": payload.no_opportunity}).decode()


def concern_value(payload: Concern) -> str:
    """A concern's own value as JSON text: what it is about, which line, the adult's words, what it adds to."""
    said = {"about": payload.about, "line": payload.line, "words": payload.words, "adds_to": payload.adds_to}
    return _ENCODER.encode(said).decode()
