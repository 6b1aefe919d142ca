"""What is confided and looked at in the demo: sealed notes, a broken glass that waits for its review, the register."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from carryover.plans.sealing import Bound
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.copying import Rows
from carryover.site.demo.deeds import Deed
from carryover.site.demo.people import persona_id
from carryover.site.demo.plans import moment
from carryover.site.demo.world import World
from carryover.site.home import locate
from carryover.site.sealing import sealing
from carryover.site.secrets import peek


@dataclass(frozen=True)
class Confided:
    """A sealed note of the story: about whom, by whom, so many school days ago."""

    part: str
    by: str
    compartment: str
    ago: int
    reason: str
    do: tuple[str, ...]
    avoid: tuple[str, ...]


NOTES = (
    Confided(
        "jt", "nadia", "protection", 30,
        "Something frightening happened at home in the spring, and an agency is still involved. Raised voices behind"
        " him and a hand on his arm bring it back.",
        ("Let him see you before you speak to him.", "Offer the quiet table before he has to ask."),
        ("Do not raise your voice near him.", "Do not touch his arm to guide him."),
    ),
    Confided(
        "marcus-3", "nurse", "health", 24,
        "Absence seizures since last winter, under treatment; the longest lasted forty seconds. The family asks that"
        " classmates are not told.",
        ("If the student stares and does not answer, note the time, stay near and call the nurse.",),
        ("Do not hold the student still, and give nothing to drink.",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A request in the register of the story."""

    part: str
    ago: int
    outcome: str
    asked_by: str
    party: str
    interest: str
    what: str
    basis: str = ""
    threat: str = ""


REGISTER = (
    Asked(
        "mh", 25, "disclosed", "Dr. Amy Lindgren, reading specialist", "Lakeside Reading Clinic",
        "To plan tutoring outside of school", "The progress report of last spring", "consent",
    ),
    Asked(
        "jt", 14, "disclosed", "Carol Simms, crisis counselor", "Cedar County Crisis Team",
        "To keep him safe that afternoon", "What helps and what to avoid, from the card", "emergency",
        "He ran toward the road and could not be calmed.",
    ),
    Asked(
        "jt", 9, "refused", "A lawyer who did not say for whom", "Not given", "Not given", "The whole record",
    ),
)  # fmt: skip


def confided(world: World, rows: Rows) -> list[Deed]:
    """Sealed notes with their open lines, the register, and a claim of an emergency; and the entries of all of them."""
    return [
        *_sealed(world, rows),
        *_register(world, rows),
        *_broken_glass(world, rows),
        *_told_the_team(world, rows),
    ]


def _sealed(world: World, rows: Rows) -> Iterable[Deed]:
    ring = sealing(peek(locate(os.environ), os.environ))
    for note in NOTES:
        chance, pupil = stream(world.seed, "sealed", note.part), world.part(note.part)
        key, by, at = (
            uid(chance),
            persona_id(world.seed, note.by),
            moment(world.calendar.before(note.ago), 15, 30),
        )
        # Another text is sealed with another nonce: with the same key the same one may not come twice.
        nonce = stream(world.seed, "nonce", note.part, note.reason)
        sealed = ring.seal(note.reason, Bound(key, pupil.id, note.compartment), nonce.randbytes)
        rows.add(
            "plans_sealednote", key, note.compartment, sealed.key, sealed.nonce, sealed.text, at, pupil.id, by
        )
        rows.add(
            "plans_openlines", uid(chance), json.dumps(note.do), json.dumps(note.avoid), at, by, key, pupil.id
        )
        detail: dict[str, object] = {"compartment": note.compartment}
        yield Deed(at, by, "team", pupil.id, "sealed.write", "sealed_note", key, detail)


def _register(world: World, rows: Rows) -> Iterable[Deed]:
    marcus = persona_id(world.seed, "marcus")
    for place, asked in enumerate(REGISTER):
        key, pupil = uid(stream(world.seed, "register", place)), world.part(asked.part)
        day = world.calendar.before(asked.ago)
        consent = day - timedelta(days=4) if asked.basis == "consent" else None
        at = moment(day, 14, 15)
        rows.add(
            "scope_disclosure", key, "", day, asked.outcome, asked.asked_by, asked.party, asked.interest, asked.what,
            asked.basis, consent, asked.threat, "", asked.outcome == "disclosed", at, None, marcus, pupil.id,
        )  # fmt: skip
        detail: dict[str, object] = {"outcome": asked.outcome, "correction": False}
        yield Deed(at, marcus, "case_manager", pupil.id, "disclosure.record", "disclosure", key, detail)


@dataclass(frozen=True)
class Broken:
    """A claim of an emergency: about whom, by whom, of what kind, so many school days ago; and its review, if any."""

    part: str
    by: str
    kind: str
    ago: int
    reason: str
    found: str = ""


BROKEN = (
    Broken(
        "marcus-10", "nurse", "medical", 17,
        "Brought in pale and shaking from the playground, would not answer; I needed to know how to speak with the"
        " child and whom to call.",
        "Asked the nurse the next morning: the card was open for nine minutes, and it was needed.",
    ),
    Broken(
        "middle-8", "park", "safety", 2,
        "Locked in the lab's restroom, shouting and hitting the door; I had to know what calms and what makes it"
        " worse.",
    ),
)  # fmt: skip


def _broken_glass(world: World, rows: Rows) -> Iterable[Deed]:
    """The nurse's claim, reviewed by the privacy officer, and one of the science teacher that waits for its review."""
    for each in BROKEN:
        chance, pupil, by = (
            stream(world.seed, "glass", each.part),
            world.part(each.part),
            persona_id(world.seed, each.by),
        )
        link, key, day = uid(chance), uid(chance), world.calendar.before(each.ago)
        at, school = moment(day, 13, 20), world.school_id(pupil.code)
        rows.add(
            "scope_relationship",
            link,
            "break_glass",
            day,
            day,
            each.kind,
            by,
            None,
            pupil.id,
            None,
            None,
            "claim",
        )
        rows.add(
            "scope_glass", key, each.kind, each.reason, at, at + timedelta(hours=1), by, link, school, pupil.id,
        )  # fmt: skip
        yield Deed(at, by, "break_glass", pupil.id, "glass.break", "glass", key, {"purpose": each.kind})
        yield Deed(at + timedelta(minutes=1), by, "break_glass", pupil.id, "card.read", "student", pupil.id)
        if each.found:
            officer, done = (
                persona_id(world.seed, "privacy"),
                moment(world.calendar.before(each.ago - 1), 9, 40),
            )
            rows.add("scope_glassreview", uid(chance), "justified", each.found, done, key, officer, pupil.id)
            outcome: dict[str, object] = {"outcome": "justified"}
            yield Deed(done, officer, "privacy", pupil.id, "glass.review", "glass", key, outcome)


SAID = (
    (
        "denise",
        "assigned",
        1,
        14,
        "He asked for the card himself, twice, before writing. I let him keep it.",
    ),
    (
        "marcus",
        "case_manager",
        1,
        15,
        "Good to know. Leave it there, and tell me whether he hands it over or points.",
    ),
)


def _told_the_team(world: World, rows: Rows) -> Iterable[Deed]:
    """A word of Denise's to Jaylen's team, and the answer."""
    pupil = world.part("jt")
    for place, (username, right, ago, hour, text) in enumerate(SAID):
        key, by = uid(stream(world.seed, "team note", place)), persona_id(world.seed, username)
        at = moment(world.calendar.before(ago), hour, 20)
        rows.add("plans_teamnote", key, text, at, by, pupil.id)
        yield Deed(at, by, right, pupil.id, "team.note.write", "team_note", key)
