"""Entering an adult, and correcting who they are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from carryover.journal.acts import record
from carryover.roster.models import Adult
from carryover.roster.roles import FAMILY_ROLES, SCHOOL_WIDE_ROLES
from carryover.roster.spelling import initials_of, tidy
from carryover.scope.actors import Actor
from carryover.scope.adults import require_for, require_over
from carryover.terms import Refusal, Refused


@dataclass(frozen=True)
class AdultFacts:
    """Who an adult is. `title` is a local label and carries no right; `school` is where their desk is, if anywhere."""

    given: str
    family: str
    role: str
    school: UUID | None
    title: str = ""
    reach: str = ""


@transaction.atomic
def enter_adult(actor: Actor, facts: AdultFacts) -> Adult:
    """Enter an adult without an account. A role with rights over a school is given afterwards, by whoever may."""
    adult = Adult(district_id=actor.adult.district_id, school_id=facts.school)
    permit = require_for(actor, "people.manage", adult)
    if facts.role in SCHOOL_WIDE_ROLES or facts.role in FAMILY_ROLES:
        raise Refused(ROLE_COMES_OTHERWISE)
    _fill(adult, facts)
    adult.role = facts.role
    adult.save(force_insert=True)
    _journal(actor, permit.right, "adult.enter", adult)
    return adult


@transaction.atomic
def change_adult(actor: Actor, adult: Adult, facts: AdultFacts) -> None:
    """Correct name, title and reach, or move the desk to another school, which must be the asker's to manage too."""
    permit = require_for(actor, "people.manage", adult)
    if facts.school != adult.school_id:
        require_over(actor, adult)
        require_for(actor, "people.manage", Adult(district_id=adult.district_id, school_id=facts.school))
        adult.school_id = facts.school
    _fill(adult, facts)
    adult.save(update_fields=["given_name", "family_name", "initials", "title", "reach", "school"])
    _journal(actor, permit.right, "adult.change", adult)


ROLE_COMES_OTHERWISE = Refusal(
    "Enter an adult with this role",
    "Rights over a whole school, and accounts of families, are not given with the first entry.",
    "Enter the adult first; a district administrator can then give the role. Families are entered at their student.",
    "adult.role",
)


def _fill(adult: Adult, facts: AdultFacts) -> None:
    adult.given_name, adult.family_name = tidy(facts.given), tidy(facts.family)
    adult.initials = initials_of(adult.given_name, adult.family_name)[:8]
    adult.title, adult.reach = tidy(facts.title), tidy(facts.reach)


def _journal(actor: Actor, right: str, act: str, adult: Adult) -> None:
    record(at=actor.now, actor=actor.key, right=right, act=act, thing=("adult", adult.id))
