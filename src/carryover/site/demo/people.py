"""Adults: those with a part in the story, who sign in, and the staff around them, who have no account."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from carryover.roster.roles import Role
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.names import draw, initials
from carryover.site.demo.schools import HOME, Place
from carryover.site.home import locate
from carryover.site.secrets import peek

DISTRICT_OFFICE = ""


@dataclass(frozen=True)
class Persona:
    """Someone with a part in the story. `works_at` is a school's code in the full district."""

    username: str
    given: str
    family: str
    role: Role
    title: str
    does: str
    works_at: str = HOME
    reach: str = ""
    language: str = ""  # not chosen: as the browser asks


PERSONAS = (
    Persona("denise", "Denise", "Walker", Role.PARAPROFESSIONAL, "", "records on the tablet, block by block"),
    Persona(
        "marcus",
        "Marcus",
        "Reyes",
        Role.INTERVENTION_SPECIALIST,
        "",
        "manages 22 plans, decides, reports",
        reach="room 14, ext. 555-0142",
    ),
    Persona(
        "kim",
        "Kim",
        "Tran",
        Role.BEHAVIOR_TECHNICIAN,
        "",
        "records for four students with a behavior plan",
        "ELM",
    ),
    Persona(
        "osei",
        "Abena",
        "Osei",
        Role.BEHAVIOR_ANALYST,
        "",
        "reads the graphs of Kim's four students",
        DISTRICT_OFFICE,
        "ext. 555-0160",
    ),
    Persona(
        "park",
        "Grace",
        "Park",
        Role.TEACHER,
        "Science teacher, grade 7",
        "teaches science to six students with plans",
        "ELM",
    ),
    Persona(
        "sub", "Joel", "Freeman", Role.SUBSTITUTE, "", "stands in for an absent paraprofessional, today only"
    ),
    Persona(
        "priya",
        "Priya",
        "Raman",
        Role.RELATED_SERVICE,
        "Speech-language pathologist",
        "serves 52 students",
        reach="room 3, ext. 555-0118",
    ),
    Persona(
        "psych",
        "Hannah",
        "Lindqvist",
        Role.PSYCHOLOGIST,
        "",
        "works with four students",
        DISTRICT_OFFICE,
        "ext. 555-0171",
    ),
    Persona(
        "nadia", "Nadia", "Brooks", Role.COUNSELOR, "School counselor", "is on the team of three students"
    ),
    Persona("nurse", "Wanjiru", "Kamau", Role.NURSE, "School nurse", "is on the team of two students"),
    Persona(
        "agency",
        "Tomás",
        "Rivera",
        Role.CONTRACTOR,
        "Behavior technician, agency",
        "works with one student",
        "ELM",
    ),
    Persona(
        "evaluator",
        "Inès",
        "Moreau",
        Role.EXTERNAL_EVALUATOR,
        "",
        "evaluates one student from outside",
        DISTRICT_OFFICE,
    ),
    Persona(
        "auditor", "Samuel", "Okafor", Role.AUDITOR, "", "reviews a sample of three records", DISTRICT_OFFICE
    ),
    Persona(
        "privacy",
        "Ruth",
        "Feldman",
        Role.PRIVACY_OFFICER,
        "",
        "sees who looked at what, not what they saw",
        DISTRICT_OFFICE,
    ),
    Persona(
        "ap",
        "Robert",
        "Diaz",
        Role.BUILDING_ADMINISTRATOR,
        "Assistant principal",
        "answers for one school",
        reach="main office, ext. 555-0101",
    ),
    Persona(
        "director",
        "Elaine",
        "Whitford",
        Role.DISTRICT_ADMINISTRATOR,
        "Director of student services",
        "answers for every school",
        DISTRICT_OFFICE,
        "ext. 555-0190",
    ),
    Persona(
        "lucia",
        "Lucía",
        "Herrera",
        Role.GUARDIAN,
        "",
        "mother of Mateo and Sofía; reads Spanish",
        DISTRICT_OFFICE,
        language="es",
    ),
    Persona(
        "carlos",
        "Carlos",
        "Herrera",
        Role.GUARDIAN,
        "",
        "father; a court order closes Sofía's records to him",
        DISTRICT_OFFICE,
    ),
    Persona(
        "theo", "Theo", "Novak", Role.ELIGIBLE_STUDENT, "", "an adult student with a plan of his own", "JUN"
    ),
    Persona("it", "Ivo", "Keller", Role.IT, "", "keeps the server; sees no student", DISTRICT_OFFICE),
)


@dataclass(frozen=True)
class Worker:
    """An adult as the roster stores one; `code` is empty for the district office."""

    id: UUID
    given: str
    family: str
    role: Role
    title: str
    reach: str
    code: str

    @property
    def initials(self) -> str:
        """Two letters with stops."""
        return initials(self.given, self.family)


def sign_in_lines(demo_password: str | None = None) -> list[str]:
    """A table of who can sign in for the terminal, and the one password; by default this installation's own."""
    password = demo_password or installation_password(os.environ)
    wide = max(len(f"{p.given} {p.family}") for p in PERSONAS)
    lines = [f"Everybody in the demo signs in with the password  {password}"]
    for each in PERSONAS:
        name = f"{each.given} {each.family}"
        lines.append(f"  {each.username:<9} {name:<{wide}}  {_plain(each)}: {each.does}")
    return lines


def _plain(each: Persona) -> str:
    return (each.title or each.role.name.replace("_", " ").capitalize()).replace("It", "IT")


OF_THE_DISTRICT = (
    Role.DISTRICT_ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
    Role.IT,
    Role.EXTERNAL_EVALUATOR,
    Role.AUDITOR,
    Role.GUARDIAN,
)
"""Roles that have their desk at no school."""


def installation_password(env: Mapping[str, str]) -> str:
    """The password that this installation drew for its demo."""
    return peek(locate(env), env).demo_password


def persona_id(seed: int, username: str) -> UUID:
    """The adult behind a persona: the same in every size."""
    return uid(stream(seed, "persona", username))


def cast(seed: int, *, campus: bool) -> list[Worker]:
    """The personas as workers; on the campus everybody but the district office works at the one school."""
    found = []
    for each in PERSONAS:
        staff_of_campus = campus and each.role not in OF_THE_DISTRICT
        code = HOME if staff_of_campus else each.works_at
        found.append(
            Worker(
                persona_id(seed, each.username),
                each.given,
                each.family,
                each.role,
                each.title,
                each.reach,
                code,
            )
        )
    return found


def staff(seed: int, place: Place, plans: int) -> list[Worker]:
    """The other adults of a school, as many as its students and plans ask for."""
    counts = {
        Role.INTERVENTION_SPECIALIST: max(1, round(plans / 16)),
        Role.PARAPROFESSIONAL: max(1, round(plans / 11)),
        Role.TEACHER: max(2, round(place.students / 15.4)),
        Role.RELATED_SERVICE: max(1, round(plans / 60)),
        Role.NURSE: 1,
    }
    chance = stream(seed, "staff", place.code)
    found = []
    for role, count in counts.items():
        for number in range(count):
            given, family = draw(chance)
            title = "Speech-language pathologist" if role is Role.RELATED_SERVICE else ""
            reach = f"ext. 555-01{(number * 7 + 3) % 100:02d}"
            found.append(Worker(uid(chance), given, family, role, title, reach, place.code))
    return found
