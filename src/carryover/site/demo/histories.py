"""What was recorded, day after day: lines for the event log, in the order in which a year would have brought them.

Missing days, true zeros, days without opportunity, late entries and captures taken back are all there, because a record
without them teaches nothing. Nothing is recorded today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from uuid import UUID

from carryover.measurement import Method
from carryover.site.demo.bells import start_of
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.courses import Amount, Course, course_of
from carryover.site.demo.days import Calendar, Day, school_year
from carryover.site.demo.plans import ZONE, Case, moment

ABSENT, UNSEEN, NO_CHANCE, LATE, TAKEN_BACK, REMARK = 0.075, 0.08, 0.04, 0.01, 0.005, 0.012
REMARKS = (
    ("condition", "Substitute in the room"), ("condition", "Fire drill in the morning"), ("condition", "Assembly"),
    ("condition", "New seat at the front"), ("note", "Slept little, says family"),
    ("note", "Worked with a new partner"),    ("note", "Back after a cold"), ("condition", "Testing week"),
)  # fmt: skip
_CLOCK = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
_HELP = ("V", "V", "G", "G", "M", "PP", "FP")


@dataclass
class Told:
    """What a telling leaves beside the lines: the last number of each school, absences, remarks, the story's days."""

    last: dict[UUID, int] = field(default_factory=dict)
    absences: list[tuple[date, UUID]] = field(default_factory=list)
    remarks: list[tuple[UUID, date, str, str, datetime, UUID, UUID]] = field(default_factory=list)
    watched: dict[UUID, list[tuple[date, Amount]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Clock:
    """A day as event times need it."""

    day: Day
    text: str
    midnight: int
    offset: str
    year: int

    def at(self, second: float) -> tuple[int, str]:
        """Milliseconds since 1970, and the same moment as text, of a second of this day."""
        ms = int(second * 1000)
        minutes, rest = divmod(ms, 60_000)
        return self.midnight + ms, f"{self.text}T{_CLOCK[minutes]}:{rest / 1000:06.3f}{self.offset}"


class Diary:
    """One student's record as it grows. `school_at` gives the school of a school year."""

    def __init__(
        self, seed: int, case: Case, lefts: Mapping[tuple[int, ...], Mapping[date, int]],
        school_at: Callable[[int], UUID], bells: str, told: Told, since: date,
    ) -> None:  # fmt: skip
        self.case, self.told, self.school_at = case, told, school_at
        self.since = max(since, case.versions[0].effective_from)
        self.chance = stream(seed, "history", case.pupil.part or case.pupil.id)
        goals = case.versions[0].plan.goals
        self.courses = [
            course_of(self.chance, case.pupil.part, not place, shape, goal, lefts[shape.weekdays])
            for place, (shape, goal) in enumerate(zip(case.shapes, goals, strict=True))
        ]
        self.bells = bells
        self.settled = bool(case.pupil.part)
        # What stood on the graph of these goals is wanted again, for the decisions about them.
        self.questioned = {version.goal_id for version in case.versions if version.goal_id}

    def lines(self, clock: _Clock) -> Iterable[str]:
        """The lines of one day with school; none when nobody saw the student."""
        day, chance = clock.day.day, self.chance
        due = [course for course in self.courses if day in course.left]
        scripted = self.settled and any(course.letter(day) for course in due)
        if not scripted and chance.random() < ABSENT:
            self.told.absences.append((day, self.case.pupil.id))
            return ()
        if not due or (not scripted and chance.random() < UNSEEN):
            return ()
        if chance.random() < REMARK:
            self._remark(day)
        return self._session(clock, due)

    def _remark(self, day: date) -> None:
        kind, words = self.chance.choice(REMARKS)
        row = (uid(self.chance), day, kind, words, moment(day, 15, 5), self.case.manager, self.case.pupil.id)
        self.told.remarks.append(row)

    def _session(self, clock: _Clock, due: Sequence[Course]) -> list[str]:
        chance, day = self.chance, clock.day.day
        writer = _Writer(self, clock, "t" if chance.random() < LATE else "f")
        zero, no_chance = [], []
        for course in due:
            letter = course.letter(day)
            if letter == "." or (not letter and chance.random() < 0.02):
                continue
            if letter == "o" or (not letter and chance.random() < NO_CHANCE):
                no_chance.append(course.shape.key)
                continue
            amount = course.amount(chance, day, letter)
            if course.goal.id in self.questioned:
                self.told.watched.setdefault(self.case.pupil.id, []).append((day, amount))
            if not writer.capture(course, amount):
                zero.append(course.shape.key)
        return writer.close(zero, no_chance)

    def version_on(self, day: date) -> UUID:
        """The version in force."""
        return [v.id for v in self.case.versions if v.effective_from <= day][-1]


class _Writer:
    """The lines of one session of one student."""

    def __init__(self, diary: Diary, clock: _Clock, late: str) -> None:
        self.diary, self.clock, self.chance = diary, clock, diary.chance
        self.session = str(uid(self.chance))
        self.school = diary.school_at(clock.year)
        self.version = str(diary.version_on(clock.day.day))
        self.seq = diary.told.last.get(self.school, 0)
        self.head = f"{self.school}\t{diary.case.pupil.id}"
        self.tail = f"{diary.case.collector}\t\\N\t{late}\t\tgood\n"
        self.latest = 8.0 * 3600
        self.found: list[str] = []

    def capture(self, course: Course, amount: Amount) -> bool:
        """Write the day's captures of one measure; False when there is none to write."""
        second = self._starts(course)
        for value, lasts in _values(self.chance, course, amount, self.clock, second):
            second += lasts
            self._write("capture", course.shape.key, value, second)
            if self.chance.random() < TAKEN_BACK:
                self._write("capture", course.shape.key, value, second + 1.5)
                self._void(self.found[-1], second + 4)
            second += 20 + 90 * self.chance.random()
            self.latest = max(self.latest, second)
        return amount.of > 0 or amount.hits > 0 or amount.minutes > 0

    def close(self, zero: list[str], no_chance: list[str]) -> list[str]:
        """End the session, saying which measures were truly zero and which had no opportunity."""
        names = [",".join(f'"{key}"' for key in keys) for keys in (zero, no_chance)]
        value = f'{{"zero": [{names[0]}], "no_opportunity": [{names[1]}]}}'
        self._write("close", "\\N", value, self.latest + 30)
        self.diary.told.last[self.school] = self.seq
        return self.found

    def _starts(self, course: Course) -> float:
        short = self.clock.day.kind == "early_release"
        return 60 * (_begins(self.diary.bells, course.shape.period, short) + 4 + 12 * self.chance.random())

    def _write(self, kind: str, measure: str, value: str, second: float) -> None:
        key, when = self._key(second)
        self.found.append(
            f"{self.clock.year}\t{key}\t{self.seq}\t{self.head}\t{kind}\t{self.version}\t{measure}\t{self.session}\t{when}"
            f"\t{self.clock.text}\t{value}\t\\N\t{self.tail}"
        )

    def _void(self, line: str, second: float) -> None:
        voided = line.split("\t", 2)[1]
        key, when = self._key(second)
        self.found.append(
            f"{self.clock.year}\t{key}\t{self.seq}\t{self.head}\tvoid\t\\N\t\\N\t\\N\t{when}\t{self.clock.text}\t\\N"
            f"\t{voided}\t{self.tail}"
        )

    def _key(self, second: float) -> tuple[str, str]:
        self.seq += 1
        ms, when = self.clock.at(second)
        made, drawn = f"{ms:012x}", f"{self.chance.getrandbits(72):018x}"
        return f"{made[:8]}-{made[8:]}-7{drawn[:3]}-8{drawn[3:6]}-{drawn[6:]}", when


_COUNT_ONE = '{"count": 1}'
_ALONE = '{"correct": true, "prompt": "I"}'


def _values(
    chance: Random, course: Course, amount: Amount, clock: _Clock, second: float
) -> Iterator[tuple[str, float]]:
    """The value of each capture as JSON text, with how many seconds it took."""
    method = course.shape.method
    if method is Method.TRIALS:
        alone = set(chance.sample(range(amount.of), amount.hits))
        for trial in range(amount.of):
            yield (_ALONE if trial in alone else _helped(chance)), 0
    elif method is Method.COUNT and course.shape.unit:
        if amount.hits:
            yield f'{{"count": {amount.hits}}}', 0
    elif method is Method.COUNT:
        for _ in range(amount.hits):
            yield _COUNT_ONE, 0
    elif amount.minutes:
        for seconds in _episodes(chance, amount.minutes):
            began, ended = clock.at(second)[1], clock.at(second + seconds)[1]
            yield f'{{"seconds": {seconds}, "started_at": "{began}", "ended_at": "{ended}"}}', seconds
            second += seconds


def _helped(chance: Random) -> str:
    right = "true" if chance.random() < 0.8 else "false"
    return f'{{"correct": {right}, "prompt": "{chance.choice(_HELP)}"}}'


def _episodes(chance: Random, minutes: float) -> list[float]:
    total = round(minutes * 60, 1)
    if total < 120:
        return [total]
    part = round(total * chance.uniform(0.3, 0.7), 1)
    return [part, round(total - part, 1)]


def _begins(bells: str, period: str, short: bool) -> int:
    try:
        return start_of(bells, period, short)
    except KeyError:
        return start_of(bells, "P1", short)


def remaining(calendar: Calendar, weekdays: tuple[int, ...]) -> dict[date, int]:
    """For each past day of collection on these weekdays, how many remain until today, that day included."""
    days = [d.day for d in calendar.past if d.day.weekday() in weekdays]
    return {day: len(days) - place for place, day in enumerate(days)}


def tell(calendar: Calendar, diaries: Sequence[Diary]) -> Iterator[str]:
    """Every line of every diary, day by day as they would have arrived; each is read once."""
    for day in calendar.past:
        # Clocks change at night, so the offset of a school day is that of its noon.
        noon = datetime.combine(day.day, time(12), ZONE)
        start = int(noon.timestamp() * 1000) - 12 * 3_600_000
        clock = _Clock(day, day.day.isoformat(), start, noon.isoformat()[-6:], school_year(day.day))
        for diary in diaries:
            if day.day >= diary.since:
                yield from diary.lines(clock)
