"""A world with everybody in it: each role in each relationship to one student, now, before, after and elsewhere.

One student, Jaylen, with one of everything that an address can name, in each state in which the policy table tells them
apart; and adults who have nothing else to do in the district, so that a right rests on what stands here alone. The
keeper writes it into a copy of the demo that is thrown away afterwards.
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.test import Client

from carryover.scope import machines
from crawling import signed_in
from hostile.people import REPORT, within
from spec.scope.test_every_address_asks import GOAL
from spec.scope.world import TODAY, Facts, as_actor, keeper, personas, pupil

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOW = datetime.fromisoformat(os.environ["CARRYOVER_NOW"])
"""The moment at which every request of the tests arrives."""
LONG_AGO, LAST_DAY = date(2026, 8, 3), date(2027, 6, 10)
PASSING = ("substitute", "contractor", "external_evaluator", "auditor")
"""Who only comes for a while; said apart from the product's own list, as the oracle is."""
NOTHING_HOLDS = (", until yesterday", ", from tomorrow", ", until this minute", ", of somebody else")
"""How the names of those end in whom a relation is over, not begun, or to somebody else."""
HIS_CASE_MANAGER, THE_DIRECTOR = "his case manager", "the director of both schools"
OF_DEMO = {HIS_CASE_MANAGER: "marcus", THE_DIRECTOR: "director"}
"""Who is in the demo already."""
CHANCE = random.Random("matrix")


@dataclass(frozen=True)
class Standing:
    """Somebody: a role, a relation to Jaylen (or to his school, or to an adult of his), and when it holds.

    `to` names another student or school than his. `desk`: whether their desk is at his school. `barred` is a right that
    a court order takes from a guardian.
    """

    name: str
    role: str
    relation: str = ""
    since: date = LONG_AGO
    until: date | None = LAST_DAY
    moments: tuple[datetime | None, datetime | None] = (None, None)
    to: str = "Jaylen"
    desk: bool = False
    barred: str = ""


def _over(name: str, role: str, relation: str, **more: Any) -> tuple[Standing, ...]:
    """The same relation when it is over, when it has not begun, and when it is to somebody else."""
    ways: tuple[dict[str, Any], ...] = (
        {"until": YESTERDAY}, {"since": TOMORROW}, {"moments": (None, NOW)}, {"to": "somebody else"},
    )  # fmt: skip
    return tuple(
        Standing(name + why, role, relation, **more, **way)
        for why, way in zip(NOTHING_HOLDS, ways, strict=True)
    )


STANDINGS = (
    # On the team.
    Standing("a teacher on the team", "teacher", "team", desk=True),
    Standing("a therapist on the team", "related_service", "team"),
    Standing("the behavior analyst", "behavior_analyst", "team", desk=True),
    Standing("the psychologist", "psychologist", "team", desk=True),
    Standing("the counselor", "counselor", "team"),
    Standing("the nurse", "nurse", "team", desk=True),
    Standing("a paraprofessional on the team", "paraprofessional", "team"),
    Standing("an intervention specialist on the team", "intervention_specialist", "team"),
    *_over("a teacher on the team", "teacher", "team"),
    # Assigned by period.
    Standing("his paraprofessional", "paraprofessional", "assigned", desk=True),
    Standing("his technician", "behavior_technician", "assigned"),
    Standing("his teacher", "teacher", "assigned"),
    Standing("a specialist assigned to him", "intervention_specialist", "assigned"),
    Standing("a counselor assigned to him", "counselor", "assigned"),
    *_over("his paraprofessional", "paraprofessional", "assigned", desk=True),
    # For a while.
    Standing("his substitute", "substitute", "substitute_for"),
    Standing("his substitute this afternoon", "substitute", "substitute_for", moments=(NOW, None)),
    *_over("his substitute", "substitute", "substitute_for"),
    Standing("the agency's technician", "contractor", "contractor"),
    *_over("the agency's technician", "contractor", "contractor"),
    Standing("an evaluator from outside", "external_evaluator", "evaluator"),
    Standing("an evaluator, until yesterday", "external_evaluator", "evaluator", until=YESTERDAY),
    Standing("the state's auditor", "auditor", "auditor"),
    Standing("the state's auditor, from tomorrow", "auditor", "auditor", since=TOMORROW),
    Standing(
        "a nurse in an emergency", "nurse", "break_glass", since=TODAY, until=TODAY,
        moments=(NOW - timedelta(minutes=10), NOW + timedelta(minutes=50)), desk=True,
    ),
    Standing(
        "a nurse after an emergency", "nurse", "break_glass", since=TODAY, until=TODAY,
        moments=(NOW - timedelta(hours=2), NOW), desk=True,
    ),
    # The family.
    Standing("his mother", "guardian", "guardian", until=None),
    Standing("a father without the record", "guardian", "guardian", until=None, barred="inspect"),
    Standing("a father who only hears", "guardian", "guardian", until=None, barred="inspect consent"),
    *_over("his guardian", "guardian", "guardian"),
    Standing("himself, a child", "eligible_student", "learner", until=None),
    # The school.
    Standing("the principal", "building_administrator", "administrator", until=None, desk=True),
    Standing("the privacy officer", "privacy_officer", "privacy", until=None),
    Standing("the keeper of accounts", "it", "technical", until=None),
    *_over("a principal", "building_administrator", "administrator"),
    *_over("a keeper of accounts", "it", "technical"),
    # Nothing to do with him.
    Standing("a colleague", "intervention_specialist", desk=True),
    Standing("a paraprofessional of his school", "paraprofessional", desk=True),
    Standing("a substitute without a place", "substitute"),
    Standing("an auditor of nothing", "auditor"),
    Standing("a teacher without a desk", "teacher"),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The student, the browsers of everybody, what can be named, and the facts from which the oracle answers."""

    student: UUID
    school: UUID
    facts: Facts
    browsers: Mapping[str, Client]
    adults: Mapping[str, UUID]
    desks: Mapping[UUID, UUID]
    things: Mapping[str, Mapping[str, str]]
    """What to put into an address, by name; things of their own id by the state in which they are."""

    def to_student(self, name: str) -> frozenset[str]:
        """What this adult is to Jaylen now."""
        return frozenset(self.facts.ties(self.adults[name], TODAY, NOW).get(self.student, ()))

    def to_school(self, name: str) -> frozenset[str]:
        """What this adult is to his school now."""
        return self.to_schools(name).get(self.school, frozenset())

    def to_schools(self, name: str) -> dict[UUID, frozenset[str]]:
        """What this adult is to each school now."""
        adult = self.adults[name]
        held = {self.desks[adult]: frozenset({"staff"})} if adult in self.desks else {}
        for link in self.facts.links:
            if link.adult == adult and link.school and link.holds(TODAY, NOW):
                held[link.school] = held.get(link.school, frozenset()) | {link.relation}
        return held

    def is_over(self, name: str, role: str) -> bool:
        """Whether this adult only came for a while, and nothing holds any more or yet (34 CFR 99.31(a)(1)(i)(B))."""
        mine = (link for link in self.facts.links if link.adult == self.adults[name])
        return role in PASSING and not any(link.holds(TODAY, NOW) for link in mine)


def build(elsewhere: UUID) -> World:
    """Everything, written and kept: to be called once, in a copy of the demo to which another school was added."""
    jaylen, other = pupil("Jaylen", "Tucker"), pupil("Amara", "Okoye")
    marcus = personas()["marcus"]
    assert marcus.school_id is not None
    adults = {name: personas()[username].id for name, username in OF_DEMO.items()}
    with keeper() as rows:
        for number, standing in enumerate(STANDINGS):
            desk = marcus.school_id if standing.desk else None
            adult = adults[standing.name] = _somebody(rows, number, standing, marcus.district_id, desk)
            to = (jaylen, marcus.school_id) if standing.to == "Jaylen" else (other, elsewhere)
            _tie(rows, adult, standing, *to)
    browsers = {name: signed_in(username) for name, username in OF_DEMO.items()}
    browsers |= {standing.name: signed_in(f"matrix{number}") for number, standing in enumerate(STANDINGS)}
    things = _things(jaylen, browsers, adults)
    with keeper() as rows:
        at_desks = rows.execute(
            "SELECT id, school_id FROM roster_adult WHERE school_id IS NOT NULL"
        ).fetchall()
    return World(jaylen, marcus.school_id, Facts.read(), browsers, adults, dict(at_desks), things)


def _id() -> UUID:
    return UUID(int=CHANCE.getrandbits(128), version=4)


def _one(rows: psycopg.Connection[Any], asked: str, values: Any) -> tuple[Any, ...]:
    found = rows.execute(asked, values).fetchone()
    assert found is not None, asked
    return found


def _somebody(
    rows: psycopg.Connection[Any], number: int, standing: Standing, district: UUID, desk: UUID | None
) -> UUID:
    adult = _id()
    rows.execute(
        "INSERT INTO roster_adult (id, district_id, school_id, given_name, family_name, initials, role, title, reach)"
        " VALUES (%s, %s, %s, 'Some', %s, 'SB', %s, '', '')",
        [adult, district, desk, f"Body {number}", standing.role],
    )
    rows.execute(
        "INSERT INTO roster_account (id, username, email, adult_id, language, is_active, password)"
        " VALUES (%s, %s, '', %s, '', true, 'none')",
        [_id(), f"matrix{number}", adult],
    )
    return adult


def _tie(rows: psycopg.Connection[Any], adult: UUID, standing: Standing, student: UUID, school: UUID) -> None:
    if not standing.relation:
        return
    to_school = standing.relation in ("administrator", "privacy", "technical")
    stands_for = guardian = None
    if standing.relation == "substitute_for":
        stands_for = personas()["denise" if standing.to == "Jaylen" else "kim"].id
    if standing.relation == "guardian":
        guardian = _id()
        rows.execute(
            "INSERT INTO roster_guardian (id, name, relation, language, student_id)"
            " VALUES (%s, 'Some Body', 'mother', 'en', %s)",
            [guardian, student],
        )
        for right in standing.barred.split():
            _order(rows, student, guardian, right, adult)
    rows.execute(
        "INSERT INTO scope_relationship (id, adult_id, relation, student_id, school_id, stands_for_id, guardian_id,"
        " valid_from, valid_to, starts_at, ends_at, reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '')",
        [
            _id(), adult, standing.relation, None if to_school or stands_for else student,
            school if to_school else None, stands_for, guardian, standing.since, standing.until, *standing.moments,
        ],
    )  # fmt: skip


def _order(rows: psycopg.Connection[Any], student: UUID, guardian: UUID, right: str, adult: UUID) -> None:
    rows.execute(
        'INSERT INTO scope_instrument (id, student_id, guardian_id, kind, "right", effect, issuer, reference,'
        " issued_on, valid_from, entered_by_id, entered_at)"
        " VALUES (%s, %s, %s, 'court_order', %s, 'revokes', 'A court', '', %s, %s, %s, '2026-10-01T12:00:00Z')",
        [_id(), student, guardian, right, LONG_AGO, LONG_AGO, adult],
    )


def _things(
    jaylen: UUID, browsers: Mapping[str, Client], adults: Mapping[str, UUID]
) -> dict[str, dict[str, str]]:
    """One of everything about Jaylen and his school, in each state; what there is in the demo, and what was missing."""
    denise, school = personas()["denise"].id, personas()["marcus"].school_id
    made = within(lambda: _through_the_product(jaylen, browsers))
    with keeper() as rows:

        def of(asked: str) -> str:
            named = {"s": jaylen, "new": _id(), "program": made["program"], "adult": denise}
            return str(_one(rows, asked, named)[0])

        def first(table: str, where: str = "student_id = %(s)s") -> str:
            return of(f"SELECT id FROM {table} WHERE {where} ORDER BY id LIMIT 1")

        def like(table: str, which: str, **other: str) -> str:
            """One more row like an existing one, but for these columns."""
            columns = [
                name
                for (name,) in rows.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
                )
            ]
            taken = {"id": "%(new)s"} | other
            values = ", ".join(taken.get(name, f'"{name}"') for name in columns)
            names = ", ".join(f'"{name}"' for name in columns)
            return of(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {which} LIMIT 1 RETURNING id"
            )

        glass = {
            "awaiting": like(
                "scope_glass", "true", student_id="%(s)s",
                relationship_id="(SELECT id FROM scope_relationship WHERE relation = 'break_glass'"
                " AND student_id = %(s)s ORDER BY ends_at LIMIT 1)",
            ),
            "reviewed": like(
                "scope_glass", "true", student_id="%(s)s",
                relationship_id="(SELECT id FROM scope_relationship WHERE relation = 'break_glass'"
                " AND student_id = %(s)s ORDER BY ends_at DESC LIMIT 1)",
            ),
        }  # fmt: skip
        like("scope_glassreview", "true", glass_id=f"'{glass['reviewed']}'", student_id="%(s)s")
        concern = first("observations_concern")
        answered = like("observations_concern", f"id = '{concern}'")
        like("observations_concernstep", "true", concern_id=f"'{answered}'", student_id="%(s)s")
        training = first("staff_training")
        under_way = like("staff_training", f"id = '{training}'", certificate_id="NULL")
        like(
            "staff_step", "true", training_id=f"'{under_way}'", student_id="%(s)s",
            trainer_id=f"'{adults[HIS_CASE_MANAGER]}'",
        )  # fmt: skip
        mother = adults["his mother"]
        by_itself = {
            "student": str(jaylen),
            "claim": glass["awaiting"],
            "school": str(school),
            "entry_id": first("scope_disclosure", "student_id = %(s)s AND corrects_id IS NULL"),
            "link": first("scope_relationship", "student_id = %(s)s AND adult_id = %(adult)s"),
            "password/adult": str(mother),
            "for/adult": str(denise),
            "adult": str(denise),
            "guardian": of(f"SELECT guardian_id FROM scope_relationship WHERE adult_id = '{mother}'"),
            "paper": first("scope_instrument"),
            "notes/note": of(
                "INSERT INTO observations_datednote (id, student_id, day, kind, text, author_id, at)"
                " SELECT %(new)s, %(s)s, day, kind, text, author_id, at FROM observations_datednote LIMIT 1"
                " RETURNING id"
            ),
            "guidance/line": first(
                "sheets_guidanceline l",
                "student_id = %(s)s AND NOT withdrawn AND NOT EXISTS"
                " (SELECT FROM sheets_guidanceline n WHERE n.replaces_id = l.id)",
            ),
            "requirement": first("scope_requirement"),
            "override": like("scope_override", "true", student_id="%(s)s"),
            "klass": first("roster_schoolclass", "true"),
            "bells": first("roster_bellschedule", "true"),
            "card": first("scope_substitutecard", "ends_at > '2026-10-20T14:05:00Z'"),
            "certificate": first("scope_certificate", "student_id IS NULL AND adult_id = %(adult)s"),
            "version": first("plans_planversion"),
            "goals/goal": GOAL,
            "goal_id": GOAL,
            "lines/line": "respond-1",
            "care/care": "care-1",
            "day": "2026-10-19",
            "here": "plan",
            "kind": "instruct",
            "step": first("staff_step", f"training_id = '{under_way}'"),
            "competency": of(
                "INSERT INTO scope_owncompetency (id, district_id, name, one_student, trained_here, who_trains,"
                " instead, source, added_by_id, added_at)"
                " SELECT %(new)s, district_id, 'Ramps', false, false, 'Somebody', 'Wait', 'own rule', id,"
                " '2026-10-01T12:00:00Z' FROM roster_adult WHERE id = %(adult)s RETURNING id"
            ),
            "account": made["program"],
            "token": first("scope_servicetoken", "account_id = %(program)s"),
        }
        return {
            "": by_itself,
            "sealed/note": {
                one: first("plans_sealednote", f"student_id = %(s)s AND compartment = '{one}'")
                for one in ("protection", "counseling", "health")
            },
            "draft": {"open": made["open"], "closed": made["closed"]},
            "version": {"": by_itself["version"]},
            "concern": {"open": concern, "answered": answered},
            "training": {"open": under_way, "closed": training},
            "claim": glass,
            "document": {"": made["report"]},
        }


def _through_the_product(jaylen: UUID, browsers: Mapping[str, Client]) -> dict[str, str]:
    """What only the product's own acts make rightly: sealed notes, drafts, a report, a program with a token."""
    of_student, marcus = f"/students/{jaylen}/", browsers[HIS_CASE_MANAGER]
    for compartment, by in (("counseling", "the counselor"), ("health", "the nurse")):
        sealed = {"compartment": compartment, "sealed": "A reason.", "do": "Greet him."}
        _posted(browsers[by], f"{of_student}sealed/new/", sealed)
    closed = _posted(marcus, f"{of_student}drafts/", {}).split("/")[2]
    _posted(marcus, f"/drafts/{closed}/set-aside/", {})
    opened = _posted(marcus, f"{of_student}drafts/", {}).split("/")[2]
    report = _posted(marcus, f"/documents{of_student}report/", REPORT).split("/")[2]
    it, school = as_actor(personas()["it"]), personas()["marcus"].school
    assert school is not None
    program = machines.make(it, school, "Warehouse", "Nightly copy", ["plan.read"])
    machines.give_token(it, program, it.now + timedelta(days=30))
    return {"closed": closed, "open": opened, "report": report, "program": str(program.id)}


def _posted(client: Client, address: str, values: dict[str, Any]) -> str:
    """Where a form leads that was taken."""
    answer = client.post(address, values)
    assert answer.status_code == 302, (address, answer.status_code, answer.content[:300])
    return str(answer["Location"])
