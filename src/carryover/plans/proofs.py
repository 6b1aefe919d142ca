"""Whether what was signed is still what stands in the tables: content, signatures, and what the journal says."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from carryover.journal.proofs import Proof
from carryover.journal.walk import Connection
from carryover.plans.content import content_hash, from_json

_VERSIONS = """
SELECT v.id, v.content::text, v.template_version, v.content_hash,
    (SELECT array_agg(s.content_hash) FROM plans_signature s WHERE s.version_id = v.id),
    (e.hash, e.number, e.purpose, e.actor_id, e.at)
        IS NOT DISTINCT FROM (v.content_hash, v.number, v.purpose, v.signed_by_id, v.signed_at)
FROM plans_planversion v LEFT JOIN (
    SELECT DISTINCT ON (thing_id) thing_id, detail ->> 'hash' AS hash, (detail ->> 'number')::int AS number,
        detail ->> 'purpose' AS purpose, actor_id, at
    FROM journal_entry WHERE act = 'plan.sign' ORDER BY thing_id, id
) e ON e.thing_id = v.id::text
"""
_GONE = """
SELECT e.thing_id, e.id FROM journal_entry e
WHERE e.act = 'plan.sign' AND NOT EXISTS (SELECT FROM plans_planversion v WHERE v.id::text = e.thing_id)
ORDER BY e.id
"""


def _versions(connection: Connection) -> Iterator[str | None]:
    with connection.cursor("versions") as cursor:
        cursor.itersize = 500
        for version, content, template, digest, signed, told in cursor.execute(_VERSIONS):
            fault = _fault(content, template, digest, signed or [], told=told)
            yield f"Plan version {version}: {fault}." if fault else None
    for version, entry in connection.execute(_GONE):
        yield f"Plan version {version} is gone: entry {entry} of the journal says that it was signed."


def _fault(content: str, template: str, digest: str, signed: list[str], *, told: bool) -> str:
    """What is wrong with one version, or nothing."""
    if _hash(content, template) != digest:
        return "its content is not what its hash covers"
    if not signed:
        return "its signature is gone"
    if set(signed) != {digest}:
        return "a signature on it covers other bytes"
    return "" if told else "the journal tells otherwise what was signed, when and by whom"


def _hash(content: str, template: str) -> str:
    """The hash of content as it stands; none when it is no plan any more."""
    try:
        return content_hash(from_json(json.loads(content)), template)
    except (msgspec.ValidationError, ValueError, TypeError, RecursionError):
        return ""


PROOFS = (Proof("signed plan versions", _versions),)
