"""Look-ups of adults, narrowed to the schools at which the asker may see or manage people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from carryover.roster.models import Account, Adult, School
from carryover.roster.roles import FAMILY_ROLES, PASSING_ROLES, STAFF_ROLES
from carryover.roster.spelling import words_of
from carryover.scope.actors import Actor, in_force
from carryover.scope.models import Relationship
from carryover.scope.policy import Thing, table
from carryover.scope.queries import Permit, may, require, schools_for

WORKING_ROLES = (*STAFF_ROLES, *PASSING_ROLES)


@dataclass(frozen=True)
class Standing:
    """An adult as the list shows them: whether they can sign in, and how."""

    adult: Adult
    account: Account | None

    @property
    def open(self) -> bool:
        """Whether the account is there and not closed."""
        return self.account is not None and self.account.is_active

    @property
    def has_password(self) -> bool:
        """Whether a password was ever given."""
        return self.account is not None and self.account.has_usable_password()


@dataclass(frozen=True)
class SameName:
    """Somebody of the same name; `where` is empty when the asker may not see at which school."""

    adult: Adult | None
    where: str


def schools_of(actor: Actor, *acts: str) -> list[School]:
    """The schools at which the asker may do one of these acts, by name."""
    ids = frozenset().union(*(schools_for(actor, act) for act in acts))
    return list(School.objects.filter(id__in=ids).order_by("name"))


def every_school(actor: Actor) -> frozenset[UUID]:
    """All schools of the asker's district."""
    return frozenset(School.objects.filter(district=actor.adult.district_id).values_list("id", flat=True))


def holds_everywhere(actor: Actor, act: str) -> bool:
    """Whether the asker may do the act at every school of the district: what is asked for those without a school."""
    every = every_school(actor)
    return bool(every) and every <= schools_for(actor, act)


def keeps_every_school(actor: Actor, act: str) -> bool:
    """The same by a right over each of them: a desk at the only school of a district is none."""
    every, over = every_school(actor), frozenset({"administrator", "privacy", "technical"})
    at_all = all(actor.to_schools.get(school, frozenset()) & over for school in every)
    return at_all and holds_everywhere(actor, act)


def adults_of(actor: Actor, act: str = "people.see") -> QuerySet[Adult]:
    """The adults whom the asker may see (or manage): of their schools, and of no school by whoever may at every one.

    Families are not among them: they stand on their students' pages.
    """
    where = Q(school__in=schools_for(actor, act))
    if keeps_every_school(actor, act):
        where |= Q(school__isnull=True, district=actor.adult.district_id)
    return Adult.objects.filter(where).exclude(role__in=FAMILY_ROLES)


def require_for(actor: Actor, act: str, adult: Adult) -> Permit:
    """The permit to do an act of a school to an adult: at their school, or at every one when they have none."""
    schools = [adult.school_id] if adult.school_id else sorted(every_school(actor))
    permits = [require(actor, act, Thing(school=school)) for school in schools]
    return permits[0]


def require_over(actor: Actor, adult: Adult) -> None:
    """Refused when the adult answers for a school for which the asker may not give rights: nobody raises themselves."""
    for school in sorted(_over(actor, adult).values_list("school_id", flat=True)):
        require(actor, "role.change", Thing(school=school))


def may_change_role(actor: Actor, adult: Adult) -> bool:
    """Whether the asker may give this adult another role: not their own, and none who answers above them."""
    schools = _over(actor, adult).values_list("school_id", flat=True)
    held = (may(actor, "role.change", Thing(school=school)) for school in schools)
    return (
        adult.id != actor.adult.id and may_manage(actor, adult) and all(isinstance(e, Permit) for e in held)
    )


def answers_for(actor: Actor, adult: Adult) -> list[School]:
    """The schools that the adult answers for, watches over or keeps accounts of today, as far as the asker may see."""
    return list(School.objects.filter(id__in=_over(actor, adult).values("school_id")).order_by("name"))


def _over(actor: Actor, adult: Adult) -> QuerySet[Relationship]:
    return Relationship.objects.filter(in_force(actor.now, actor.today), adult=adult, school__isnull=False)


def one_adult(actor: Actor, adult: UUID, act: str = "people.see") -> Adult:
    """An adult whom the asker may see; Http404 for anybody else."""
    found = adults_of(actor, act).filter(id=adult).select_related("school", "district").first()
    if found is None:
        raise Http404
    return found


def may_manage(actor: Actor, adult: Adult) -> bool:
    """Whether the asker may change this adult and their account."""
    schools = [adult.school_id] if adult.school_id else sorted(every_school(actor))
    return all(isinstance(may(actor, "people.manage", Thing(school=school)), Permit) for school in schools)


def standings(adults: Iterable[Adult]) -> list[Standing]:
    """The adults with their accounts: one query."""
    listed = list(adults)
    accounts = {each.adult_id: each for each in Account.objects.filter(adult__in=listed)}
    return [Standing(each, accounts.get(each.id)) for each in listed]


def account_of(adult: Adult) -> Account | None:
    """The account of an adult, open or closed."""
    return Account.objects.filter(adult=adult).first()


def found_by_name(adults: QuerySet[Adult], asked: str) -> list[Adult]:
    """Those of these adults whose name holds every word that was asked for, in any order, accents aside."""
    words = words_of(asked)
    listed = adults.order_by("family_name", "given_name", "id")
    if not words:
        return list(listed)
    return [each for each in listed if all(any(w in own for own in words_of(str(each))) for w in words)]


def of_the_same_name(actor: Actor, given: str, family: str, but: UUID | None = None) -> list[SameName]:
    """Adults of the district of the same name, accents and order aside; no more than the asker may see of each."""
    return same_names(actor, [f"{given} {family}"], but)[0]


def same_names(actor: Actor, names: Sequence[str], but: UUID | None = None) -> list[list[SameName]]:
    """The same for many names: two queries."""
    rows = Adult.objects.filter(district=actor.adult.district_id).select_related("school")
    called: dict[tuple[str, ...], list[Adult]] = {}
    for each in rows:
        if each.id != but:
            called.setdefault(tuple(sorted(words_of(str(each)))), []).append(each)
    asked = [tuple(sorted(words_of(name))) for name in names]
    ids = [each.id for words in asked if words for each in called.get(words, ())]
    seen = set(adults_of(actor).filter(id__in=ids).values_list("id", flat=True))
    return [[_same(each, each.id in seen) for each in called.get(words, ()) if words] for words in asked]


def _same(adult: Adult, seen: bool) -> SameName:
    return SameName(adult, adult.school.name if adult.school else "") if seen else SameName(None, "")


def who_may_be_assigned(actor: Actor, schools: Iterable[UUID]) -> list[Adult]:
    """Those who can work with a student of these schools: with a desk there, or of the district and at no school."""
    where = Q(school__in=list(schools)) | Q(school__isnull=True, district=actor.adult.district_id)
    closed = Account.objects.filter(is_active=False, adult__isnull=False).values("adult_id")
    rows = Adult.objects.filter(where, role__in=WORKING_ROLES).exclude(id__in=closed)
    return list(rows.order_by("family_name", "given_name"))


def who_may_manage_plans(actor: Actor, schools: Iterable[UUID]) -> list[Adult]:
    """Those of them whose role may write and sign a plan."""
    return [each for each in who_may_be_assigned(actor, schools) if may_write_plans(each.role)]


def may_write_plans(role: str) -> bool:
    """Whether somebody of this role can be a case manager."""
    return "case_manager" in table()["plan.sign"].relations(role, "open")


def held_by(adult: UUID) -> dict[str, int]:
    """How much an adult holds today or later, by relation; for whoever manages their account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relation, held FROM scope_holdings(%s)", [adult])
        return dict(cursor.fetchall())
