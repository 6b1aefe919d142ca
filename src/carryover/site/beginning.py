"""`carryover begin`: a real district in an empty database; `carryover add-school`: one more school of it.

Promises: all of it in one transaction or nothing; a database that holds a district is refused in one sentence. The
first administrator's password is printed once, is good for a fortnight, and opens nothing but choosing one's own.
"""

from __future__ import annotations

import re
import secrets
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

from django.db import connections, transaction

from carryover.journal.models import Entry
from carryover.roster.models import Account, Adult, District, School
from carryover.roster.roles import Role
from carryover.roster.spelling import initials_of, tidy, user_name_of
from carryover.scope.models import Relationship
from carryover.scope.once import GOOD_FOR, once_password
from carryover.site import clock
from carryover.site.arguments import Arguments
from carryover.site.home import CannotStart

KEEPER = "keeper"  # nobody may do anything yet, so only the role that steps over the walls can begin
TURN = 0x62656769  # one beginning at a time
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
_QUESTIONS = {
    "district": "Name of the district: ",
    "state": "State, two letters: ",
    "zone": "Time zone, such as America/New_York: ",
    "school": "Name of the school: ",
    "given": "Your given name: ",
    "family": "Your family name: ",
}


def main(line: Sequence[str], ask: Callable[[str], str] | None = None) -> int:
    """Begin, asking for what was not given where somebody sits at the terminal. Raises CannotStart."""
    asked = _asked(line)
    if District.objects.using(KEEPER).exists():
        raise CannotStart(_AGAIN)
    _complete(asked, ask or (input if sys.stdin.isatty() else None))
    _refuse(asked)
    password = once_password(secrets.choice)
    username = begin(asked, clock.now(), password)
    print(f"{asked.district} is entered, with {' and '.join(asked.school)}.")
    print(f"Sign in as  {username}  with the password  {password}")
    print("It is good for 14 days and is shown only now; you choose your own when you sign in.")
    print("Then open School in the rail: calendar and bells first, then people.")
    return 0


def begin(asked: Namespace, now: datetime, password: str) -> str:
    """Write district, schools and the first administrator with an account; the user name. Raises CannotStart."""
    with transaction.atomic(using=KEEPER):
        with connections[KEEPER].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        if District.objects.using(KEEPER).exists():
            raise CannotStart(_AGAIN)
        district = District.objects.using(KEEPER).create(
            id=uuid4(),
            name=asked.district,
            state=asked.state,
            time_zone=asked.zone,
            majority_age=asked.majority,
        )
        schools = [
            _school(district, name, code) for name, code in zip(asked.school, _codes(asked), strict=True)
        ]
        today = now.astimezone(ZoneInfo(asked.zone)).date()
        account = _administrator(asked, district, schools, today)
        account.set_password(password)
        account.once_until = now + GOOD_FOR
        account.save(using=KEEPER, force_insert=True)
        _journal(now, "district.begin", "district", district.id)
    return account.username


def add_school(line: Sequence[str]) -> int:
    """One more school; whoever answers for every other answers for it too. Raises CannotStart."""
    parser = Arguments(prog="carryover add-school", description="One more school of the district.")
    parser.add_argument("name", help="its name, in quotation marks")
    parser.add_argument("--code", default="", help="a short code, such as BIR; made from the name without it")
    asked = parser.parse_args(line)
    name, now = tidy(asked.name), clock.now()
    if not 1 <= len(name) <= 120:
        raise CannotStart("A school's name has 1 to 120 characters.")
    with transaction.atomic(using=KEEPER):
        district = District.objects.using(KEEPER).select_for_update().order_by("id").first()
        if district is None:
            raise CannotStart("There is no district yet: run `carryover begin` first.")
        taken = list(School.objects.using(KEEPER).filter(district=district).values_list("code", flat=True))
        code = asked.code.upper() or _code_of(name, taken)
        _refuse_code(code, taken)
        today = now.astimezone(ZoneInfo(district.time_zone)).date()
        over = _over_every_school(district, today)
        school = _school(district, name, code)
        Relationship.objects.using(KEEPER).bulk_create(
            Relationship(adult_id=adult, school=school, relation=relation, valid_from=today, source="began")
            for adult, relation in over
        )
        _journal(now, "school.add", "school", school.id)
    print(f"{name} is entered under the code {code}. Adults who answer for it: {len(over)}.")
    return 0


_AGAIN = "This database holds a district already: people are entered at the desk, under School, from now on."


def _asked(line: Sequence[str]) -> Namespace:
    parser = Arguments(prog="carryover begin", description="A real district in an empty database.")
    parser.add_argument("--district", default="", help="its name")
    parser.add_argument("--state", default="", help="two letters, such as OH")
    parser.add_argument("--zone", default="", help="its time zone, such as America/New_York")
    parser.add_argument("--majority", type=int, default=18, help="age of majority in the State (18)")
    parser.add_argument("--school", action="append", default=[], help="name of a school; may be given again")
    parser.add_argument("--given", default="", help="given name of the first administrator")
    parser.add_argument("--family", default="", help="family name of the first administrator")
    parser.add_argument("--user", default="", help="their user name; made from the name without it")
    return parser.parse_args(line)


def _complete(asked: Namespace, ask: Callable[[str], str] | None) -> None:
    """Ask for what is missing, or refuse in one sentence that names it."""
    missing = [name for name in _QUESTIONS if not getattr(asked, name)]
    if missing and ask is None:
        raise CannotStart(f"Say also {', '.join(f'--{name}' for name in missing)}.")
    for name in missing:
        answer = ask(_QUESTIONS[name]) if ask else ""
        setattr(asked, name, [answer] if name == "school" else answer)
    for name in ("district", "state", "zone", "given", "family"):
        setattr(asked, name, tidy(getattr(asked, name)))
    asked.school = [tidy(name) for name in asked.school]
    asked.state = asked.state.upper()
    asked.user = asked.user.strip().lower() or user_name_of(asked.given, asked.family)


def _refuse(asked: Namespace) -> None:
    wrong = (
        (not 1 <= len(asked.district) <= 120, "A district's name has 1 to 120 characters."),
        (
            not re.fullmatch(r"[A-Z]{2}", asked.state),
            f"{asked.state!r} is not a State's two letters, such as OH.",
        ),
        (
            asked.zone not in available_timezones(),
            f"{asked.zone!r} is not a time zone, such as America/New_York.",
        ),
        (not 18 <= asked.majority <= 21, "The age of majority is 18 to 21."),
        (not all(1 <= len(name) <= 120 for name in asked.school), "A school's name has 1 to 120 characters."),
        (not 1 <= len(asked.given) <= 60 or len(asked.family) > 60, "A name has 1 to 60 characters."),
        (
            not _USER_NAME.fullmatch(asked.user),
            f"{asked.user!r} is no user name: small letters and digits, say --user.",
        ),
    )
    for holds, sentence in wrong:
        if holds:
            raise CannotStart(sentence)


def _codes(asked: Namespace) -> list[str]:
    codes: list[str] = []
    for name in asked.school:
        codes.append(_code_of(name, codes))
    return codes


def _code_of(name: str, taken: Sequence[str]) -> str:
    """The first letters of a name, with a number where another school has them."""
    letters = re.sub(r"[^A-Z]", "", user_name_of("", name).upper())[:3] or "S"
    numbered = (f"{letters}{n}" for n in range(2, 1000))
    return letters if letters not in taken else next(code for code in numbered if code not in taken)


def _refuse_code(code: str, taken: Sequence[str]) -> None:
    if not _CODE.fullmatch(code):
        raise CannotStart(f"{code!r} is no code: use capital letters and digits, such as BIR.")
    if code in taken:
        raise CannotStart(f"Another school has the code {code}.")


def _school(district: District, name: str, code: str) -> School:
    return School.objects.using(KEEPER).create(id=uuid4(), district=district, name=name, code=code)


def _administrator(asked: Namespace, district: District, schools: Sequence[School], today: date) -> Account:
    """The first adult, who answers for every school and so can let in all others."""
    adult = Adult.objects.using(KEEPER).create(
        id=uuid4(), district=district, school=schools[0], given_name=asked.given, family_name=asked.family,
        initials=initials_of(asked.given, asked.family)[:8], role=Role.DISTRICT_ADMINISTRATOR,
    )  # fmt: skip
    Relationship.objects.using(KEEPER).bulk_create(
        Relationship(adult=adult, school=school, relation="administrator", valid_from=today, source="began")
        for school in schools
    )
    return Account(id=uuid4(), username=asked.user, adult=adult)


def _over_every_school(district: District, today: date) -> list[tuple[UUID, str]]:
    schools = set(School.objects.using(KEEPER).filter(district=district).values_list("id", flat=True))
    rows = Relationship.objects.using(KEEPER).filter(school__in=schools, ends_at=None, valid_from__lte=today)
    held: dict[tuple[UUID, str], set[UUID | None]] = {}
    for adult, relation, school in rows.exclude(valid_to__lt=today).values_list(
        "adult_id", "relation", "school_id"
    ):
        held.setdefault((adult, relation), set()).add(school)
    return [pair for pair, at in held.items() if at == schools]


def _journal(now: datetime, deed: str, kind: str, thing: object) -> None:
    Entry.objects.using(KEEPER).create(
        at=now,
        actor_kind="server",
        actor_id=None,
        right="office",
        act=deed,
        thing_kind=kind,
        thing_id=str(thing),
    )
