"""The day sheet as the tablet reads it (`contracts/sync-v1.schema.json`, DaySheet). Pure."""

from __future__ import annotations

from datetime import datetime

from carryover.plans.compile import Button
from carryover.plans.content import SupportKind
from carryover.scope.actors import Actor
from carryover.sheets.day import Block
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
        "card": {
            **{
                kind.value: [{"text": s.text, "because": s.because} for s in card.lines.get(kind, ())]
                + _sealed(card, kind)
                for kind in SupportKind
            },
            "ask": {"name": str(card.ask), "how": card.ask.reach} if card.ask else None,
        },
        "measures": [_measure(button) for button in card.buttons],
        "pending_change": NOTHING_CHANGED_YET if card.pending else None,
    }


def _sealed(card: Card, kind: SupportKind) -> list[dict[str, str]]:
    """What to do stands among what comes before, what to avoid among the nevers; who may tell the reason, beside it."""
    return [
        {"text": line, "because": f"The reason is sealed. Ask {each.ask}."}
        for each in card.shared
        for line in {SupportKind.BEFORE: each.do, SupportKind.NEVER: each.avoid}.get(kind, ())
    ]


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
