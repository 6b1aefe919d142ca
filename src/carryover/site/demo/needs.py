"""What some plans of the story need trained adults for: a physical technique, and personal care."""

from __future__ import annotations

from dataclasses import replace

from carryover.plans.content import Care, CareHelp, CareTask, CareTime, Support, SupportKind
from carryover.site.demo.plans import Case

WITH_ESCORT, WITH_CARE, WITH_CRISIS = "middle-9", "ns", "middle-8"
ESCORT = Support(
    "respond-escort",
    SupportKind.RESPOND,
    "Only near the street: one adult at each side, open hands behind the upper arms, walk to the gate and let go.",
    "It ends a danger that is there now; it lasts until the gate and no longer.",
    needs="restraint",
    instead="Clear the room or the path, stay two arms away and call 555-0101.",
)
NOOR_CARE = (
    Care("care-toilet", CareTask.TOILET, CareHelp.ONE, (CareTime.BEFORE_LUNCH, CareTime.DISMISSAL)),
    Care("care-transfer", CareTask.TRANSFER, CareHelp.LIFT, (CareTime.LUNCH, CareTime.AFTERNOON)),
)


def with_needs(case: Case) -> Case:
    """The case with what this student of the story needs trained adults for, in every version of the plan."""
    if case.pupil.part == WITH_ESCORT:
        changed = [replace(v.plan, supports=(*v.plan.supports, ESCORT)) for v in case.versions]
    elif case.pupil.part == WITH_CARE:
        changed = [replace(v.plan, care=NOOR_CARE) for v in case.versions]
    else:
        return case
    versions = tuple(replace(v, plan=plan) for v, plan in zip(case.versions, changed, strict=True))
    return replace(case, versions=versions)
