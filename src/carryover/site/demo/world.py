"""The whole district as values, before any of it is a row: schools, people, who works with whom, and cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from carryover.roster.roles import Role
from carryover.site.demo import people, pupils
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.days import Calendar
from carryover.site.demo.names import GUARDIANS
from carryover.site.demo.needs import with_needs
from carryover.site.demo.people import Worker, persona_id
from carryover.site.demo.plans import Case, compose
from carryover.site.demo.pupils import Pupil
from carryover.site.demo.schools import HOME, Place, places
from carryover.site.demo.story import amara, jaylen


@dataclass(frozen=True)
class Family:
    """A guardian of one student."""

    id: UUID
    name: str
    relation: str
    language: str
    student: UUID


@dataclass(frozen=True)
class Link:
    """An adult's relation to a student or a school, with the periods in which it holds (code, letter, place)."""

    adult: UUID
    relation: str
    since: date
    student: UUID | None = None
    school: str = ""
    stands_for: UUID | None = None
    guardian: UUID | None = None
    until: date | None = None
    reason: str = ""
    periods: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class World:
    """Everything that the district is made of."""

    seed: int
    size: str
    calendar: Calendar
    places: tuple[Place, ...]
    pupils: tuple[Pupil, ...]
    workers: tuple[Worker, ...]
    families: tuple[Family, ...]
    cases: tuple[Case, ...]

    def school_id(self, code: str) -> UUID:
        """The id of a school by its code: the same in every size."""
        return uid(stream(self.seed, "school", code))

    def place(self, code: str) -> Place:
        """The school with this code."""
        return self._by_code[code]

    @property
    def _by_code(self) -> Mapping[str, Place]:
        return {place.code: place for place in self.places}

    def part(self, part: str) -> Pupil:
        """The student of the story with this part."""
        return next(pupil for pupil in self.pupils if pupil.part == part)


def make_world(size: str, seed: int, today: date) -> World:
    """The district of this size and seed as it stands on this day."""
    calendar = Calendar(today, seed)
    campus = size == "tiny"
    every_place: list[Place] = []
    everybody: list[Pupil] = []
    workers = people.cast(seed, campus=campus)
    for copy, of_copy in enumerate(places(size)):
        story = pupils.of_story(seed, calendar.ending, campus=campus) if copy == 0 else []
        here: list[Pupil] = []
        for place in of_copy:
            first = 110_001 + len(everybody) + len(here)
            here += pupils.fill(seed, calendar.ending, place, story, first)
        here = pupils.with_plans(seed, size, copy, here)
        planned = [pupil.code for pupil in here if pupil.profile]
        for place in of_copy:
            workers += people.staff(seed, place, planned.count(place.code))
        every_place += of_copy
        everybody += here
    families = tuple(_families(seed, everybody))
    cases = tuple(_cases(seed, calendar, everybody, workers, families))
    return World(seed, size, calendar, tuple(every_place), tuple(everybody), tuple(workers), families, cases)


def _families(seed: int, everybody: Iterable[Pupil]) -> Iterable[Family]:
    """One or two guardians of each student with a plan; Theo is an adult and has none."""
    for pupil in everybody:
        if not pupil.profile or pupil.part == "theo":
            continue
        chance = stream(seed, "family", pupil.part or pupil.id)
        relations = ("mother", "father", "grandmother", "foster parent", "aunt")
        first = "Lucía" if pupil.family == "Herrera" and pupil.part else chance.choice(GUARDIANS)
        language = (
            "es"
            if first == "Lucía"
            else chance.choices(("en", "es", "ar", "zh", "vi", "so"), (89, 8, 1, 1, 0.5, 0.5))[0]
        )
        relation = "mother" if first == "Lucía" else chance.choices(relations, (70, 15, 7, 5, 3))[0]
        yield Family(uid(chance), f"{first} {pupil.family}", relation, language, pupil.id)
        if chance.random() < 0.3:
            second = f"{chance.choice(GUARDIANS)} {pupil.family}"
            yield Family(uid(chance), second, "second household", "en", pupil.id)
        if pupil.part in ("mh", "sofia"):
            father = uid(stream(seed, "family", pupil.part, "father"))
            yield Family(father, "Carlos Herrera", "father", "en", pupil.id)


def _cases(
    seed: int,
    calendar: Calendar,
    everybody: Sequence[Pupil],
    workers: Sequence[Worker],
    families: Iterable[Family],
) -> Iterable[Case]:
    """The plan of every student who has one: the story's by its people, others in turn by the school's staff."""
    named = {family.student: family.name for family in reversed(list(families))}
    staff: dict[tuple[str, Role], list[UUID]] = defaultdict(list)
    personas = {persona_id(seed, each.username) for each in people.PERSONAS}
    for worker in workers:
        if worker.id not in personas:
            staff[worker.code, worker.role].append(worker.id)
    turn: dict[str, int] = defaultdict(int)
    for pupil in everybody:
        if not pupil.profile:
            continue
        place = turn[pupil.code]
        turn[pupil.code] += 1
        managers = staff[pupil.code, Role.INTERVENTION_SPECIALIST]
        helpers = staff[pupil.code, Role.PARAPROFESSIONAL]
        manager, collector = managers[place % len(managers)], helpers[place % len(helpers)]
        manager, collector = _of_story(seed, pupil, manager, collector)
        write = {"jt": jaylen, "ao": amara}.get(pupil.part, compose)
        yield with_needs(write(seed, calendar, pupil, manager, collector, named.get(pupil.id, "")))


DENISE = ("jt", "ao", "lh", "mh", "ns")
KIM = ("middle-6", "middle-7", "middle-8", "middle-9")


def _of_story(seed: int, pupil: Pupil, manager: UUID, collector: UUID) -> tuple[UUID, UUID]:
    if pupil.part in DENISE:
        return persona_id(seed, "marcus"), persona_id(seed, "denise")
    if pupil.part.startswith("marcus"):
        return persona_id(seed, "marcus"), collector
    if pupil.part == "sofia" or pupil.part.startswith("early"):
        return persona_id(seed, "priya"), persona_id(seed, "priya")
    return manager, persona_id(seed, "kim") if pupil.part in KIM else collector


def links(world: World) -> Iterable[Link]:
    """Who works with whom: case managers, those who collect, the story's assignments, administrators."""
    start = world.calendar.year_starts(world.calendar.ending)
    persona = {each.username: persona_id(world.seed, each.username) for each in people.PERSONAS}
    for case in world.cases:
        since = min(start, case.versions[0].effective_from)
        mine = (("P2", "", "Room 14"),) if case.manager == persona["marcus"] else ()
        yield Link(case.manager, "case_manager", since, case.pupil.id, periods=mine)
        if case.pupil.part in DENISE:
            yield Link(
                persona["denise"], "assigned", since, case.pupil.id, periods=_DENISE_PERIODS[case.pupil.part]
            )
        elif case.collector != case.manager:
            room = f"Room {10 + int(case.pupil.number) % 30}"
            periods = tuple((code, "", room) for code in sorted(_periods(world, case)))
            yield Link(case.collector, "assigned", since, case.pupil.id, periods=periods)
    yield from _of_personas(world, persona, start)


_DENISE_PERIODS = {
    "jt": (("P1", "", "Room 12"), ("P4", "B", "Art room"), ("P5", "", "Room 12")),
    "ao": (("P1", "", "Room 12"), ("P4", "A", "Gym"), ("P5", "", "Room 12")),
    "lh": (("P2", "", "Room 14"),),
    "mh": (("P3", "", "Room 16"),),
    "ns": (("LU", "", "Cafeteria"), ("P4", "A", "Gym")),
}


def _periods(world: World, case: Case) -> set[str]:
    bells = world.place(case.pupil.code).bells
    wanted = {shape.period for shape in case.shapes}
    return wanted if bells == "ES" else {code if code[0] == "P" and code != "P5" else "P1" for code in wanted}


def _of_personas(world: World, persona: Mapping[str, UUID], start: date) -> Iterable[Link]:
    story = {pupil.part: pupil for pupil in world.pupils if pupil.part}
    early = [part for part in story if part == "sofia" or part.startswith("early")]
    speech = [part for part in story if part not in early and part not in ("theo", "jt")][:24]
    together = {
        "park": [f"middle-{number}" for number in range(1, 7)],
        "osei": list(KIM),
        "psych": ["middle-7", "middle-8", "marcus-7", "jt"],
        "nadia": ["middle-7", "marcus-7", "jt"],
        "nurse": ["marcus-3", "ns"],
        "priya": speech,
    }
    of_team = ("osei", "psych", "nadia", "nurse")
    rooms = {"park": ("P3", "", "Lab 2"), "priya": ("P2", "", "Room 3")}
    for name, parts in together.items():
        periods = (rooms[name],) if name in rooms else ()
        for part in parts:
            relation = "team" if name in of_team else "assigned"
            yield Link(persona[name], relation, start, story[part].id, periods=periods)
    yield from _passing(world, persona, story)
    yield from _at_home(world, persona, story, start)
    yield Link(persona["ap"], "administrator", start, school=HOME)
    for place in world.places:
        yield Link(persona["director"], "administrator", start, school=place.code)
        yield Link(persona["privacy"], "privacy", start, school=place.code)
        yield Link(persona["it"], "technical", start, school=place.code)


def _passing(world: World, persona: Mapping[str, UUID], story: Mapping[str, Pupil]) -> Iterable[Link]:
    """Those who come for a while: a substitute for the day, an agency's technician, an evaluator, an auditor."""
    today = world.calendar.today
    absent = next(case.collector for case in world.cases if case.pupil.part == "marcus-1")
    yield Link(
        persona["sub"], "substitute_for", today, stands_for=absent, until=today, reason="In for the day"
    )
    yield Link(persona["agency"], "contractor", today - timedelta(days=30), story["middle-9"].id,
               until=today + timedelta(days=60), reason="Agency contract", periods=(("P3", "", "Lab 2"),))  # fmt: skip
    yield Link(persona["evaluator"], "evaluator", today - timedelta(days=7), story["marcus-5"].id,
               until=today + timedelta(days=30), reason="Independent evaluation")  # fmt: skip
    for part in ("marcus-1", "marcus-2", "middle-1"):
        yield Link(persona["auditor"], "auditor", today - timedelta(days=3), story[part].id,
                   until=today + timedelta(days=14), reason="State monitoring")  # fmt: skip


def _at_home(
    world: World, persona: Mapping[str, UUID], story: Mapping[str, Pupil], start: date
) -> Iterable[Link]:
    """Parents with an account, and Theo, who is of age."""
    for family in world.families:
        for name in ("lucia", "carlos"):
            if family.name == f"{name.capitalize().replace('Lucia', 'Lucía')} Herrera":
                yield Link(persona[name], "guardian", start, family.student, guardian=family.id)
    yield Link(persona["theo"], "learner", start, story["theo"].id)
