"""The demo district written into an empty database, and the command for it.

Promises: all of it in one transaction or nothing; refuses a database that holds a district already, and a size, seed or
day that makes no sense, with one sentence. Needs a migrated database; writes as the keeper.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

import psycopg
from django.conf import settings
from django.contrib.auth.hashers import make_password
from tqdm import tqdm

from carryover.site import clock
from carryover.site.arguments import Arguments, day
from carryover.site.connections import Connection, Databases
from carryover.site.demo import table_rows
from carryover.site.demo.chance import stream
from carryover.site.demo.competence import competence
from carryover.site.demo.confiding import confided
from carryover.site.demo.copying import EVENT, EVENT_COLUMNS, Rows, copy_lines, copy_rows, counted
from carryover.site.demo.days import DEMO_DAY
from carryover.site.demo.deciding import decisions, drafts
from carryover.site.demo.deeds import journal
from carryover.site.demo.guiding import guide
from carryover.site.demo.histories import Diary, Told, remaining, tell
from carryover.site.demo.people import installation_password, sign_in_lines
from carryover.site.demo.plans import ZONE, Case
from carryover.site.demo.schools import SIZES, refuse_unknown
from carryover.site.demo.world import World, make_world
from carryover.site.home import CannotStart

OBSERVATIONS = {"none": 0, "month": 30, "year": 366}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def load(
    to: Databases, *, size: str, seed: int, today: date, observations: str = "year", progress: bool = False,
    demo_password: str | None = None,
) -> None:  # fmt: skip
    """Write the district into the database of `to`, which must be migrated and hold no district. Raises CannotStart.

    `observations` is how far back everybody's record goes; students with a part in the story always have theirs whole.
    Without `demo_password` the personas get this installation's own.
    """
    _refuse_nonsense(size, seed, today, observations)
    hashed = _hashed(demo_password or installation_password(os.environ), seed)
    with psycopg.connect("", **to.keeper.dsn()) as connection:
        _refuse_inhabited(connection)
        world = make_world(size, seed, today)
        rows, told = _rows(world, hashed), Told()
        lines = tell(world.calendar, diaries(world, told, observations))
        copy_lines(connection, EVENT, EVENT_COLUMNS, _shown(lines, progress))
        _after_events(world, told, rows)
        copy_rows(connection, rows)
    _analyze(to.owner)


def _rows(world: World, password: str) -> Rows:
    rows = Rows()
    table_rows.schools(world, rows)
    table_rows.everybody(world, rows, password)
    table_rows.classes(world, rows)
    table_rows.relations(world, rows)
    table_rows.papers(world, rows)
    table_rows.substitutes(world, rows)
    table_rows.today(world, rows)
    signed = table_rows.plans(world, rows)
    competence(world, rows)
    journal(rows, [*signed, *confided(world, rows)])
    table_rows.epoch(world, rows)
    return rows


def _after_events(world: World, told: Told, rows: Rows) -> None:
    for place in world.places:
        school = world.school_id(place.code)
        rows.add("observations_sequence", school, told.last.get(school, 0))
    for remark in told.remarks:
        rows.add("observations_datednote", *remark)
    for away, student in told.absences:
        rows.numbered("roster_absence", away, None, student)
    decisions(world, told.watched, rows)
    drafts(world, rows)
    guide(world, rows)


def diaries(world: World, told: Told, observations: str) -> list[Diary]:
    """A diary for each student whose record is wanted, leaving what else it tells in `told`."""
    since = world.calendar.today - timedelta(days=OBSERVATIONS[observations])
    groups = {shape.weekdays for case in world.cases for shape in case.shapes}
    lefts = {weekdays: remaining(world.calendar, weekdays) for weekdays in sorted(groups)}
    found = []
    for case in world.cases:
        whole = case.pupil.part and not case.pupil.part.startswith("early")
        if observations == "none" and not whole:
            continue
        start = date.min if whole else since
        bells = world.place(case.pupil.code).bells
        found.append(Diary(world.seed, case, lefts, _schools_of(world, case), bells, told, start))
    return found


class _schools_of:
    """The school of a student by school year; last year's may be another one."""

    def __init__(self, world: World, case: Case) -> None:
        pupil = case.pupil
        self.ending = world.calendar.ending
        self.now = world.school_id(pupil.code)
        self.then = world.school_id(table_rows.school_before(world, pupil.code, pupil.grade))

    def __call__(self, year: int) -> UUID:
        return self.now if year >= self.ending else self.then


def _shown(lines: Iterable[str], progress: bool) -> Iterator[str]:
    if not progress:
        yield from lines
        return
    with tqdm(unit=" events", unit_scale=True, desc="Demo district", leave=False) as bar:
        yield from counted(lines, bar.update)


def _hashed(password: str, seed: int) -> str:
    """One hash for all, with a salt out of the seed so that the same district is the same bytes."""
    return make_password(password, salt=f"{stream(seed, 'salt').getrandbits(96):024x}")


def _analyze(owner: Connection) -> None:
    """Fresh tables have no statistics, and the planner would guess."""
    with psycopg.connect("", autocommit=True, **owner.dsn()) as connection:
        connection.execute("ANALYZE")


def _refuse_nonsense(size: str, seed: int, today: date, observations: str) -> None:
    refuse_unknown(size)
    if observations not in OBSERVATIONS:
        raise CannotStart(f"Observations can be {', '.join(OBSERVATIONS)}; not {observations!r}.")
    if not 0 <= seed < 1 << 63:
        raise CannotStart("The seed of the demo district is a whole number from 0 up.")
    if not EARLIEST <= today < LATEST:
        raise CannotStart(f"The demo district cannot take place on {today}: choose a day of this century.")


def _refuse_inhabited(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    if connection.execute("SELECT 1 FROM roster_district LIMIT 1").fetchone():
        raise CannotStart(
            "This database already holds a district, and the demo is never mixed with another: set CARRYOVER_HOME to a"
            " new folder."
        )


_OPEN_TODAY = """
INSERT INTO roster_schoolday (day, kind, letter, note, bells_id, school_id)
SELECT %(today)s, 'instructional', '', %(note)s, (
    SELECT b.id FROM roster_bellschedule b WHERE b.school_id = s.id ORDER BY b.name DESC LIMIT 1
), s.id
FROM roster_school s
ON CONFLICT (school_id, day) DO UPDATE
SET kind = excluded.kind, note = excluded.note, bells_id = excluded.bells_id
WHERE roster_schoolday.kind = 'closed'
"""
_FILL_BEFORE = """
INSERT INTO roster_schoolday (day, kind, letter, note, bells_id, school_id)
SELECT d::date, 'closed', '', 'not planned yet', NULL, s.id
FROM roster_school s, LATERAL (SELECT max(day) AS last FROM roster_schoolday x WHERE x.school_id = s.id) c,
    generate_series(c.last + 1, %(today)s::date - 1, interval '1 day') d
WHERE extract(isodow FROM d) < 6
"""


_OPEN_NEXT = """
INSERT INTO roster_schoolday (day, kind, letter, note, bells_id, school_id)
SELECT %(next)s, 'instructional', '', %(note)s, t.bells_id, t.school_id
FROM roster_schoolday t
WHERE t.day = %(today)s
  AND NOT EXISTS (
    SELECT 1 FROM roster_schoolday x WHERE x.school_id = t.school_id AND x.day > t.day AND x.kind <> 'closed'
  )
ON CONFLICT (school_id, day) DO UPDATE
SET kind = excluded.kind, note = excluded.note, bells_id = excluded.bells_id
"""


def ensure_school_day(to: Databases, today: date) -> None:
    """Make `today` a day with school wherever it is closed or not in the calendar; what is open stays as it is.

    Weekdays between a calendar's end and today are closed, so that no calendar has a hole; where no later day
    with school is known, the next weekday becomes one, so that a next day can be named. Repeating changes nothing.
    """
    after = today + timedelta(days=1 if today.weekday() < 4 or today.weekday() == 6 else 7 - today.weekday())
    with psycopg.connect("", **to.keeper.dsn()) as connection:
        connection.execute(_FILL_BEFORE, {"today": today})
        connection.execute(_OPEN_TODAY, {"today": today, "note": DEMO_DAY})
        connection.execute(_OPEN_NEXT, {"today": today, "next": after, "note": DEMO_DAY})


def main(argv: Sequence[str]) -> int:
    """`carryover demo`: load the made-up district and say who can sign in. Raises CannotStart."""
    parser = Arguments(
        prog="carryover demo", description="Load the made-up demo district into an empty database."
    )
    parser.add_argument(
        "--size", choices=SIZES, default="tiny", help="tiny (one school), district, stress (x20)"
    )
    parser.add_argument(
        "--observations", choices=tuple(OBSERVATIONS), default="year", help="how far back records go"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other people")
    parser.add_argument("--today", type=day, help="the day on which the demo takes place, such as 2026-10-20")
    asked = parser.parse_args(argv)
    today = asked.today or clock.now().astimezone(ZONE).date()
    to: Databases = settings.CONNECTIONS
    load(
        to, size=asked.size, seed=asked.seed, today=today, observations=asked.observations,
        progress=os.isatty(2),
    )  # fmt: skip
    print("\n".join(sign_in_lines()))
    return 0
