"""Rows as records: what each one says of whom, with a fault for every cell that cannot be meant. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from carryover.exchange.columns import ASSIGNMENT, CLASS, KINDS, MEMBER, NEEDED_BY_KIND, STUDENT
from carryover.exchange.faults import Fault
from carryover.exchange.tables import Row, Table
from carryover.roster.roles import FAMILY_ROLES, SCHOOL_WIDE_ROLES, Role
from carryover.roster.spelling import tidy, words_of
from carryover.scope.alike import short_number

DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y")
GRADES = ("PK", "K", *(str(n) for n in range(1, 13)))
LENGTHS = {
    "number": 20, "given name": 60, "family name": 60, "initials": 8, "user name": 30, "title": 80, "reach": 80,
    "class": 20, "class name": 80, "period": 16, "place": 60, "reason": 120,
}  # fmt: skip
RELATIONS = ("assigned", "team", "contractor", "evaluator", "auditor")
OTHER_GRADES = {"KG": "K", "PREK": "PK", "PRE-K": "PK", "KINDERGARTEN": "K", "TK": "K"}


@dataclass(frozen=True)
class Record:
    """One thing that a file says: of what kind, of whom (`key`), at which school, and what. Empty cells say nothing.

    `says` holds a school only where the row named one; `school` is then the same, else the one that the file is for.
    """

    kind: str
    key: tuple[str, ...]
    school: str
    says: Mapping[str, str]
    row: int = field(compare=False)


@dataclass(frozen=True)
class Read:
    """The records of a table and what is wrong with it."""

    records: tuple[Record, ...]
    faults: tuple[Fault, ...]


def read_records(table: Table, home: str, schools: Iterable[str]) -> Read:
    """Every row as a record. `home` is the code of the school at which a row stands that names none."""
    faults: list[Fault] = []
    records: list[Record] = []
    codes = {code.casefold(): code for code in schools}
    for row in table.rows:
        wrong: list[Fault] = []
        record = _record(row, home, codes, wrong)
        faults += wrong
        if record is not None and not wrong:
            records.append(record)
    unlike, once = _once(records)
    return Read(tuple(once), tuple(sorted([*faults, *unlike])))


def _record(row: Row, home: str, codes: Mapping[str, str], wrong: list[Fault]) -> Record | None:
    kind = "".join(words_of(row["kind"]))
    kind = {
        "students": STUDENT,
        "adults": "adult",
        "classes": CLASS,
        "members": MEMBER,
        "assignments": ASSIGNMENT,
    }.get(kind, kind)
    if kind not in KINDS:
        words = _("A row is one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        wrong.append(Fault(row.number, "kind", words))
        return None
    for column in NEEDED_BY_KIND[kind]:
        if not row[column]:
            wrong.append(Fault(row.number, column, _("This is needed.")))
    says = {name: _cell(row, name, wrong) for name in row.cells if name not in ("kind", "school")}
    school = codes.get((row["school"] or home).casefold(), "")
    if not school:
        wrong.append(Fault(row.number, "school", _("No school of yours has this code.")))
    if row["school"]:
        says["school"] = school
    if kind == ASSIGNMENT:
        _assignment(row, says, wrong)
    _days(row, says, wrong)
    key = _key(kind, school, says)
    return Record(kind, key, school, {name: text for name, text in says.items() if text}, row.number)


def _key(kind: str, school: str, says: Mapping[str, str]) -> tuple[str, ...]:
    number, code, user = (
        short_number(says.get("number", "")),
        says.get("class", "").casefold(),
        says.get("user name", ""),
    )
    if kind == STUDENT:
        return (number,)
    if kind == CLASS:
        return (school, code)
    if kind == MEMBER:
        return (school, code, number)
    if kind == ASSIGNMENT:
        return assignment_key(user, number or f"class {code}", says)
    return (user,)


def assignment_key(user: str, number: str, says: Mapping[str, str]) -> tuple[str, ...]:
    """What tells one assignment from another: who, whom, as what, and when in the day."""
    return (user, number, says.get("relation", ""), says.get("period", ""), says.get("letter", ""))


def _cell(row: Row, column: str, wrong: list[Fault]) -> str:
    text = tidy(row[column])
    read: Callable[[str], str] | None = _READ.get(column)
    if not text:
        return ""
    if len(text) > LENGTHS.get(column, 500):
        words = _("No more than %(most)s characters fit here.") % {"most": LENGTHS.get(column, 500)}
        wrong.append(Fault(row.number, column, words))
        return ""
    if read is None:
        return text
    try:
        return read(text)
    except ValueError as error:
        wrong.append(Fault(row.number, column, str(error)))
        return ""


def _day(text: str) -> str:
    for form in DATES:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(_("Write the date as 2016-03-04 or 03/04/2016 (month, day, year)."))


def _grade(text: str) -> str:
    plain = text.upper().replace(" ", "")
    plain = OTHER_GRADES.get(plain, plain.lstrip("0") or plain)
    if plain not in GRADES:
        raise ValueError(_("A grade is PK, K or 1 to 12."))
    return plain


def _role(text: str) -> str:
    asked = words_of(text.replace("_", " "))
    for role in Role:
        if asked in (
            words_of(role.value.replace("_", " ")),
            words_of(str(role.label)),
            words_of(role.name.replace("_", " ")),
        ):
            if role in SCHOOL_WIDE_ROLES or role in FAMILY_ROLES:
                raise ValueError(
                    _(
                        "This role is not given by a file: enter the adult, then change the role on their page."
                    )
                )
            return role.value
    raise ValueError(_("There is no such role. Roles are written as on the page of an adult."))


def _user(text: str) -> str:
    name = text.lower()
    plain = name.replace(".", "").replace("_", "").replace("-", "")
    if not (name.isascii() and plain.isalnum() and name[0].isalnum() and 2 <= len(name) <= 30):
        raise ValueError(
            _(
                "A user name is two to thirty small letters and digits; dot, dash and underscore may stand in it."
            )
        )
    return name


def _relation(text: str) -> str:
    plain = text.casefold()
    if plain not in RELATIONS:
        raise ValueError(_("An assignment is one of: %(kinds)s.") % {"kinds": ", ".join(RELATIONS)})
    return plain


def _letter(text: str) -> str:
    if text.upper() not in ("A", "B"):
        raise ValueError(_("A letter day is A or B; leave it empty for every day."))
    return text.upper()


_READ: Mapping[str, Callable[[str], str]] = {
    "birth date": _day, "from": _day, "to": _day, "grade": _grade, "role": _role, "user name": _user,
    "relation": _relation, "letter": _letter,
}  # fmt: skip


def _assignment(row: Row, says: dict[str, str], wrong: list[Fault]) -> None:
    says["relation"] = says.get("relation") or "assigned"
    if bool(says.get("number")) == bool(says.get("class")):
        wrong.append(
            Fault(
                row.number, "number", _("An assignment names a student by number, or a class, and not both.")
            )
        )
    if says["relation"] in RELATIONS[2:]:
        for column in ("to", "reason"):
            if not row[column]:
                wrong.append(
                    Fault(row.number, column, _("Somebody from outside has a last day and a reason."))
                )


def _days(row: Row, says: Mapping[str, str], wrong: list[Fault]) -> None:
    since, until = says.get("from", ""), says.get("to", "")
    if since and until and date.fromisoformat(until) < date.fromisoformat(since):
        wrong.append(Fault(row.number, "to", _("The last day lies before the first.")))


def _once(records: Iterable[Record]) -> tuple[list[Fault], list[Record]]:
    """Each thing once: rows that say the same are one; rows that differ about one thing are a fault."""
    first: dict[tuple[str, tuple[str, ...]], Record] = {}
    faults = []
    for record in sorted(records, key=lambda each: each.row):
        had = first.setdefault((record.kind, record.key), record)
        if had.says != record.says:
            words = _("Row %(row)s says something else of the same %(kind)s.")
            faults.append(Fault(record.row, "kind", words % {"row": had.row, "kind": record.kind}))
    return faults, list(first.values())
