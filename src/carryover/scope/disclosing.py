"""The register of requests and disclosures (34 CFR 99.32), and the district's word on what families see beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carryover.journal.acts import record
from carryover.scope.actors import Actor
from carryover.scope.models import Disclosure, FamilyAccess
from carryover.scope.policy import Thing
from carryover.scope.queries import require, schools_for, visible
from carryover.terms import Refusal, Refused, new_id

OUTCOMES: Mapping[str, str | Promise] = {
    "disclosed": gettext_lazy("given"),
    "refused": gettext_lazy("refused"),
    "asked": gettext_lazy("asked, not answered yet"),
}
BASES: Mapping[str, str | Promise] = {
    "consent": gettext_lazy("written consent, 34 CFR 99.30"),
    "transfer": gettext_lazy("a school to which the student goes, 99.31(a)(2)"),
    "audit": gettext_lazy("audit or evaluation of a program, 99.31(a)(3)"),
    "juvenile": gettext_lazy("juvenile justice, by State law, 99.31(a)(5)"),
    "study": gettext_lazy("a study for the school, under agreement, 99.31(a)(6)"),
    "accrediting": gettext_lazy("an accrediting organization, 99.31(a)(7)"),
    "court": gettext_lazy("a court order or subpoena, 99.31(a)(9)"),
    "emergency": gettext_lazy("a health or safety emergency, 99.31(a)(10), 99.36"),
    "welfare": gettext_lazy("a child-welfare agency, 20 U.S.C. 1232g(b)(1)(L)"),
}
"""On what a disclosure may rest. School officials, parents and directory information need no entry (99.32(d))."""


@dataclass(frozen=True)
class Told:
    """What is written into the register. Refuses to exist without what the law asks of its kind."""

    day: date
    outcome: str
    asked_by: str
    party: str
    interest: str
    what: str
    basis: str = ""
    consent_on: date | None = None
    threat: str = ""
    onward: str = ""
    told_onward: bool = False
    correction: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES or (self.basis and self.basis not in BASES):
            raise ValueError("a disclosure has a known outcome and basis")
        if self.outcome == "disclosed" and not self.basis:
            raise ValueError("what was given rests on something: 34 CFR 99.30 or 99.31")
        if self.basis == "consent" and self.consent_on is None:
            raise ValueError("a consent has its date: 34 CFR 99.30(b)")
        if self.basis == "emergency" and not self.threat.strip():
            raise ValueError("an emergency has its threat: 34 CFR 99.32(a)(5)")
        if not (self.asked_by.strip() and self.party.strip() and self.interest.strip() and self.what.strip()):
            raise ValueError("a disclosure names who asked, the party, the interest and the records")


@dataclass(frozen=True)
class Written:
    """An entry as it stands in the register."""

    row: Disclosure
    corrected: bool

    @property
    def outcome_words(self) -> str:
        """What became of the request."""
        return str(OUTCOMES[self.row.outcome])

    @property
    def basis_words(self) -> str:
        """On what it rests; empty for what was not given."""
        return str(BASES.get(self.row.basis, ""))


@transaction.atomic
def write_down(actor: Actor, student: UUID, told: Told, corrects: UUID | None = None) -> Disclosure:
    """One more entry in the register; with `corrects` it stands for an earlier one, which stays and says so."""
    permit = require(actor, "disclosure.record", student)
    before = _to_correct(actor, student, corrects) if corrects else None
    row = Disclosure.objects.create(
        id=new_id(actor.now, os.urandom), student_id=student, corrects=before, correction=told.correction.strip(),
        day=told.day, outcome=told.outcome, asked_by=told.asked_by.strip(), party=told.party.strip(),
        interest=told.interest.strip(), what=told.what.strip(), basis=told.basis, consent_on=told.consent_on,
        threat=told.threat.strip(), onward=told.onward.strip(), told_onward=told.told_onward,
        entered_by=actor.adult, entered_at=actor.now,
    )  # fmt: skip
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="disclosure.record", thing=("disclosure", row.id),
        students=[student], detail={"outcome": row.outcome, "correction": before is not None},
    )  # fmt: skip
    return row


def register(
    actor: Actor, student: UUID, since: date | None = None, until: date | None = None
) -> list[Written]:
    """The student's register, the newest day first, corrected entries included; by `access.read`."""
    rows = visible(actor, Disclosure).filter(student=student)
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    corrected = set(
        visible(actor, Disclosure)
        .filter(student=student, corrects__isnull=False)
        .values_list("corrects_id", flat=True)
    )
    found = rows.select_related("entered_by").order_by("-day", "-entered_at", "-id")
    return [Written(row, row.id in corrected) for row in found]


def entry(actor: Actor, student: UUID, key: UUID) -> Disclosure | None:
    """One entry of a student's register."""
    return visible(actor, Disclosure).filter(student=student, id=key).first()


@transaction.atomic
def decide_family_access(actor: Actor, shown: bool) -> None:
    """Say for the whole district whether families are shown access by staff beside the register."""
    permit = require(
        actor, "access.decide", Thing(school=min(schools_for(actor, "access.decide"), default=None))
    )
    row = FamilyAccess.objects.create(
        district=actor.adult.district, shown=shown, decided_by=actor.adult, decided_at=actor.now
    )
    record(
        at=actor.now, actor=actor.key, right=permit.right, act="access.decide", thing=("family_access", row.id),
        detail={"shown": shown},
    )  # fmt: skip


def _to_correct(actor: Actor, student: UUID, key: UUID) -> Disclosure:
    found = entry(actor, student, key)
    if found is None or Disclosure.objects.filter(corrects=found).exists():
        raise Refused(
            Refusal(
                "Correct an entry of the register",
                "It was corrected before, or it is in another register.",
                "You can correct the newest entry instead.",
                "disclosure.corrected",
            )
        )
    return found
