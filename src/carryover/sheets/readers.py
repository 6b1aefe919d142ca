"""Who has read which card: for those who answer for the plan; per adult and student, never a sum over students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from carryover.plans.models import PlanVersion
from carryover.plans.queries import ties
from carryover.roster.models import Adult
from carryover.scope.actors import Actor, in_force
from carryover.scope.models import Relationship
from carryover.scope.queries import visible
from carryover.sheets.guidance import Line, guidance_hash, holding, spoken_to
from carryover.sheets.models import CardReading
from carryover.sheets.own import CARRY_OUT, lines_of


@dataclass(frozen=True)
class Reader:
    """One adult: what they read last, and since when this very card is not confirmed.

    `here` is false for one who read it and is not among those assigned today: who stood in, or has left.
    """

    adult: Adult
    reading: CardReading | None
    due_since: datetime | None
    here: bool = True

    @property
    def right_at_once(self) -> int:
        """How many questions were answered right at the first try."""
        return sum(each["tries"] == 1 for each in self.reading.answers) if self.reading else 0

    @property
    def asked(self) -> int:
        """How many questions the card gave."""
        return len(self.reading.answers) if self.reading else 0


def readers(actor: Actor, student: UUID) -> tuple[Reader, ...]:
    """Every adult who works with the student today, those who still have to read first, then by name; then others who
    have read it."""
    zone = ZoneInfo(actor.adult.district.time_zone)
    versions = _versions(actor, student)
    written = lines_of(actor, [student])[student]
    rows = visible(actor, CardReading).filter(student=student).select_related("version", "adult")
    newest = rows.order_by("adult_id", "-read_at").distinct("adult_id").defer("version__content")
    read = {row.adult_id: row for row in newest}
    found = [
        Reader(adult, read.get(adult.id), _due(adult, begun, read.get(adult.id), versions, written, zone))
        for adult, begun in _working(actor, student, zone)
    ]
    known = {each.adult.id for each in found}
    found += [Reader(row.adult, row, None, False) for row in read.values() if row.adult_id not in known]
    return tuple(sorted(found, key=lambda each: (not each.here, each.due_since is None, str(each.adult))))


def _versions(actor: Actor, student: UUID) -> list[PlanVersion]:
    rows = visible(actor, PlanVersion, "day.read").filter(
        student=student, plan__kind="iep", effective_from__lte=actor.today
    )
    return list(rows.defer("content").order_by("number"))


def _working(actor: Actor, student: UUID, zone: ZoneInfo) -> list[tuple[Adult, datetime]]:
    """Each adult who carries the plan out, once, with when they began; substitutes among them."""
    begun: dict[UUID, tuple[Adult, datetime]] = {}
    for tie in ties(actor, student):
        if tie.relation in CARRY_OUT:
            start = datetime.combine(tie.since, time(), zone)
            known = begun.get(tie.adult.id)
            begun[tie.adult.id] = (tie.adult, min(start, known[1]) if known else start)
    standing_in = Relationship.objects.filter(
        in_force(actor.now, actor.today), stands_for__in=list(begun), relation="substitute_for"
    )
    for row in standing_in.select_related("adult"):
        begun.setdefault(row.adult_id, (row.adult, datetime.combine(row.valid_from, time(), zone)))
    return list(begun.values())


def _due(
    adult: Adult,
    begun: datetime,
    reading: CardReading | None,
    versions: Sequence[PlanVersion],
    written: Sequence[Line],
    zone: ZoneInfo,
) -> datetime | None:
    """Since when this adult has not confirmed the card as it is now; None when they have, or when there is no plan."""
    if not versions:
        return None
    now = guidance_hash(spoken_to(holding(written), adult.id, adult.role))
    if reading and (reading.version_id, reading.guidance_hash) == (versions[-1].id, now):
        return None
    steps = [datetime.combine(each.effective_from, time(), zone) for each in versions]
    if reading is None:
        return max(begun, steps[0])
    later = [step for each, step in zip(versions, steps, strict=True) if each.number > reading.version.number]
    later += [line.at for line in spoken_to(written, adult.id, adult.role) if line.at > reading.read_at]
    return min(later, default=reading.read_at)
