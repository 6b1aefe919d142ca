"""What an adult is to the school, as far as rights go, and the schools that they answer for."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.roster.models import Adult
from carryover.roster.roles import FAMILY_ROLES, PASSING_ROLES, SCHOOL_WIDE_ROLES, STAFF_ROLES, Role
from carryover.scope.actors import Actor, in_force
from carryover.scope.adults import held_by, may_write_plans, require_for, require_over
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import require
from carryover.terms import Refusal, Refused

OVER_A_SCHOOL = {
    Role.BUILDING_ADMINISTRATOR: "administrator",
    Role.DISTRICT_ADMINISTRATOR: "administrator",
    Role.PRIVACY_OFFICER: "privacy",
    Role.IT: "technical",
}
"""The relation to a school that comes with a role."""
ASSIGNABLE = {
    "assigned": frozenset(STAFF_ROLES),
    "team": frozenset(STAFF_ROLES),
    "contractor": frozenset({Role.CONTRACTOR}),
    "evaluator": frozenset({Role.EXTERNAL_EVALUATOR}),
    "auditor": frozenset({Role.AUDITOR}),
}
"""Which roles an adult may have in each relation that is given student by student."""


@transaction.atomic
def change_role(actor: Actor, adult: Adult, role: str, schools: Iterable[UUID]) -> None:
    """Give the adult another role, and with a school-wide one the relation to these schools, from this moment on.

    Nobody changes their own. What the new role cannot hold must have been handed over before.
    """
    wanted = frozenset(schools) if role in SCHOOL_WIDE_ROLES else frozenset()
    permit = require_for(actor, "people.manage", adult)
    require_over(actor, adult)
    for school in sorted(wanted):
        permit = require(actor, "role.change", Thing(school=school))
    refusal = _why_not(actor, adult, role, wanted)
    if refusal is not None:
        raise Refused(refusal)
    before = adult.role
    adult.role = role
    adult.save(update_fields=["role"])
    _answers_for(actor, adult, OVER_A_SCHOOL.get(Role(role), ""), wanted)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="role.change",
        thing=("adult", adult.id),
        detail={"from": before, "to": role, "schools": sorted(map(str, wanted))},
    )


def misfits(role: str, held: Iterable[str]) -> list[str]:
    """Those of these relations that somebody of this role cannot hold."""
    fits = {name for name, roles in ASSIGNABLE.items() if role in roles}
    if may_write_plans(role):
        fits.add("case_manager")
    return sorted(set(held) & (set(ASSIGNABLE) | {"case_manager"}) - fits)


def _why_not(actor: Actor, adult: Adult, role: str, wanted: frozenset[UUID]) -> Refusal | None:
    if adult.id == actor.adult.id:
        return _OWN
    if role in FAMILY_ROLES or adult.role in FAMILY_ROLES:
        return _FAMILY
    if role in SCHOOL_WIDE_ROLES and not wanted:
        return _NOWHERE
    return _HOLDS if misfits(role, held_by(adult.id)) else None


_OWN = Refusal(
    "Change your own role",
    "Nobody raises themselves.",
    "Another administrator can do it.",
    "role.own",
)
_FAMILY = Refusal(
    "Change the role of a family member",
    "Families are entered at their student.",
    "Open the student's family page.",
    "role.family",
)
_NOWHERE = Refusal(
    "Give rights over a whole school",
    "No school was named.",
    "Name the schools that the adult answers for.",
    "role.nowhere",
)
_HOLDS = Refusal(
    "Change the role of this adult",
    "The adult holds something that the new role cannot hold.",
    "Hand it over to a colleague first.",
    "role.holds",
)


def _answers_for(actor: Actor, adult: Adult, relation: str, schools: frozenset[UUID]) -> None:
    held = Relationship.objects.filter(in_force(actor.now, actor.today), adult=adult, school__isnull=False)
    kept = set(held.filter(relation=relation, school__in=schools).values_list("school_id", flat=True))
    held.exclude(relation=relation, school__in=kept).update(valid_to=actor.today, ends_at=actor.now)
    Relationship.objects.bulk_create(
        Relationship(
            adult=adult,
            relation=relation,
            school_id=school,
            valid_from=actor.today,
            source="office",
            granted_by=actor.adult,
        )
        for school in sorted(schools - kept)
    )


KNOWN_TO_CHANGE = (*STAFF_ROLES, Role.PRIVACY_OFFICER, Role.IT, *PASSING_ROLES)
"""Roles that the office gives by hand."""
