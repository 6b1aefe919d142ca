"""What Marcus has written for Denise, which cards she has read, and what she found did not fit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from carryover.sheets.guidance import Line, LineKind, Professional, guidance_hash, holding, spoken_to
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.copying import Rows
from carryover.site.demo.goals_of_story import ASKS_HELP
from carryover.site.demo.people import persona_id
from carryover.site.demo.plans import Case, moment
from carryover.site.demo.world import DENISE, World

PARA = "paraprofessional"
BEGAN, READ, CHANGED = 30, 12, 1
"""School days before today on which the guidance was written, was read, and was changed in part."""


@dataclass(frozen=True)
class _Written:
    """One line of the story: when it was written, and in the place of which other."""

    key: str
    kind: LineKind
    text: str = ""
    because: str = ""
    before: int = BEGAN
    period: str = ""
    whom: str = ""
    replaces: str = ""
    source: str = ""
    role: str = field(default=PARA)


DO, MAY, NEVER, ASK, DIRECTS = LineKind
GUIDANCE: dict[str, tuple[_Written, ...]] = {
    "jt": (
        _Written("jt-do", DO, "Sit beside him while he writes.", "He starts sooner.", period="P1"),
        _Written("jt-may", MAY, "Point to the card once.", "A reminder is no answer."),
        _Written("jt-never", NEVER, "Talk about him before classmates.", "Dignity first."),
        _Written("jt-ask", ASK, "Before leaving the room.", "One adult must know.", whom="marcus"),
        _Written(
            "jt-do-2", DO, "Sit two seats away while he writes.", "Help stays a step away.", before=CHANGED,
            period="P1", replaces="jt-do",
        ),
    ),
    "ao": (
        _Written("ao-do", DO, "Stand where she can see you.", "Turning the card must reach somebody."),
        _Written(
            "ao-ask", ASK, "Before you read a question to her.", "Reading it may be the very task.", whom="marcus"
        ),
        _Written("ao-directs", DIRECTS, period="P5", whom="priya"),
        _Written("ao-may", MAY, "Tap the card once.", "A reminder is not yet help.", before=CHANGED),
    ),
    "lh": (_Written("lh-never", NEVER, "Finish a sentence for her.", "She is under way.", role=""),),
}  # fmt: skip


@dataclass(frozen=True)
class _Raised:
    """One concern of the story: when it was raised and, where it was, answered."""

    key: str
    part: str
    about: str
    before: int
    words: str = ""
    line: str = ""
    measure: str = ""
    more: str = ""
    answered: int = 0
    answer: str = ""
    changed: str = ""


CONCERNS = (
    _Raised("breaks", "jt", "two_things", 2, "break at once, or after the item?", "respond-1"),
    _Raised(
        "points", "ao", "definition", 16, measure=ASKS_HELP.key, more="she points and says nothing",
        answered=15, answer="Pointing at the card counts as asking. A look alone does not.",
        changed=ASKS_HELP.label,
    ),
    _Raised(
        "recess", "lh", "two_things", 3, "who walks her to recess",
        answered=2, answer="You do on A days, Priya Raman on B days.",
    ),
)  # fmt: skip


def guide(world: World, rows: Rows) -> None:
    """Guidance for the students of Denise's story, her readings of their cards, and her concerns."""
    cases = {case.pupil.part: case for case in world.cases if case.pupil.part in DENISE}
    for part, case in cases.items():
        lines = _guidance(world, case, GUIDANCE.get(part, ()), rows)
        _reading(world, case, lines, rows)
    for raised in CONCERNS:
        _concern(world, cases[raised.part], raised, rows)


def _id(world: World, *label: object) -> UUID:
    return uid(stream(world.seed, "guidance", *label))


def _guidance(world: World, case: Case, written: Iterable[_Written], rows: Rows) -> list[Line]:
    lines = []
    for each in written:
        at = moment(world.calendar.before(each.before), 15, 40)
        replaces = _id(world, each.replaces) if each.replaces else None
        whom = persona_id(world.seed, each.whom) if each.whom else None
        rows.add(
            "sheets_guidanceline", _id(world, each.key), each.kind.value, each.text, each.because, each.period,
            each.role, None, whom, each.source, replaces, False, case.manager, at, case.pupil.id,
        )  # fmt: skip
        asked = Professional(whom, each.whom) if whom else None
        lines.append(
            Line(
                _id(world, each.key), each.kind, each.text, each.because, at, each.period, each.role, None, asked,
                each.source, replaces,
            )
        )  # fmt: skip
    return lines


def _reading(world: World, case: Case, lines: Iterable[Line], rows: Rows) -> None:
    """Denise confirmed each card some time ago, the version and the guidance of that day."""
    day, denise = world.calendar.before(READ), persona_id(world.seed, "denise")
    known = [version for version in case.versions if version.effective_from <= day]
    if not known:
        return
    at = moment(day, 8, 5)
    stood = guidance_hash(spoken_to(holding(lines, at), denise, PARA))
    answers = [{"asked": asked, "tries": tries} for asked, tries in _ANSWERS]
    rows.add(
        "sheets_cardreading", _id(world, "reading", case.pupil.part), stood, at, _later(at), json.dumps(answers),
        denise, case.pupil.id, known[-1].id,
    )  # fmt: skip


_ANSWERS = (("never", 1), ("when_it_happens", 2), ("whom", 1))


def _later(at: datetime) -> datetime:
    return at.replace(minute=at.minute + 1)


def _concern(world: World, case: Case, raised: _Raised, rows: Rows) -> None:
    denise, key = persona_id(world.seed, "denise"), _id(world, "concern", raised.key)
    day = world.calendar.before(raised.before)
    at, pupil = moment(day, 10, 20), case.pupil.id
    version = next((v for v in reversed(case.versions) if v.effective_from <= day), case.versions[0])
    rows.add(
        "observations_concern", key, raised.about, version.id, raised.measure, raised.line, raised.words, at, day,
        None, "", at, denise, world.school_id(case.pupil.code), pupil,
    )  # fmt: skip
    if raised.more:
        rows.add(
            "observations_concernaddition", _id(world, "more", raised.key), key, _later(at), "", raised.more, None,
            denise, pupil,
        )  # fmt: skip
    if raised.answered:
        answered = moment(world.calendar.before(raised.answered), 8, 10)
        link = ("plan_line", raised.measure, raised.changed) if raised.changed else ("", "", "")
        rows.add(
            "observations_concernstep", _id(world, "step", raised.key), 1, "answered", raised.answer, answered, *link,
            case.manager, key, pupil,
        )  # fmt: skip
