"""The jobs of this room: what follows an act and may take its time.

A job runs under a named actor of its own in the journal. Where row security asks for an adult it enters for the one
whose act it follows, with the rights of the day of that act.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from carryover.documents.acts import keep_signed_plan


@app.task(name="documents.keep_signed_plan", retry=5)
def keep(version: str, signer: str, at: str) -> str | None:
    """Keep a signed version as a PDF: ids as text, `at` the moment of signing (ISO 8601, aware).

    Safe to run again: what is kept stays.
    """
    made = keep_signed_plan(UUID(version), UUID(signer), datetime.fromisoformat(at))
    return str(made.id) if made else None
