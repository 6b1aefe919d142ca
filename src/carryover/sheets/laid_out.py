"""How a card is laid out for sixty seconds: which lines stand at once, and which behind 'more'. Pure."""

from __future__ import annotations

from carryover.plans.content import SupportKind
from carryover.plans.gate import CardLine
from carryover.sheets.card_words import sealed_words, trainer_words, training_words
from carryover.sheets.guidance import Part, together
from carryover.sheets.own import Own
from carryover.sheets.queries import Card
from carryover.sheets.sixty import Weighed, before_more, words_in

CHANGES_AT_ONCE = 4
HEADINGS = 28
"""Words that the headings of a card take, with the line that says since when."""
OF_A_LINE = 2
"""Words that name the kind of a line of one's own part: 'I do', 'I never'."""

OF_A_WAIVER = 28
"""Words at most that say until when somebody works without a training, in what, and who allowed it."""


def at_once(card: Card, mine: Part | None) -> frozenset[str]:
    """The ids of the plan's lines that stand before 'more' beside this adult's part.

    What never to do always does, with what is to be avoided for a sealed reason; what needs training, for it is about
    danger or a body; and one line of each part.
    """
    spent = HEADINGS + words_in(*card.changed[:CHANGES_AT_ONCE]) + _words_of(mine)
    spent += sum(OF_A_WAIVER + words_in(row.measure) for row in card.waived)
    spent += sum(words_in(line, sealed_words(each.ask)) for each in card.shared for line in each.avoid)
    if card.own and card.own.directs:
        spent += words_in(card.own.directs.words)
    weighed = [
        Weighed(line.id, kind.value, _words_of_line(line), must=kind is SupportKind.NEVER or bool(line.needs))
        for kind in SupportKind
        for line in changed_first(card, kind)
    ]
    return before_more(weighed, spent)


def changed_first(card: Card, kind: SupportKind) -> tuple[CardLine, ...]:
    """The lines of one part, the new ones first, the others in the plan's order."""
    fresh = new_lines(card.own)
    return tuple(sorted(card.lines.get(kind, ()), key=lambda line: line.id not in fresh))


def new_lines(own: Own | None) -> frozenset[str]:
    """The ids of the lines, of plan and guidance, that are new to this adult."""
    return frozenset(change.line for change in own.changes if change.line) if own else frozenset()


def in_period(own: Own, period: str) -> Part:
    """What holds for this adult in one period; all day's part when the period has no lines of its own."""
    whole_day = own.parts[0]
    return together(whole_day, next((part for part in own.parts[1:] if part.period == period), None))


def longest_part(own: Own) -> Part:
    """The part of the period with the most words: a tablet chooses the period later, and the card must hold it."""
    found = [together(own.parts[0], part) for part in own.parts[1:]] or [own.parts[0]]
    return max(found, key=_words_of)


def _words_of_line(line: CardLine) -> int:
    return words_in(line.text, line.because, training_words(line), trainer_words(line))


def _words_of(part: Part | None) -> int:
    if part is None:
        return 0
    asked = [line.whom.name for line in part.ask if line.whom]
    told = [text for line in part.lines for text in (line.text, line.because)]
    return words_in(*told, *asked) + len(asked) + OF_A_LINE * len(part.lines)
