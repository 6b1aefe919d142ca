"""What no paraprofessional may do, whatever a school writes: fixed lines with their source. Pure.

34 CFR 200.59 lets a paraprofessional give instructional support under the direct supervision of a teacher: the teacher
plans, evaluates, and works in close and frequent proximity. 34 CFR 300.156(b)(2)(iii) lets paraprofessionals who are
appropriately trained and supervised assist in special education. The lines below are what these leave to others.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DIRECTED = frozenset({"paraprofessional", "behavior_technician", "substitute", "contractor"})
"""Roles that work under the direction of a licensed professional."""


@dataclass(frozen=True)
class Fixed:
    """One line that nobody at a school may edit, and the clause it rests on."""

    text: str | Promise
    source: str


NEVER = (
    Fixed(_("Plan instruction alone, or introduce new content without a teacher."), "34 CFR 200.59(c)"),
    Fixed(_("Judge whether a goal is met, or evaluate a student."), "34 CFR 200.59(c)(2)(ii)"),
    Fixed(
        _("Write or change a goal, how it is measured, a behavior plan or an accommodation."),
        "34 CFR 300.320; 300.324; 300.156(b)(2)(iii)",
    ),
    Fixed(_("Decide on eligibility, services or placement."), "34 CFR 300.306; 300.327"),
    Fixed(_("Give a test that needs a credential."), "34 CFR 300.304(c)(1)(iv)"),
    Fixed(_("Speak for the school at an IEP meeting as its representative."), "34 CFR 300.321(a)(4)"),
    Fixed(_("Supervise other adults."), "34 CFR 200.59(c)"),
    Fixed(
        _("Restrain a student without current training."),
        "34 CFR 300.156(b)(2)(iii); State rules on restraint",
    ),
)
WORKS_UNDER = Fixed(
    _(
        "You work under a teacher or another licensed professional who plans the work, judges it, and is close by and"
        " there often."
    ),
    "34 CFR 200.59(c)(2)",
)


def fixed_for(role: str) -> tuple[Fixed, ...]:
    """The fixed lines for an adult of this role; none for those who direct."""
    return NEVER if role in DIRECTED else ()
