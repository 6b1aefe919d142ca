"""Court orders and other binding papers: entered by the office that has seen them, ended, never removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction

from carryover.journal.acts import record
from carryover.roster.models import Guardian
from carryover.scope.actors import Actor
from carryover.scope.models import Instrument
from carryover.scope.queries import require
from carryover.terms import DateSpan, Refusal, Refused

EFFECT_OF = {
    "court_order": "revokes",
    "statute": "revokes",
    "guardianship": "keeps",
    "student_consent": "keeps",
}
"""What a kind of paper can do: take a right from a guardian, or leave it with them after the age of majority."""


@dataclass(frozen=True)
class PaperFacts:
    """A paper as the office has it: who issued it and when, which rights it names, on which days it holds."""

    kind: str
    rights: frozenset[str]
    issuer: str
    reference: str
    issued_on: date
    days: DateSpan


@transaction.atomic
def enter_paper(actor: Actor, guardian: Guardian, facts: PaperFacts) -> None:
    """Enter what a paper does to each right that it names; it holds from its first day, on the next request."""
    permit = require(actor, "order.enter", guardian.student_id)
    rows = [
        Instrument(
            id=uuid4(),
            student_id=guardian.student_id,
            guardian=guardian,
            kind=facts.kind,
            right=right,
            effect=EFFECT_OF[facts.kind],
            issuer=facts.issuer,
            reference=facts.reference,
            issued_on=facts.issued_on,
            valid_from=facts.days.start,
            valid_to=facts.days.end,
            entered_by=actor.adult,
            entered_at=actor.now,
        )
        for right in sorted(facts.rights)
    ]
    Instrument.objects.bulk_create(rows)
    _journal(actor, permit.right, "order.enter", rows)


@transaction.atomic
def end_paper(actor: Actor, paper: Instrument, last_day: date) -> None:
    """Let one effect of a paper end after a day, not before it began."""
    permit = require(actor, "order.enter", paper.student_id)
    if last_day < paper.valid_from or (paper.valid_to is not None and paper.valid_to < last_day):
        raise Refused(_DAY)
    paper.valid_to = last_day
    paper.save(update_fields=["valid_to"])
    _journal(actor, permit.right, "order.end", [paper])


def _journal(actor: Actor, right: str, act: str, papers: Iterable[Instrument]) -> None:
    for paper in papers:
        record(
            at=actor.now,
            actor=actor.key,
            right=right,
            act=act,
            thing=("instrument", paper.id),
            students=[paper.student_id],
            detail={"kind": paper.kind, "right": paper.right, "effect": paper.effect},
        )


_DAY = Refusal(
    "End this paper",
    "The day does not lie within the days on which it holds.",
    "Choose a day from its first to its last.",
    "order.day",
)
