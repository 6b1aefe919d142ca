"""Whether each document that was issued or kept is still the one that the journal speaks of, to the byte."""

from __future__ import annotations

from collections.abc import Iterator

from carryover.journal.proofs import Proof
from carryover.journal.walk import Connection

# An entry older than the hash of the PDF itself has only that of its content.
_ISSUED = """
SELECT i.id, e.detail ->> 'hash' IS NOT DISTINCT FROM i.content_hash,
    coalesce(e.detail ->> 'pdf' = encode(sha256(i.pdf), 'hex'), true)
FROM documents_issued i LEFT JOIN (
    SELECT DISTINCT ON (thing_id) thing_id, detail FROM journal_entry
    WHERE act IN ('report.issue', 'document.keep') ORDER BY thing_id, id
) e ON e.thing_id = i.id::text
"""
_GONE = """
SELECT e.thing_id, e.id FROM journal_entry e
WHERE e.act IN ('report.issue', 'document.keep')
    AND NOT EXISTS (SELECT FROM documents_issued i WHERE i.id::text = e.thing_id)
ORDER BY e.id
"""


def _issued(connection: Connection) -> Iterator[str | None]:
    with connection.cursor("issued") as cursor:
        for document, content, pdf in cursor.execute(_ISSUED):
            if not content:
                yield f"Document {document}: the journal tells otherwise what was issued."
            else:
                yield (
                    None if pdf else f"Document {document}: its stored pages are not those that were issued."
                )
    for document, entry in connection.execute(_GONE):
        yield f"Document {document} is gone: entry {entry} of the journal says that it was issued."


PROOFS = (Proof("issued documents", _issued),)
