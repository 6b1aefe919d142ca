"""`carryover verify-journal`: does the chain of the journal still hold, from its first entry to its last?"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from carryover.journal.acts import seal
from carryover.journal.models import Entry
from carryover.journal.queries import broken_at
from carryover.site.arguments import Arguments


def main(line: Sequence[str]) -> int:
    """Chain what is not chained yet, then walk the whole chain; 0 when it holds, 1 with a sentence when not."""
    parser = Arguments(prog="carryover verify-journal", description="Check that nobody rewrote the journal.")
    parser.parse_args(line)
    while seal():
        pass
    with transaction.atomic():
        sentence, entries = broken_at(), Entry.objects.count()
    print(sentence or f"The journal holds: {entries} entries, each in its place.")
    return 1 if sentence else 0
