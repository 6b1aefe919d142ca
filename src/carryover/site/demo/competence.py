"""Who is trained in what: Denise on Jaylen's plan, Kim whose crisis course has run out, and what students need."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID

from carryover.site.demo.chance import stream, uid
from carryover.site.demo.copying import Rows
from carryover.site.demo.needs import WITH_CARE, WITH_CRISIS, WITH_ESCORT
from carryover.site.demo.people import persona_id
from carryover.site.demo.plans import Case, moment
from carryover.site.demo.world import World

COURSE = "Crisis Prevention Training Center"
CHECKED = (
    "Puts the break card on the desk before the task",
    "Says first and then, and points to the strip",
    "Answers a raised hand within a minute",
    "Gives two minutes at every request for a break",
    "Comes back to the same task, one item shorter",
)


def competence(world: World, rows: Rows) -> None:
    """Certificates, requirements, one override in force, one training signed off and one under way."""
    _certificates(world, rows)
    _requirements(world, rows)
    _override(world, rows)
    jaylen = next(case for case in world.cases if case.pupil.part == "jt")
    amara = next(case for case in world.cases if case.pupil.part == "ao")
    _training(world, rows, jaylen, signed=True)
    _training(world, rows, amara, signed=False)


_HELD = (
    # who, in what, days since it was issued, days until it expires (None: it does not), issuer
    ("denise", "aac", 325, 40, "Priya Raman"),
    ("denise", "personal_care", 60, 305, "School nurse"),
    ("denise", "lifting", 355, 10, "Physical therapist of the district"),
    ("priya", "aac", 400, None, "Speech-language pathology program"),
    ("priya", "personal_care", 60, 305, "School nurse"),
    ("priya", "lifting", 90, 275, "Physical therapist of the district"),
    ("kim", "crisis", 385, -20, COURSE),
    ("kim", "restraint", 385, -20, COURSE),
    ("agency", "crisis", 165, 200, COURSE),
    ("agency", "restraint", 165, 200, COURSE),
    ("ap", "crisis", 356, 9, COURSE),
    ("nurse", "seizure", 120, 610, "State nursing association"),
)


def _certificates(world: World, rows: Rows) -> None:
    office, today = persona_id(world.seed, "director"), world.calendar.today
    for name, competency, since, left, issuer in _HELD:
        issued = today - timedelta(days=since)
        expires = None if left is None else today + timedelta(days=left)
        key = uid(stream(world.seed, "certificate", name, competency))
        _certificate(
            rows,
            key,
            persona_id(world.seed, name),
            competency,
            None,
            None,
            issued,
            expires,
            issuer,
            "",
            office,
        )


def _certificate(
    rows: Rows, key: UUID, adult: UUID, competency: str, student: UUID | None, number: int | None, issued: date,
    expires: date | None, issuer: str, reference: str, entered_by: UUID,
) -> None:  # fmt: skip
    rows.add(
        "scope_certificate", key, competency, number, issued, expires, expires is None, issuer, reference,
        moment(issued, 15, 10), None, "", adult, None, entered_by, student,
    )  # fmt: skip


def _requirements(world: World, rows: Rows) -> None:
    since = world.calendar.year_starts(world.calendar.ending)
    wanted = (
        ("jt", "plan_training", "", "His card works when every adult does the same."),
        ("jt", "aac", "", "He asks with a card and a talker."),
        (WITH_CARE, "lifting", "P4", "Moves from chair to floor in physical education."),
        (WITH_CRISIS, "crisis", "", "Left the building twice last year."),
    )
    managers = {case.pupil.part: case.manager for case in world.cases if case.pupil.part}
    for part, competency, period, why in wanted:
        key = uid(stream(world.seed, "requirement", part, competency))
        rows.add(
            "scope_requirement", key, competency, period, why, since, None, moment(since, 8, 30), managers[part],
            world.part(part).id,
        )  # fmt: skip


def _override(world: World, rows: Rows) -> None:
    """Kim goes on with one student while the course is being found."""
    today = world.calendar.today
    start = today - timedelta(days=6)
    rows.add(
        "scope_override", uid(stream(world.seed, "override")), "restraint", start, today + timedelta(days=10),
        "The next renewal course is next week.",
        "Tomás Rivera stays within call; Kim clears the path and calls.", moment(start, 7, 50), None, "",
        persona_id(world.seed, "kim"), persona_id(world.seed, "director"), None, world.part(WITH_ESCORT).id,
    )  # fmt: skip


def _training(world: World, rows: Rows, case: Case, *, signed: bool) -> None:
    """Marcus trains Denise on the plan of one of her students: to sign-off, or to the first observation."""
    denise, marcus = persona_id(world.seed, "denise"), persona_id(world.seed, "marcus")
    chance, student = stream(world.seed, "training", case.pupil.part), case.pupil.id
    key, certificate = uid(chance), uid(chance)
    days = [world.calendar.before(back) for back in (9, 9, 8, 6, 5)]
    version = case.versions[-1]
    if signed:
        expires = days[-1] + timedelta(days=300)
        issuer = "Marcus Reyes, case manager"
        _certificate(
            rows, certificate, denise, "plan_training", student, version.number, days[-1], expires, issuer, str(key),
            marcus,
        )  # fmt: skip
    rows.add(
        "staff_training", key, "plan_training", json.dumps(CHECKED), 90, 2, moment(days[0], 7, 40), None, marcus,
        certificate if signed else None, version.id, student, denise,
    )  # fmt: skip
    watched = [[True] * 5, [True] * 5] if signed else [[True, True, False, True, None]]
    steps = [("instruct", []), ("model", []), ("rehearse", []), *(("observe", seen) for seen in watched)]
    for (kind, answers), day in zip(steps, days, strict=False):
        rows.add(
            "staff_step",
            uid(chance),
            kind,
            day,
            json.dumps(answers),
            moment(day, 11, 20),
            None,
            student,
            marcus,
            key,
        )
