"""The generator repeats itself to the byte, is as large as it says, and refuses what makes no sense."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from psycopg import sql

from carryover.plans.checks import blocks, check_plan
from carryover.plans.content import Plan
from carryover.site import roles
from carryover.site.connections import Databases
from carryover.site.demo.copying import COLUMNS, EVENT, columns_of
from carryover.site.demo.days import INSTRUCTIONAL_DAYS, Calendar, school_year
from carryover.site.demo.load import ensure_school_day, load
from carryover.site.demo.schools import MIX
from carryover.site.demo.world import World, make_world
from carryover.site.home import CannotStart
from carryover.site.starting import Hold

TODAY = date(2026, 10, 20)


@pytest.fixture(scope="module")
def copy(server: Hold, template: str) -> Iterator[Databases]:
    """A database of this module's own with the tiny demo in it."""
    name = f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_demo"
    yield roles.clone(server.databases, template, name)
    roles.drop(server.databases, name)


def digest(to: Databases) -> dict[str, str]:
    """A hash of every demo table, over what the generator writes, in an order of its own."""
    found = {}
    with psycopg.connect("", **to.keeper.dsn()) as connection:
        for table in (*COLUMNS, EVENT):
            names = sql.SQL(", ").join(map(sql.Identifier, columns_of(table)))
            query = sql.SQL("SELECT {} FROM {} ORDER BY 1, 2, 3").format(names, sql.Identifier(table))
            if table in ("observations_epoch", "observations_sequence"):
                query = sql.SQL("SELECT {} FROM {} ORDER BY 1, 2").format(names, sql.Identifier(table))
            rows = connection.execute(query).fetchall()
            found[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def test_same_size_seed_and_day_give_the_same_bytes(copy: Databases) -> None:
    before = digest(copy)
    with psycopg.connect("", **copy.owner.dsn()) as owner:
        owner.execute(f"TRUNCATE {', '.join((*COLUMNS, EVENT))} RESTART IDENTITY CASCADE")
    load(copy, size="tiny", seed=1, today=TODAY, observations="month")
    assert digest(copy) == before


def test_a_database_with_a_district_is_left_alone(copy: Databases) -> None:
    with pytest.raises(CannotStart, match="already holds a district"):
        load(copy, size="tiny", seed=1, today=TODAY)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"size": "huge"}, "choose tiny, district or stress"),
        ({"seed": -1}, "whole number"),
        ({"today": date(1850, 1, 1)}, "this century"),
        ({"observations": "decade"}, "none, month, year"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    copy: Databases, wrong: dict[str, object], says: str
) -> None:
    asked = {"size": "tiny", "seed": 1, "today": TODAY, "observations": "none"} | wrong
    with pytest.raises(CannotStart, match=says) as refused:
        load(copy, **asked)  # type: ignore[arg-type]
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize("away", [timedelta(days=4), timedelta(days=1000)])
def test_a_demo_opened_on_any_day_has_a_day_with_school(copy: Databases, away: timedelta) -> None:
    day = TODAY + away
    ensure_school_day(copy, day)
    ensure_school_day(copy, day)
    with psycopg.connect("", **copy.keeper.dsn()) as connection:
        found = connection.execute(
            "SELECT kind, note, bells_id IS NOT NULL FROM roster_schoolday WHERE day = %s", [day]
        ).fetchall()
        holes = connection.execute(
            "SELECT count(*) FROM generate_series('2026-10-20'::date, %s::date, interval '1 day') d"
            " WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT 1 FROM roster_schoolday x WHERE x.day = d)",
            [day],
        ).fetchone()
        later = connection.execute(
            "SELECT min(day) FROM roster_schoolday WHERE day > %s AND kind <> 'closed'", [day]
        ).fetchone()
    assert found == [("instructional", "demo day", True)]
    assert holes == (0,)
    assert later is not None
    assert 1 <= (later[0] - day).days <= 4


def test_a_day_that_is_open_stays_as_it_is(copy: Databases) -> None:
    ensure_school_day(copy, date(2026, 10, 21))
    with psycopg.connect("", **copy.keeper.dsn()) as connection:
        found = connection.execute(
            "SELECT kind, note FROM roster_schoolday WHERE day = '2026-10-21'"
        ).fetchall()
    assert found == [("early_release", "")]


@pytest.mark.parametrize(
    "today", [TODAY, date(2026, 7, 4), date(2027, 1, 2), date(2026, 8, 18), date(2027, 2, 24)]
)
def test_the_calendar_has_180_days_a_year_and_today_is_one(today: date) -> None:
    calendar = Calendar(today, 1)
    counts = Counter(school_year(d.day) for d in calendar.open_days if d.note != "demo day")
    assert set(counts.values()) == {INSTRUCTIONAL_DAYS}
    here = next(d for d in calendar.days if d.day == today)
    assert (here.in_session, here.letter) == (True, "A")
    assert len(calendar.past) > 100


@pytest.fixture(scope="module")
def district() -> World:
    """The full district as values."""
    return make_world("district", 1, TODAY)


def test_the_district_is_as_large_as_the_table_says(district: World) -> None:
    assert (len(district.places), len(district.pupils), len(district.cases)) == (9, 4418, 671)
    per_profile = Counter(pupil.profile for pupil in district.pupils if pupil.profile)
    assert all(abs(per_profile[name] - count) <= 3 for name, count in MIX.items())
    goals = sum(len(case.current.goals) for case in district.cases)
    assert 2200 <= goals <= 2600


def test_the_story_is_the_same_in_every_size(district: World) -> None:
    def story(world: World) -> dict[str, tuple[object, Plan]]:
        return {
            case.pupil.part: (case.pupil.id, case.current)
            for case in world.cases
            if case.pupil.part == "lh"
            or case.pupil.part.startswith("marcus")
            or case.pupil.part in ("jt", "ao")
        }

    assert story(district) == story(make_world("tiny", 1, TODAY))


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_no_plan_of_any_seed_is_blocked(seed: int) -> None:
    for case in make_world("tiny", seed, TODAY).cases:
        assert blocks(check_plan(case.current)) == ()


def test_another_seed_gives_other_people() -> None:
    first, second = (make_world("tiny", seed, TODAY) for seed in (1, 2))
    assert {p.id for p in first.pupils}.isdisjoint(p.id for p in second.pupils)
