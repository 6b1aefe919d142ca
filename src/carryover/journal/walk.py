"""The chain walked fast: from PostgreSQL's text to the canonical bytes, without making values of it in between.

`chain.Line.canonical` says what the bytes are; `canonical` here builds the same ones several times faster, and a test
holds the two together. Needs a psycopg connection and no Django, so that several processes can walk a range each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import psycopg

from carryover.journal.chain import GENESIS

Connection = psycopg.Connection[tuple[Any, ...]]

COLUMNS = """e.id, e.act, e.actor_kind, coalesce(e.actor_id::text, ''),
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    e.detail::text, e."right", e.student_ids::text, e.thing_kind, e.thing_id"""
"""What `canonical` takes of `journal_entry e`, in its order."""
UNREADABLE = (TypeError, ValueError, RecursionError)
"""What `canonical` raises for a row that no act of ours can have written."""

_RANGE = f"""
SELECT s.ordinal, s.hash, s.entry_id, {COLUMNS}
FROM journal_seal s LEFT JOIN journal_entry e ON e.id = s.entry_id
WHERE s.ordinal BETWEEN %s AND %s ORDER BY s.ordinal
"""  # noqa: S608 - no value of anybody's is in it
# Or the planner reads all entries for every range of seals.
_BY_INDEX = """
SELECT set_config(name, 'off', true) FROM unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) AS name
"""
_HASH = "SELECT hash FROM journal_seal WHERE ordinal = %s"
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True)
class Break:
    """The first row of the journal that is not as it was sealed: its place, its entry, and what is wrong in words."""

    sentence: str
    seal: int | None = None
    entry: int | None = None

    def facts(self) -> Mapping[str, object]:
        """For a program that asks."""
        return {"sentence": self.sentence, "seal": self.seal, "entry": self.entry}


def canonical(
    key: int, act: str, kind: str, actor: str, at: str, detail: str, right: str, students: str,
    thing_kind: str, thing_id: str,
) -> bytes:  # fmt: skip
    """The one byte string of an entry, from the texts that COLUMNS gives. Raises one of UNREADABLE."""
    text = encode_basestring
    inside = students[1:-1]  # PostgreSQL writes {a,b}
    pupils = '"' + inside.replace(",", '","') + '"' if inside else ""
    return (
        f'{{"act":{text(act)},"actor":[{text(kind)},"{actor}"],"at":"{at}","detail":{_sorted(detail)},"id":{key},'
        f'"right":{text(right)},"students":[{pupils}],'
        f'"thing":[{text(thing_kind)},{text(thing_id)}]}}'
    ).encode()


@lru_cache(maxsize=4096)
def _sorted(detail: str) -> str:
    """The detail with its keys in order: jsonb keeps them by length."""
    return "{}" if detail == "{}" else _encode(json.loads(detail))


def walk(connection: Connection, first: int, last: int) -> Break | None:
    """None when each of the seals from `first` to `last` follows from the one before it and from its entry.

    A link is checked against the stored seal before it, so ranges can be walked apart and in any order.
    """
    with connection.cursor(binary=True) as cursor:
        previous = seal_hash(connection, first - 1) if first > 1 else GENESIS
        cursor.execute(_BY_INDEX)
        cursor.execute(_RANGE, [first, last])
        expected = first
        for ordinal, stored, entry, key, *facts in cursor.fetchall():
            if ordinal != expected:
                break
            if key is None:
                return _gone(ordinal, entry)
            if previous is None or _link(previous, key, facts) != stored:
                return _mismatch(connection, ordinal, previous)
            previous, expected = stored, expected + 1
    return None if expected > last else _missing(connection, expected)


def _link(previous: bytes, key: int, facts: list[str]) -> bytes | None:
    """The seal that these facts must have; None when no entry of ours can hold them."""
    try:
        return hashlib.sha256(previous + canonical(key, *facts)).digest()
    except UNREADABLE:
        return None


def seal_hash(connection: Connection, ordinal: int) -> bytes | None:
    """The hash of a seal, or None when there is no such seal."""
    found = connection.execute(_HASH, [ordinal], binary=True).fetchone()
    return bytes(found[0]) if found else None


def _gone(ordinal: int, entry: int) -> Break:
    return Break(
        f"Entry {entry} is gone: seal {ordinal} is all that is left of it.", seal=ordinal, entry=entry
    )


def _missing(connection: Connection, ordinal: int) -> Break:
    after = connection.execute(
        "SELECT ordinal, entry_id FROM journal_seal WHERE ordinal > %s ORDER BY ordinal LIMIT 1", [ordinal]
    ).fetchone()
    follows = f"the next one found is seal {after[0]}, of entry {after[1]}" if after else "no other follows"
    return Break(f"Seal {ordinal} is missing: {follows}.", seal=ordinal)


def _mismatch(connection: Connection, ordinal: int, previous: bytes | None) -> Break:
    """Which of the two was changed: the entry, or the seal over an entry with which the chain goes on well."""
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(_RANGE, [ordinal, ordinal + 1]).fetchall()
    (_, _, entry, key, *facts), *following = rows
    meant = _link(previous or b"", key, facts)
    if meant and following and following[0][0] == ordinal + 1 and following[0][3] is not None:
        _, stored, _, next_key, *next_facts = following[0]
        if _link(meant, next_key, next_facts) == stored:
            return Break(
                f"Seal {ordinal} was changed; entry {entry}, which it seals, still fits the chain.",
                seal=ordinal,
                entry=entry,
            )
    return Break(
        f"Entry {entry} (seal {ordinal}) is not what was sealed: it was changed or moved.",
        seal=ordinal,
        entry=entry,
    )
