"""A substitute's card on paper: the days by the bells, what each student needs, whom to call, and the link as a code.

Promises: first names only, no diagnosis, no goals; black and white; when it ends and what to do with it then stand on
every page, because paper does not end by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from carryover.documents import press
from carryover.sheets.day import Block, Status
from carryover.sheets.handed import Handed, Learner

TEMPLATE_VERSION = "substitute-card/1"


@dataclass(frozen=True)
class PrintedCard:
    """What goes on the paper. `link` and `code` are the address and its QR code as SVG, empty when it is not known."""

    school: str
    absent: str
    for_whom: str
    starts_at: datetime
    ends_at: datetime
    office: str
    days: tuple[tuple[date, Handed], ...]
    link: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if not self.days or self.ends_at <= self.starts_at or bool(self.link) != bool(self.code):
            raise ValueError(
                "a printed card has a day, ends after it begins, and a link with its code or neither"
            )


def render(card: PrintedCard, *, created: datetime) -> bytes:
    """The tagged PDF of the card."""
    return press.pdf("substitute", _page(card), _codes(card), created=created)


def preview(card: PrintedCard, *, created: datetime, ppi: float = 96) -> list[bytes]:
    """The pages of `render` as PNG images."""
    return press.pages_png("substitute", _page(card), _codes(card), created=created, ppi=ppi)


def _codes(card: PrintedCard) -> press.Graphs:
    return {"code": (card.code, f"The link of this card as a code: {card.link}")} if card.code else {}


def _page(card: PrintedCard) -> dict[str, object]:
    cut = card.link.rfind("/")
    ends = f"{_clock(card.ends_at.timetz())}, {press.day_words(card.ends_at.date())}"
    return {
        "meta": {
            "title": f"Substitute card, {press.day_words(card.starts_at.date())}",
            "lang": "en",
            "head": f"Substitute card · good until {ends}",
            "foot": [
                f"Confidential. Good until {ends}: give it back at the office then, to be shredded. "
                f"For this assignment only (34 CFR 99.31(a)(1)). ({TEMPLATE_VERSION})",
            ],
        },
        "absent": card.absent,
        "for_whom": card.for_whom,
        "school": card.school,
        "begins": f"{_clock(card.starts_at.timetz())}, {press.day_words(card.starts_at.date())}",
        "ends": ends,
        "office": card.office,
        # In two pieces, each short enough to be printed as it is typed.
        "link": [part for part in (card.link[: cut + 1], card.link[cut + 1 :]) if part],
        "days": [
            {
                "day": press.day_words(day),
                "blocks": [_block(each.block, found.learners) for each in found.stretches],
            }
            for day, found in card.days
        ],
        "students": [_student(each) for each in _everybody(card.days)],
    }


def _everybody(days: Sequence[tuple[date, Handed]]) -> list[Learner]:
    """Each student of the card once, as on the first day on which they are with the substitute, by name."""
    found: dict[UUID, Learner] = {}
    for _day, handed in days:
        for key, learner in handed.learners.items():
            found.setdefault(key, learner)
    return sorted(found.values(), key=lambda each: (each.called, str(each.id)))


def _block(block: Block, learners: Mapping[UUID, Learner]) -> dict[str, str]:
    return {
        "when": f"{_clock(block.ring.starts)} – {_clock(block.ring.ends)}",
        "name": block.ring.name,
        "place": block.place,
        "who": ", ".join(
            learners[each.student].called + (f" ({_AWAY[each.status]})" if each.status in _AWAY else "")
            for each in block.students
        ),
    }


_AWAY = {Status.ABSENT: "absent", Status.TRIP: "on a trip", Status.LEFT_EARLY: "leaves early"}


def _student(learner: Learner) -> dict[str, object]:
    return {
        "name": learner.called,
        "never": learner.never,
        "before": learner.before,
        "respond": learner.respond,
        "shared": [*learner.do, *(f"Avoid: {line}" for line in learner.avoid)],
        "has_lines": learner.has_lines,
        "note": [f"{each.label}: {each.definition}" for each in learner.note],
        "ask": ", ".join(part for part in (learner.ask, learner.reach) if part),
    }


def _clock(moment: time) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"
