"""Why somebody sees something, told to themself: each relation as 'you are …'. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

BECAUSE: Mapping[str, str | Promise] = {
    "case_manager": gettext_lazy("You manage this student's case"),
    "team": gettext_lazy("You are on this student's team"),
    "assigned": gettext_lazy("You are assigned to this student"),
    "substitute_for": gettext_lazy("You stand in for an adult who is assigned to this student"),
    "contractor": gettext_lazy("You work with this student for an agency"),
    "evaluator": gettext_lazy("You evaluate this student, with consent"),
    "auditor": gettext_lazy("This student is in the sample that you review"),
    "guardian_inspect": gettext_lazy(
        "You are this student's parent or guardian, with the right to inspect records"
    ),
    "guardian_consent": gettext_lazy("You are this student's parent or guardian, with the right to consent"),
    "guardian_notice": gettext_lazy("You are this student's parent or guardian and receive notices"),
    "self": gettext_lazy("This is your own record"),
    "break_glass": gettext_lazy("You claimed an emergency"),
    "administrator": gettext_lazy("You are an administrator of this student's school"),
    "privacy": gettext_lazy("You watch over the records of this student's school"),
    "service": gettext_lazy("The school let this program in"),
}
OF_SCHOOL: Mapping[str, str | Promise] = {
    "administrator": gettext_lazy("You answer for this school"),
    "privacy": gettext_lazy("You watch over the records of this school"),
    "technical": gettext_lazy("You keep accounts and servers of this school"),
}


def because(relation: str) -> str:
    """Why somebody sees a page about a student, by the relation on which their right rests."""
    return str(BECAUSE[relation])
