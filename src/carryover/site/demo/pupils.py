"""Students: those of the story first, the same in every size, then everybody else who fills the schools' places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from carryover.site.demo.chance import pick_weighted, share_out, stream, uid
from carryover.site.demo.names import draw, initials
from carryover.site.demo.schools import GRADES, HOME, Place, profile_counts

LIKELY: dict[str, Callable[[int], float]] = {
    "early": lambda grade: float(grade <= 4),
    "speech": lambda grade: 6.0 if grade <= 4 else 3.0 if grade <= 6 else 0.6,
    "regulation": lambda grade: float(grade >= 5),
    "reading": lambda grade: 0.0 if grade < 1 else 0.4 if grade < 3 else 3.0,
}  # fmt: skip
"""How likely a profile is by place in GRADES (0 is PK); profiles not named are as likely in every grade."""

OF_PROGRAM = {
    "HAR": ("regulation", "attention", "communication"),
    "JUN": ("adaptive", "communication", "complex"),
}
"""Schools where every student has a plan, and of which profiles."""


@dataclass(frozen=True)
class Pupil:
    """A student as the roster stores one, the school's code, and the profile of the plan ('' for none)."""

    id: UUID
    given: str
    family: str
    birth: date
    number: str
    code: str
    grade: str
    profile: str = ""
    part: str = ""

    @property
    def initials(self) -> str:
        """As they stand on shared screens."""
        return initials(self.given, self.family)


PARTS = (
    ("jt", "Jaylen", "Tucker", "4", "communication"),
    ("ao", "Amara", "Okoye", "4", "communication"),
    ("lh", "Lina", "Haddad", "3", "speech"),
    ("mh", "Mateo", "Herrera", "4", "reading"),
    ("ns", "Noor", "Siddiqui", "5", "attention"),
)
"""Denise's five, who are also Marcus's."""
MARCUS, MIDDLE, EARLY = 22, 9, 28
_CASELOAD = ("reading", "attention", "communication", "reading", "speech", "reading", "regulation")


def of_story(seed: int, ending: int, *, campus: bool) -> list[Pupil]:
    """The sixty students with a part: Marcus's 22, nine in middle school, Theo, 28 of Priya's youngest."""
    found = [
        _pupil(seed, ending, part, HOME, grade, profile, (given, family))
        for part, given, family, grade, profile in PARTS
    ]
    for number in range(MARCUS - len(PARTS)):
        profile = _CASELOAD[number % len(_CASELOAD)]
        found.append(_pupil(seed, ending, f"marcus-{number + 1}", HOME, str(3 + number % 3), profile))
    middle = HOME if campus else "ELM"
    for number in range(MIDDLE):
        grade, profile = ("7", "reading") if number < 6 else ("6", "regulation")
        found.append(_pupil(seed, ending, f"middle-{number + 1}", middle, grade, profile))
    found.append(_pupil(seed, ending, "theo", HOME if campus else "JUN", "12", "adaptive", ("Theo", "Novak")))
    found.append(_pupil(seed, ending, "sofia", HOME, "K", "speech", ("Sofía", "Herrera")))
    for number in range(EARLY - 1):
        found.append(_pupil(seed, ending, f"early-{number + 1}", HOME, GRADES[1 + number % 3], "speech"))
    return [replace(pupil, number=str(100001 + place)) for place, pupil in enumerate(found)]


def _pupil(
    seed: int,
    ending: int,
    part: str,
    code: str,
    grade: str,
    profile: str,
    name: tuple[str, str] | None = None,
) -> Pupil:
    chance = stream(seed, "pupil", part)
    given, family = name or draw(chance)
    return Pupil(uid(chance), given, family, birth(chance, ending, grade), "", code, grade, profile, part)


def birth(chance: Random, ending: int, grade: str) -> date:
    """A birthday that fits the grade: five by the end of September of the kindergarten year."""
    place = GRADES.index(grade)
    first = date(ending - 6 - place, 10, 1)
    if grade == "12":  # a share is held until 21 for transition services; all of them are eighteen
        first -= timedelta(days=365)
    return first + timedelta(days=chance.randrange(365))


def fill(seed: int, ending: int, place: Place, story: Sequence[Pupil], first_number: int) -> list[Pupil]:
    """Everybody of a school: the students of the story who go there, then others until its places are taken."""
    here = [pupil for pupil in story if pupil.code == place.code]
    taken = Counter(pupil.grade for pupil in here)
    found, chance = list(here), stream(seed, "pupils", place.code)
    for grade in place.seats():
        if taken[grade] > 0:
            taken[grade] -= 1
            continue
        given, family = draw(chance)
        number = str(first_number + len(found))
        found.append(
            Pupil(uid(chance), given, family, birth(chance, ending, grade), number, place.code, grade)
        )
    return found


def with_plans(seed: int, size: str, copy: int, pupils: Sequence[Pupil]) -> list[Pupil]:
    """The same students, as many of them with a profile as the size asks for; the story's keep theirs."""
    chance = stream(seed, "profiles", size, copy)
    given = dict(_programs(pupils))
    wanted = _still_wanted(size, [*(p.profile for p in pupils if p.profile), *given.values()])
    for profile in sorted(wanted, key=lambda name: (name not in LIKELY, name)):
        count = wanted[profile]
        free = [p for p in pupils if not p.profile and p.id not in given and p.code[:3] not in OF_PROGRAM]
        likely = LIKELY.get(profile)
        weights = [likely(GRADES.index(p.grade)) if likely else 1.0 for p in free]
        given.update((p.id, profile) for p in pick_weighted(chance, free, weights, count))
    return [replace(p, profile=given[p.id]) if p.id in given else p for p in pupils]


def _still_wanted(size: str, held: Sequence[str]) -> dict[str, int]:
    """How many more of each profile, so that all plans together are as many as the size says."""
    counts = profile_counts(size)
    has = Counter(held)
    missing = {profile: float(max(0, count - has[profile])) for profile, count in counts.items()}
    return share_out(sum(counts.values()) - len(held), missing)


def _programs(pupils: Iterable[Pupil]) -> Iterable[tuple[UUID, str]]:
    for place, pupil in enumerate(p for p in pupils if p.code[:3] in OF_PROGRAM and not p.profile):
        profiles = OF_PROGRAM[pupil.code[:3]]
        yield pupil.id, profiles[place % len(profiles)]
