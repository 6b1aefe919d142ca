"""Changes in words, for the page on which somebody decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carryover.exchange.changes import Change, Changes
from carryover.exchange.columns import ADULT, ASSIGNMENT, CLASS, MEMBER, STUDENT
from carryover.exchange.standing import Standing
from carryover.roster.roles import Role

KIND_WORDS = {
    STUDENT: gettext_lazy("Student"),
    ADULT: gettext_lazy("Adult"),
    CLASS: gettext_lazy("Class"),
    MEMBER: gettext_lazy("Member of a class"),
    ASSIGNMENT: gettext_lazy("Assignment"),
}


@dataclass(frozen=True)
class Told:
    """A change as the page shows it: its row, what it is about, and what would be different."""

    row: int
    kind: str
    whom: str
    details: str
    differences: tuple[tuple[str, str, str], ...]


def told(listed: Iterable[Change], made: Changes, here: Standing) -> list[Told]:
    """The changes in words; whoever the file enters is named as the file names them."""
    names = _Names(made, here)
    return [
        Told(each.row, str(KIND_WORDS[each.kind]), names.whom(each), _details(each), _differences(each))
        for each in listed
    ]


class _Names:
    """How people and classes are called: those who are here, and those whom the file enters."""

    def __init__(self, made: Changes, here: Standing) -> None:
        self.students = {
            key[0]: f"{each.given_name} {each.family_name}" for key, each in here.students.items()
        }
        self.students |= {each.key[0]: _name(each) for each in made.of(STUDENT) if each.is_new}
        self.adults = {name: str(each) for name, each in here.adults.items()}
        self.adults |= {each.key[0]: _name(each) for each in made.of(ADULT) if each.is_new}

    def whom(self, each: Change) -> str:
        """Whom or what the change is about."""
        if each.kind == STUDENT:
            return self.students.get(each.key[0], "")
        if each.kind == ADULT:
            return self.adults.get(each.key[0], "")
        if each.kind == CLASS:
            return {**each.before, **each.after}.get("class name", "")
        if each.kind == MEMBER:
            return f"{self.students.get(each.key[2], each.key[2])} · {each.key[1].upper()}"
        return f"{self.adults.get(each.key[0], each.key[0])} · {self.students.get(each.key[1], each.key[1])}"


def _name(each: Change) -> str:
    return f"{each.after['given name']} {each.after['family name']}"


def _details(each: Change) -> str:
    """What is known of something new, or which assignment it is that ends."""
    says = {**each.before, **each.after}
    shown = {
        STUDENT: ("number", "birth date", "grade", "school"),
        ADULT: ("user name", "role", "title", "school"),
        CLASS: ("class", "user name", "period", "place"),
        MEMBER: ("from", "to"),
        ASSIGNMENT: ("relation", "period", "letter", "place", "from", "to", "reason"),
    }[each.kind]
    if not each.is_new:
        shown = ("relation", "period", "letter") if each.kind == ASSIGNMENT else ()
    return ", ".join(_cell(name, says[name]) for name in shown if says.get(name))


def _differences(each: Change) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, _cell(name, old), _cell(name, new)) for name, old, new in each.differences)


def _cell(name: str, text: str) -> str:
    if name == "role" and text:
        return str(Role(text).label)
    return text or _("nothing")
