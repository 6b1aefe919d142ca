"""The blank data sheet: what one adult needs on paper when the tablet is dead or the day is a paper day.

Promises: black and white, US Letter, one student to a page so that no child's page shows another's,
initials only. The boxes hold what the tablet would ask: when it happened, trials with their prompt letters,
starts and stops, and for every measure whether an empty row is a true zero, no opportunity or not
collected. Later entry is a late entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from carryover.documents import press
from carryover.measurement import HIERARCHY, Measure, Method

TEMPLATE_VERSION = "data-sheet/1"
TRIALS = 10
COUNT_BOXES = 20
DURATION_ROWS = 6

_KINDS = {"instructional": "School day", "early_release": "Early release", "closed": "No school"}


@dataclass(frozen=True)
class SheetStudent:
    """One student's page: initials as the family writes them, the plan version in force, the measures to
    record.
    """

    initials: str
    plan_version: int
    measures: tuple[Measure, ...]

    def __post_init__(self) -> None:
        if not self.initials or not self.measures:
            raise ValueError("a student's page of a data sheet needs initials and at least one measure")


@dataclass(frozen=True)
class DataSheet:
    """One adult's paper for one day. `day_kind` is instructional, early_release or closed; `letter` A, B or
    empty.
    """

    school: str
    adult: str
    role: str
    day: date
    day_kind: str
    students: tuple[SheetStudent, ...]
    letter: str = ""

    def __post_init__(self) -> None:
        if self.day_kind not in _KINDS:
            raise ValueError(f"{self.day_kind!r} is not one of {', '.join(_KINDS)}")
        if not self.adult or not self.students:
            raise ValueError("a data sheet is for an adult with at least one student")


def render(sheet: DataSheet) -> bytes:
    """The tagged PDF of the sheet, one page or more a student."""
    return press.pdf("sheet", _page(sheet), {}, created=_created(sheet))


def preview(sheet: DataSheet, *, ppi: float = 96) -> list[bytes]:
    """The pages of `render` as PNG images."""
    return press.pages_png("sheet", _page(sheet), {}, created=_created(sheet), ppi=ppi)


def _created(sheet: DataSheet) -> datetime:
    return datetime.combine(sheet.day, time(), tzinfo=UTC)


def _page(sheet: DataSheet) -> dict[str, object]:
    day = press.day_words(sheet.day)
    kind = _KINDS[sheet.day_kind] + (f", {sheet.letter} day" if sheet.letter else "")
    return {
        "meta": {
            "title": f"Blank data sheet, {day}",
            "lang": "en",
            "head": f"Blank data sheet · {day}",
            "by_student": True,
            "foot": [
                "Enter it later on the tablet, under From paper: choose the student and give the time you wrote. "
                "It is marked as late. Hand this page in: it is part of the student's record. "
                f"({TEMPLATE_VERSION})",
            ],
        },
        "day": day,
        "kind": kind,
        "school": sheet.school,
        "adult": f"{sheet.adult}, {sheet.role}" if sheet.role else sheet.adult,
        "trials": TRIALS,
        "count_boxes": COUNT_BOXES,
        "duration_rows": DURATION_ROWS,
        "students": [
            {
                "initials": student.initials,
                "plan": f"Plan version {student.plan_version}",
                "measures": [_measure(measure) for measure in student.measures],
            }
            for student in sheet.students
        ],
    }


def _measure(measure: Measure) -> dict[str, object]:
    used = [level for level in HIERARCHY if level.value in (measure.prompts or HIERARCHY)]
    trials = measure.method is Method.TRIALS
    return {
        "label": measure.label,
        "method": measure.method.value,
        "unit": measure.unit,
        "definition": measure.definition,
        "prompts": [level.value for level in used] if trials else [],
        "key": ", ".join(f"{level.value} {level.words}" for level in used) if trials else "",
    }
