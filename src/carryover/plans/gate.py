"""What of a plan's card a reader may see: a line that needs training is shown only to those who hold it. Pure.

Promises: the words of such a line, and why it is there, never leave this module for a reader who does not hold its
competency; they read what others do instead. The whole plan, for those who may read it, does not pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from carryover.plans.content import Care, Plan, Support, SupportKind
from carryover.scope.competencies import instead_of

Say = Callable[[str], str]
"""What others do instead where a line says nothing of its own: a competency in, a sentence out."""


@dataclass(frozen=True)
class CardLine:
    """One line as a reader's card shows it. `closed`: the reader lacks `needs`, and `text` is what others do."""

    id: str
    kind: SupportKind
    text: str
    because: str = ""
    needs: str = ""
    closed: bool = False


def is_open(line: Support, held: Collection[str]) -> bool:
    """Whether a reader who holds these competencies may read the line itself."""
    return not line.needs or line.needs in held


def card_line(line: Support, held: Collection[str], say: Say = instead_of) -> CardLine:
    """The line for a reader who holds these competencies."""
    if is_open(line, held):
        return CardLine(line.id, line.kind, line.text, line.because, line.needs)
    return CardLine(line.id, line.kind, line.instead or say(line.needs), "", line.needs, closed=True)


def care_for(plan: Plan, held: Collection[str]) -> tuple[Care, ...]:
    """The tasks of personal care that a reader who holds these competencies carries out."""
    return tuple(each for each in plan.care if each.task.competency in held)


def for_reader(plan: Plan, held: Collection[str], say: Say = instead_of) -> Plan:
    """The plan with every line and task of care closed that the reader may not see."""
    lines = tuple(line if is_open(line, held) else _closed(line, say) for line in plan.supports)
    return replace(plan, supports=lines, care=care_for(plan, held))


def _closed(line: Support, say: Say) -> Support:
    return Support(line.id, line.kind, line.instead or say(line.needs), "", line.needs, line.instead)
