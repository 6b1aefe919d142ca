"""Who the family is: guardians entered, corrected and ended, and accounts for them and for students of age."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.models import Adult, Enrolment, Guardian, Student
from carryover.roster.roles import Role
from carryover.roster.spelling import initials_of, tidy
from carryover.scope.actors import Actor, on_day
from carryover.scope.acts.account import Given, give_account
from carryover.scope.ending import end_rows
from carryover.scope.majority import ELIGIBLE, comes_of_age
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing
from carryover.scope.queries import Permit, require
from carryover.terms import Refusal, Refused


@dataclass(frozen=True)
class GuardianFacts:
    """A parent or guardian: the whole name, what they are to the child, and the language they read."""

    name: str
    relation: str
    language: str


@transaction.atomic
def enter_guardian(actor: Actor, student: UUID, facts: GuardianFacts) -> Guardian:
    """Enter a parent or guardian. By law both parents have all rights until a paper says otherwise (34 CFR 99.4)."""
    permit = require(actor, "family.change", student)
    guardian = Guardian(student_id=student)
    _fill(guardian, facts)
    guardian.save(force_insert=True)
    _journal(actor, permit.right, "guardian.enter", guardian)
    return guardian


@transaction.atomic
def change_guardian(actor: Actor, guardian: Guardian, facts: GuardianFacts) -> None:
    """Correct name, relation or language."""
    permit = require(actor, "family.change", guardian.student_id)
    _fill(guardian, facts)
    guardian.save(update_fields=["name", "relation", "language"])
    _journal(actor, permit.right, "guardian.change", guardian)


@transaction.atomic
def end_guardian(actor: Actor, guardian: Guardian) -> None:
    """From now on they are no guardian of this student: an entry in error, or a guardianship that has ended."""
    permit = require(actor, "family.change", guardian.student_id)
    guardian.left_on = actor.today
    guardian.save(update_fields=["left_on"])
    rows = Relationship.objects.filter(guardian=guardian, relation="guardian", student=guardian.student_id)
    end_rows(actor, rows, None)
    _journal(actor, permit.right, "guardian.end", guardian)


@transaction.atomic
def let_guardian_in(
    actor: Actor, guardian: Guardian, username: str, known: Adult | None = None
) -> Given | None:
    """Give a guardian a sign-in to this child's record; `known` is an account that they have for another child.

    Answers the new account with its password; None for a known one, which goes on as it is.
    """
    permit = _require_office(actor, guardian.student_id)
    if Relationship.objects.filter(on_day(actor.today), guardian=guardian, ends_at=None).exists():
        raise Refused(_HAS_ONE)
    if known is not None and known.role != Role.GUARDIAN:
        raise Http404
    given_name, _, family_name = guardian.name.rpartition(" ")
    adult = known or _adult(
        actor, given_name or family_name, family_name if given_name else "", Role.GUARDIAN
    )
    _relate(actor, adult, guardian.student_id, "guardian", guardian)
    _journal(actor, permit.right, "guardian.let_in", guardian)
    return None if known else give_account(actor, adult, username)


@transaction.atomic
def let_learner_in(actor: Actor, student: Student, username: str) -> Given:
    """Give a student who is 18 or older a sign-in to their own record (34 CFR 99.5)."""
    permit = _require_office(actor, student.id)
    if comes_of_age(student.birth_date, ELIGIBLE) > actor.today:
        raise Refused(_NOT_OF_AGE)
    if Relationship.objects.filter(on_day(actor.today), student=student, relation="learner").exists():
        raise Refused(_HAS_ONE)
    adult = _adult(actor, student.given_name, student.family_name, Role.ELIGIBLE_STUDENT)
    _relate(actor, adult, student.id, "learner", None)
    record(
        at=actor.now,
        actor=actor.key,
        right=permit.right,
        act="learner.let_in",
        thing=("student", student.id),
        students=[student.id],
    )
    return give_account(actor, adult, username)


def _require_office(actor: Actor, student: UUID) -> Permit:
    require(actor, "family.change", student)
    school = Enrolment.objects.filter(on_day(actor.today), student=student).values_list(
        "school_id", flat=True
    )
    return require(actor, "people.manage", Thing(school=school.first()))


def _adult(actor: Actor, given: str, family: str, role: Role) -> Adult:
    return Adult.objects.create(
        district_id=actor.adult.district_id, school=None, given_name=given[:60], family_name=family[:60],
        initials=initials_of(given, family)[:8], role=role,
    )  # fmt: skip


def _relate(actor: Actor, adult: Adult, student: UUID, relation: str, guardian: Guardian | None) -> None:
    Relationship.objects.create(
        adult=adult, student_id=student, relation=relation, guardian=guardian, valid_from=actor.today,
        source="office", granted_by=actor.adult,
    )  # fmt: skip


def _fill(guardian: Guardian, facts: GuardianFacts) -> None:
    guardian.name, guardian.relation = tidy(facts.name), tidy(facts.relation)
    guardian.language = facts.language


def _journal(actor: Actor, right: str, act: str, guardian: Guardian) -> None:
    record(
        at=actor.now,
        actor=actor.key,
        right=right,
        act=act,
        thing=("guardian", guardian.id),
        students=[guardian.student_id],
    )


_HAS_ONE = Refusal(
    "Give this family member a sign-in",
    "They have one for this student.",
    "Give a new password instead.",
    "family.account",
)
_NOT_OF_AGE = Refusal(
    "Give this student a sign-in of their own",
    "A student's own right to the record begins at 18.",
    "The parents can look at the record until then.",
    "learner.age",
    "34 CFR 99.5(a)",
)
