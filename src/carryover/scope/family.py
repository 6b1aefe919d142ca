"""Look-ups about a student's family: guardians, their papers, what they may do and until when."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from carryover.roster.models import Account, Adult, Guardian, Student
from carryover.roster.roles import Role
from carryover.roster.spelling import words_of
from carryover.roster.tongues import LANGUAGES
from carryover.scope.actors import Actor
from carryover.scope.course import Paper, Stretch, course
from carryover.scope.majority import ELIGIBLE, Effect, comes_of_age
from carryover.scope.models import Instrument, Relationship
from carryover.scope.queries import Permit, may, visible
from carryover.terms import DateSpan


@dataclass(frozen=True)
class Member:
    """A guardian with the papers about them, the course of their rights, and the account through which they look."""

    guardian: Guardian
    papers: tuple[Instrument, ...]
    course: tuple[Stretch, ...]
    account: Account | None

    @property
    def language(self) -> str:
        """The language that they read, by its name."""
        return str(dict(LANGUAGES).get(self.guardian.language, self.guardian.language))


@dataclass(frozen=True)
class Family:
    """What the family page shows. `papers_open`: the asker may see court orders; without it no course is told."""

    members: tuple[Member, ...]
    papers_open: bool
    learner: Account | None
    of_age: bool


def family_of(actor: Actor, student: Student) -> Family:
    """The guardians of a student, those of today first, each with what holds for them."""
    open_ = isinstance(may(actor, "order.see", student.id), Permit)
    guardians = list(visible(actor, Guardian).filter(student=student).order_by("left_on", "name"))
    papers: dict[UUID, list[Instrument]] = {}
    for paper in visible(actor, Instrument).filter(student=student).order_by("valid_from", "right"):
        papers.setdefault(paper.guardian_id, []).append(paper)
    links = Relationship.objects.filter(student=student, relation__in=("guardian", "learner"), ends_at=None)
    accounts = {
        link.guardian_id: account
        for link in links.select_related("adult__account")
        if (account := getattr(link.adult, "account", None)) is not None
    }
    members = [
        Member(
            each,
            tuple(papers.get(each.id, ())),
            _course(actor, student, papers.get(each.id, [])) if open_ else (),
            accounts.get(each.id),
        )
        for each in guardians
    ]
    members.sort(key=lambda each: (each.guardian.left_on is not None, each.guardian.name))
    of_age = comes_of_age(student.birth_date, ELIGIBLE) <= actor.today
    return Family(tuple(members), open_, accounts.get(None), of_age)


def one_guardian(actor: Actor, student: UUID, guardian: UUID) -> Guardian:
    """A guardian of this student who is one today; Http404 for anybody else."""
    still = Q(left_on__isnull=True) | Q(left_on__gt=actor.today)
    found = visible(actor, Guardian).filter(still, id=guardian, student=student).first()
    if found is None:
        raise Http404
    return found


def one_paper(actor: Actor, student: UUID, paper: UUID) -> Instrument:
    """One effect of one paper; Http404 when the asker may not see it."""
    found = visible(actor, Instrument).select_related("guardian").filter(id=paper, student=student).first()
    if found is None:
        raise Http404
    return found


def accounts_of_the_same_name(actor: Actor, guardian: Guardian) -> list[Adult]:
    """Guardians of the district with an account who are called the same: perhaps those of a brother or sister."""
    asked = sorted(words_of(guardian.name))
    rows = Adult.objects.filter(district=actor.adult.district_id, role=Role.GUARDIAN, account__isnull=False)
    return [each for each in rows.select_related("account") if sorted(words_of(str(each))) == asked]


def _course(actor: Actor, student: Student, papers: list[Instrument]) -> tuple[Stretch, ...]:
    found = [
        Paper(Effect(each.right, each.effect == "keeps"), DateSpan(each.valid_from, each.valid_to))
        for each in papers
    ]
    return course(student.birth_date, actor.adult.district.majority_age, found, actor.today)
