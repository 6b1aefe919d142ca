"""The district's values as rows of the tables: roster, scope, plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time, timedelta
from uuid import UUID

from carryover.plans.content import canonical, content_hash
from carryover.site.demo.bells import REGULAR, SHORT
from carryover.site.demo.chance import stream, uid
from carryover.site.demo.copying import Rows
from carryover.site.demo.deciding import decision_id
from carryover.site.demo.deeds import Deed
from carryover.site.demo.people import PERSONAS, persona_id
from carryover.site.demo.plans import moment
from carryover.site.demo.schools import GRADES, HOME
from carryover.site.demo.world import World, links

TEMPLATE_VERSION = "plan-1"
"""What `carryover.plans.acts.sign` puts under a signature; a test holds the two together."""
DISTRICT = "Cedar Hollow Unified School District"


def schools(world: World, rows: Rows) -> None:
    """The district, its schools, their bells and their calendars."""
    district = uid(stream(world.seed, "district"))
    rows.add("roster_district", district, DISTRICT, "OH", "America/New_York")
    for place in world.places:
        school = world.school_id(place.code)
        rows.add("roster_school", school, place.name, place.code, district)
        chance = stream(world.seed, "bells", place.code)
        bells = {}
        for kind, name, blocks in (
            ("instructional", "Regular day", REGULAR[place.bells]),
            ("early_release", "Early release", SHORT[place.bells]),
        ):
            bells[kind] = uid(chance)
            rows.add("roster_bellschedule", bells[kind], name, school)
            for block in blocks:
                rows.add(
                    "roster_period",
                    uid(chance),
                    block.code,
                    block.name,
                    block.starts,
                    block.ends,
                    bells[kind],
                )
        for day in world.calendar.days:
            letter = day.letter if place.letters else ""
            rows.numbered(
                "roster_schoolday", day.day, day.kind, letter, day.note, bells.get(day.kind), school
            )


def everybody(world: World, rows: Rows, password: str) -> None:
    """Adults, the personas' accounts, students, where they are enrolled, and families."""
    district = uid(stream(world.seed, "district"))
    for adult in world.workers:
        school = world.school_id(adult.code) if adult.code else None
        rows.add("roster_adult", adult.id, adult.given, adult.family, adult.initials, adult.role.value, adult.title,
                 adult.reach, district, school)  # fmt: skip
    for each in PERSONAS:
        account = uid(stream(world.seed, "account", each.username))
        adult_id = persona_id(world.seed, each.username)
        mail = f"{each.username}@cedarhollow.example.org"
        rows.add(
            "roster_account", account, each.username, mail, adult_id, each.language, True, password, None
        )
    ending = world.calendar.ending
    start, before = world.calendar.year_starts(ending), world.calendar.year_starts(ending - 1)
    left = world.calendar.last_of(ending - 1)
    for pupil in world.pupils:
        rows.add(
            "roster_student", pupil.id, pupil.given, pupil.family, pupil.initials, pupil.birth, pupil.number
        )
        grade = GRADES.index(pupil.grade)
        if grade > 1:
            former = world.school_id(school_before(world, pupil.code, pupil.grade))
            rows.numbered("roster_enrolment", GRADES[grade - 1], before, left, former, pupil.id)
        rows.numbered("roster_enrolment", pupil.grade, start, None, world.school_id(pupil.code), pupil.id)
    for family in world.families:
        rows.add("roster_guardian", family.id, family.name, family.relation, family.language, family.student)


def school_before(world: World, code: str, grade: str) -> str:
    """Where a student was last year: the same school unless it begins with this year's grade."""
    place = world.place(code)
    if place.grades[0] != grade or len(place.grades) > 8 or grade in ("K", "PK"):
        return code
    feeder = {"ELM": "BIR", "FER": "COT", "GRA": "ELM", "HAR": "FER", "JUN": "GRA"}.get(code[:3], code)
    return feeder + code[3:]


def classes(world: World, rows: Rows) -> None:
    """Two classes: Marcus's resource room and Grace Park's science."""
    start = world.calendar.year_starts(world.calendar.ending)
    groups = (
        ("RR-2", "Resource room", "P2", "Room 14", "marcus", ("jt", "ao", "lh", "mh", "ns")),
        ("SCI-7", "Science, grade 7", "P3", "Lab 2", "park", tuple(f"middle-{n}" for n in range(1, 7))),
    )
    for code, name, period, place, teacher, parts in groups:
        chance = stream(world.seed, "class", code)
        key, school = uid(chance), world.school_id(world.part(parts[0]).code)
        rows.add(
            "roster_schoolclass", key, code, name, period, place, school, persona_id(world.seed, teacher)
        )
        for part in parts:
            rows.add("roster_classmember", uid(chance), start, None, key, world.part(part).id)


def relations(world: World, rows: Rows) -> None:
    """Relationships and the periods in which they hold."""
    chance = stream(world.seed, "links", world.size)
    for each in links(world):
        key = uid(chance)
        school = world.school_id(each.school) if each.school else None
        rows.add("scope_relationship", key, each.relation, each.since, each.until, each.reason, each.adult, school,
                 each.student, each.stands_for, each.guardian, "demo")  # fmt: skip
        for code, letter, place in each.periods:
            rows.numbered("scope_assignedperiod", code, letter, place, key)


def papers(world: World, rows: Rows) -> None:
    """A court order: it closes Sofía's records to her father and leaves him his other rights."""
    sofia, office = world.part("sofia"), persona_id(world.seed, "ap")
    since = world.calendar.today - timedelta(days=60)
    father = next(f for f in world.families if f.student == sofia.id and f.name.startswith("Carlos"))
    rows.add(
        "scope_instrument", uid(stream(world.seed, "order")), "court_order", "inspect", "revokes",
        "Court of Common Pleas, domestic relations", "22 DR 0417", since, since, None, moment(since, 9), office,
        father.id, sofia.id,
    )  # fmt: skip


def substitutes(world: World, rows: Rows) -> None:
    """Two cards in the place of an absent paraprofessional: the last day's, which is over, and today's."""
    absent = next(case.collector for case in world.cases if case.pupil.part == "marcus-2")
    theirs = [each for each in links(world) if each.adult == absent and each.periods]
    periods = tuple(sorted({code for each in theirs for code, _letter, _place in each.periods}))
    chance, ap = stream(world.seed, "substitute cards"), next(p for p in PERSONAS if p.username == "ap")
    for day in (world.calendar.past[-1].day, world.calendar.today):
        rows.add(
            "scope_substitutecard", uid(chance), "Rosa Delgado", moment(day, 7, 15), moment(day, 14, 35), periods,
            ap.reach, False, chance.randbytes(32), moment(day, 7), persona_id(world.seed, ap.username),
            world.school_id(HOME), absent,
        )  # fmt: skip


def today(world: World, rows: Rows) -> None:
    """Why some are not where the bells say today: one of Denise's is absent, one is on a trip, one leaves early."""
    day, part = world.calendar.today, world.part
    for pupil, leaves in ((part("mh"), None), (part("marcus-4"), time(13)), (part("marcus-8"), None)):
        rows.numbered("roster_absence", day, leaves, pupil.id)
    trip = rows.numbered(
        "roster_outing", day, time(11, 30), time(14, 15), "Nature center, grade 5", world.school_id(HOME)
    )
    going = [p for p in world.pupils if p.code == HOME and p.grade == "5" and not p.part][:18]
    for pupil in (part("ns"), *going):
        rows.numbered("roster_outing_students", trip, pupil.id)


def plans(world: World, rows: Rows) -> list[Deed]:
    """Signed versions with their signatures; answers with the signings, for the journal."""
    deeds: list[Deed] = []
    for case in world.cases:
        rows.add("plans_studentplan", case.plan_id, "iep", case.pupil.id)
        parent: UUID | None = None
        for version in case.versions:
            content = canonical(version.plan).decode()
            digest = content_hash(version.plan, TEMPLATE_VERSION)
            rows.add(
                "plans_planversion", version.id, version.number, version.purpose, version.phase_label, version.reason,
                version.goal_id, content, digest, TEMPLATE_VERSION, version.effective_from, version.signed_at, parent,
                case.plan_id, case.manager, case.pupil.id,
            )  # fmt: skip
            rows.add(
                "plans_signature", uid(stream(world.seed, "signature", version.id)), "case manager",
                "signs for the team", "click to sign", digest, version.signed_at, case.manager, case.pupil.id,
                version.id,
            )  # fmt: skip
            detail: dict[str, object] = {"number": version.number, "hash": digest, "purpose": version.purpose}
            deed = Deed(
                version.signed_at, case.manager, "case_manager", case.pupil.id, "plan.sign", "plan_version",
                version.id, detail,
            )  # fmt: skip
            deeds.append(deed)
            if version.purpose == "support":
                made = decision_id(world, version)
                deeds.append(replace(deed, act="decision.make", kind="decision", thing=made, detail=_SUPPORT))
            parent = version.id
    return deeds


_SUPPORT: dict[str, object] = {"choice": "change_support"}


def epoch(world: World, rows: Rows) -> None:
    """The identity of this database's life."""
    since = moment(world.calendar.today, 0).astimezone(UTC)
    rows.add("observations_epoch", uid(stream(world.seed, "epoch", world.size)), since)
