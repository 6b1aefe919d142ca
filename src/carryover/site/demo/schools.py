"""How large the district is: its schools, their grades, and how many students have plans of which profile."""

from __future__ import annotations

from dataclasses import dataclass

from carryover.site.demo.chance import share_out
from carryover.site.home import CannotStart

SIZES = ("tiny", "district", "stress")
GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)))
COPIES = {"tiny": 1, "district": 1, "stress": 20}
PLANS = {"tiny": 90, "district": 671, "stress": 671}
"""Plans a copy of the district; 671 is 15.2 % of 4,418 students (NCES 2022-23)."""

MIX = {
    "reading": 215, "speech": 127, "attention": 103, "communication": 87, "early": 46, "adaptive": 39,
    "regulation": 29,    "complex": 11, "hearing": 6, "mobility": 3, "vision": 2, "recovery": 2, "touch": 1,
}  # fmt: skip
"""How many of 671 plans follow which profile of goals; after US counts of 2022-23 (NCES Digest 204.50). The profile
shapes the draw and is stored nowhere."""

GOALS = {
    "reading": 3.1, "speech": 1.6, "attention": 3.2, "communication": 5.2, "early": 4.4, "adaptive": 6.4,
    "regulation": 3.8,    "complex": 6.4, "hearing": 2.5, "mobility": 3.0, "vision": 3.0, "recovery": 3.0, "touch": 5.0,
}  # fmt: skip
"""Goals a plan, on average; no published figure is known to us, so these are a plausible choice."""


@dataclass(frozen=True)
class Place:
    """A school: `bells` is the kind of day it keeps, `letters` whether A and B days alternate."""

    code: str
    name: str
    grades: tuple[str, ...]
    students: int
    bells: str
    letters: bool = False
    preschool: int = 0

    def seats(self, chance_offset: int = 0) -> list[str]:
        """The grade of each place, filled evenly."""
        found = ["PK"] * self.preschool
        return found + [
            self.grades[(seat + chance_offset) % len(self.grades)] for seat in range(self.students)
        ]


HOME = "ALC"
"""The code of the school where the story happens, in every size."""

_ELEMENTARY, _MIDDLE, _HIGH = GRADES[1:7], GRADES[7:10], GRADES[10:]

CAMPUS = Place(HOME, "Alder Creek School", GRADES[1:], 578, "ES", letters=True, preschool=22)

DISTRICT = (
    Place(HOME, "Alder Creek Elementary School", _ELEMENTARY, 470, "ES", letters=True),
    Place("BIR", "Birchwood Elementary School", _ELEMENTARY, 505, "ES"),
    Place("COT", "Cottonwood Elementary School", _ELEMENTARY, 540, "ES"),
    Place("DOG", "Dogwood Elementary School", _ELEMENTARY, 465, "ES", preschool=44),
    Place("ELM", "Elm Park Middle School", _MIDDLE, 510, "MS"),
    Place("FER", "Fernhill Middle School", _MIDDLE, 480, "MS"),
    Place("GRA", "Granite Ridge High School", _HIGH, 1340, "HS", letters=True),
    Place("HAR", "Harbor Day Program", GRADES[7:], 42, "MS"),
    Place("JUN", "Juniper Transition Center", ("12",), 22, "HS"),
)


def refuse_unknown(size: str) -> None:
    """Raises CannotStart for a size that the generator does not make."""
    if size not in SIZES:
        raise CannotStart(
            f"There is no demo district of size {size!r}: choose {', '.join(SIZES[:-1])} or {SIZES[-1]}."
        )


def places(size: str) -> tuple[tuple[Place, ...], ...]:
    """The schools of each copy of the district, the first being the one of the story."""
    if size == "tiny":
        return ((CAMPUS,),)
    return tuple(tuple(_copy(place, copy) for place in DISTRICT) for copy in range(COPIES[size]))


def _copy(place: Place, copy: int) -> Place:
    if copy == 0:
        return place
    return Place(
        f"{place.code}-{copy + 1}", f"{place.name} {copy + 1}", place.grades, place.students, place.bells,
        place.letters, place.preschool,
    )  # fmt: skip


def profile_counts(size: str) -> dict[str, int]:
    """How many plans of each profile one copy of the district has."""
    return share_out(PLANS[size], MIX)
