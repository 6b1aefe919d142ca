"""Guidance suggested from the signed plan, so that nobody writes twice what is signed already. Pure.

What the plan says never to do becomes 'I never'; a line that offers a choice becomes 'I may offer'; the other lines
that tell an adult what to do become 'I do'. Nothing is suggested that stands in the guidance already, and nothing that
needs training: guidance is read by every adult whom it is for, certified or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from carryover.plans.content import Plan, Support, SupportKind
from carryover.sheets.guidance import Line, LineKind

_OFFERS = re.compile(
    r"\b(offer|choose|choice|let (him|her|them)|may|ofrec\w*|elegir|elija|opci\w+)\b", re.IGNORECASE
)
_TELLS = (SupportKind.BEFORE, SupportKind.TEACH, SupportKind.RESPOND)


@dataclass(frozen=True)
class Suggestion:
    """A line that the case manager may take over as it is; `source` is the plan line it was drawn from."""

    source: str
    kind: LineKind
    text: str
    because: str


def suggestions(plan: Plan, standing: Iterable[Line]) -> tuple[Suggestion, ...]:
    """What of the plan is not in the guidance yet, in the order of the card; a line without its why is left out."""
    known = list(standing)
    taken = {line.source for line in known if line.source} | {_plain(line.text) for line in known}
    return tuple(
        Suggestion(line.id, _kind(line), line.text, line.because)
        for line in plan.supports
        if line.kind is not SupportKind.WHY
        and not line.needs
        and line.because
        and line.id not in taken
        and _plain(line.text) not in taken
    )


def _kind(line: Support) -> LineKind:
    if line.kind is SupportKind.NEVER:
        return LineKind.NEVER
    return LineKind.MAY if line.kind in _TELLS and _OFFERS.search(line.text) else LineKind.DO


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
