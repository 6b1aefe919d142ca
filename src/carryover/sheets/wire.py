"""The day sheet as the tablet reads it (`contracts/sync-v1.schema.json`, DaySheet). Pure."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from carryover.observations.raised import Raised
from carryover.plans.compile import Button
from carryover.plans.content import SupportKind
from carryover.plans.gate import CardLine
from carryover.scope.actors import Actor
from carryover.scope.competencies import name_of
from carryover.sheets.by_law import fixed_for
from carryover.sheets.card_words import line_words, sealed_words
from carryover.sheets.day import Block
from carryover.sheets.guidance import Part, Professional
from carryover.sheets.laid_out import at_once, changed_first, longest_part
from carryover.sheets.own import Own, professional
from carryover.sheets.queries import Card, DaySheet

COLORS = 6
NOTHING_CHANGED_YET = "A change to this plan has been drafted. Nothing has changed yet."


def to_wire(sheet: DaySheet, actor: Actor, server_time: datetime) -> dict[str, object]:
    """One adult's day as plain JSON values."""
    day = sheet.school_day
    return {
        "day": day.day.isoformat(),
        "school_day": {
            "kind": day.kind.value,
            "letter": day.letter,
            "note": day.note,
            "next": sheet.next_school_day.isoformat() if sheet.next_school_day else None,
        },
        "server_time": server_time.isoformat(),
        "zone": actor.adult.district.time_zone,
        "adult": {
            "id": str(actor.adult.id),
            "name": str(actor.adult),
            "initials": actor.adult.initials,
            "role_label": actor.adult.role_label,
        },
        "blocks": [_block(block) for block in sheet.blocks],
        "students": [_card(card) for card in sheet.cards],
        "law": [{"text": str(each.text), "source": each.source} for each in fixed_for(actor.adult.role)],
    }


def _block(block: Block) -> dict[str, object]:
    return {
        "period": block.ring.code,
        "name": block.ring.name,
        "starts": f"{block.ring.starts:%H:%M}",
        "ends": f"{block.ring.ends:%H:%M}",
        "place": block.place,
        "students": [
            {"id": str(p.student), "status": p.status.value, "note": p.note} for p in block.students
        ],
    }


def _card(card: Card) -> dict[str, object]:
    version = card.version
    return {
        "id": str(card.student.id),
        "initials": card.student.initials,
        "name": card.student.short_name,
        "color": card.place % COLORS,
        "plan": None
        if version is None
        else {
            "version_id": str(version.id),
            "number": version.number,
            "effective_from": version.effective_from.isoformat(),
            "changed": list(card.changed),
        },
        "card": _lines(card) | (_own(card, card.own) if card.own and version else {}),
        "measures": [_measure(button) for button in card.buttons],
        "pending_change": NOTHING_CHANGED_YET if card.pending else None,
        "raised": [_raised(card, each) for each in card.own.raised] if card.own else [],
        **_only_where_there_is(card),
    }


def _lines(card: Card) -> dict[str, object]:
    """The lines of the plan, new ones first, each with its why; and whom to ask."""
    shown = at_once(card, longest_part(card.own) if card.own else None)
    ask = card.own.directs if card.own else None
    if ask is None and card.ask is not None:
        ask = professional(card.ask)
    return {
        **{
            kind.value: [
                _line(line) | ({} if line.id in shown else {"more": True})
                for line in changed_first(card, kind)
            ]
            + _sealed(card, kind)
            for kind in SupportKind
        },
        "ask": _person(ask) if ask else None,
    }


def _line(line: CardLine) -> dict[str, object]:
    """A line; one that needs training says in what, and whether it is closed to this adult."""
    told: dict[str, object] = {"text": line.text, "because": line.because, "id": line.id}
    return told | {"needs": _(name_of(line.needs)), "closed": line.closed} if line.needs else told


def _sealed(card: Card, kind: SupportKind) -> list[dict[str, object]]:
    """What to avoid stands among the nevers, what to do behind 'more' of what comes before; who may tell the reason."""
    folded: dict[str, object] = {"more": True} if kind is SupportKind.BEFORE else {}
    return [
        {"text": line, "because": sealed_words(each.ask), **folded}
        for each in card.shared
        for line in {SupportKind.BEFORE: each.do, SupportKind.NEVER: each.avoid}.get(kind, ())
    ]


def _only_where_there_is(card: Card) -> dict[str, object]:
    """Personal care as a sign and no more, for tablets are shared; and what the adult may do untrained, till when."""
    told: dict[str, object] = {"care": True} if card.has_care else {}
    if card.waived:
        told["waived"] = [
            {"needs": _(name_of(row.competency)), "until": row.ends_on.isoformat(), "instead": row.measure}
            for row in card.waived
        ]
    return told


def _own(card: Card, own: Own) -> dict[str, object]:
    """What only newer tablets show: the adult's own part, what changed since when, and what they confirmed."""
    assert card.version is not None
    reading = own.reading
    return {
        "parts": [_part(part) for part in own.parts],
        "since": {"at": own.since.at.isoformat(), "why": own.since.why},
        "changes": [{"what": c.what, "part": c.part, "text": c.text, "line": c.line} for c in own.changes],
        "confirm": {
            "key": f"{card.version.id}/{own.guidance[:16]}",
            "due": own.due,
            "number": reading.version.number if reading else None,
            "at": reading.read_at.isoformat() if reading else None,
            "address": f"/students/{card.student.id}/card/questions/",
        },
        **({"manager": _person(professional(card.ask))} if card.ask else {}),
    }


def _part(part: Part) -> dict[str, object]:
    kinds = {"do": part.do, "may": part.may, "never": part.never, "ask": part.ask}
    told: dict[str, object] = {"period": part.period}
    for kind, lines in kinds.items():
        told[kind] = [
            {"id": str(line.id), "text": line.text, "because": line.because}
            | ({"whom": line.whom.name} if line.whom else {})
            for line in lines
        ]
    return told | ({"directs": _person(part.directs)} if part.directs else {})


def _raised(card: Card, found: Raised) -> dict[str, object]:
    """What this adult raised, and what became of it."""
    answer, owner = found.answer, found.owner
    lines = card.own.part_lines if card.own else ()
    return {
        "id": str(found.row.id),
        "about": found.row.about,
        "what": line_words(found, card.plan, lines),
        "raised_at": found.row.raised_at.isoformat(),
        "state": found.state,
        "owner": _person(professional(owner)) if owner else None,
        "answer": answer
        and {
            "by": str(answer.by),
            "at": answer.at.isoformat(),
            "words": answer.words,
            "changed": answer.link_words,
        },
        "address": f"/concerns/{found.row.id}/",
    }


def _person(who: Professional) -> dict[str, object]:
    return {"name": who.name, "how": who.reach}


def _measure(button: Button) -> dict[str, object]:
    measure = button.measure
    return {
        "id": measure.id,
        "label": measure.label,
        "method": measure.method.value,
        "unit": measure.unit,
        "definition": measure.definition,
        "examples": list(measure.examples),
        "non_examples": list(measure.non_examples),
        "prompts": list(measure.prompts),
        "goal": button.sentence,
        "schedule": button.schedule,
    }
