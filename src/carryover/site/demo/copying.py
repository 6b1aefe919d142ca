"""Rows gathered as values and written with COPY as text, in one transaction, by the keeper role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import psycopg
from psycopg import sql

CHUNK = 1 << 18
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

COLUMNS: dict[str, str] = {
    "roster_district": "id name state time_zone",
    "roster_school": "id name code district_id",
    "roster_bellschedule": "id name school_id",
    "roster_period": "id code name starts ends bells_id",
    "roster_schoolday": "id day kind letter note bells_id school_id",
    "roster_student": "id given_name family_name initials birth_date number",
    "roster_enrolment": "id grade valid_from valid_to school_id student_id",
    "roster_adult": "id given_name family_name initials role title reach district_id school_id",
    "roster_account": "id username email adult_id language is_active password last_login",
    "roster_guardian": "id name relation language student_id",
    "roster_schoolclass": "id code name period place school_id teacher_id",
    "roster_classmember": "id valid_from valid_to school_class_id student_id",
    "roster_absence": "id day leaves_at student_id",
    "roster_outing": "id day leaves returns title school_id",
    "roster_outing_students": "id outing_id student_id",
    "scope_relationship": "id relation valid_from valid_to reason adult_id school_id student_id stands_for_id"
    " guardian_id source",
    "scope_assignedperiod": "id period letter place relationship_id",
    "scope_instrument": "id kind right effect issuer reference issued_on valid_from valid_to entered_at entered_by_id"
    " guardian_id student_id",
    "scope_glass": "id kind reason claimed_at ends_at adult_id relationship_id school_id student_id",
    "scope_glassreview": "id outcome words reviewed_at glass_id reviewed_by_id student_id",
    "scope_disclosure": "id correction day outcome asked_by party interest what basis consent_on threat onward"
    " told_onward entered_at corrects_id entered_by_id student_id",
    "scope_substitutecard": "id for_whom starts_at ends_at periods office collects token_hash issued_at issued_by_id"
    " school_id stands_for_id",
    "scope_certificate": "id competency plan_number issued_on expires_on never_expires issuer reference entered_at"
    " ended_on ended_reason adult_id ended_by_id entered_by_id student_id",
    "scope_requirement": "id competency period why valid_from valid_to entered_at entered_by_id student_id",
    "scope_override": "id competency starts_on ends_on why measure allowed_at ended_on ended_reason adult_id"
    " allowed_by_id ended_by_id student_id",
    "plans_sealednote": "id compartment key nonce sealed written_at student_id written_by_id",
    "plans_openlines": "id do avoid written_at ask_id note_id student_id",
    "plans_teamnote": "id text written_at author_id student_id",
    "plans_studentplan": "id kind student_id",
    "plans_planversion": "id number purpose phase_label reason goal_id content content_hash template_version"
    " effective_from signed_at parent_id plan_id signed_by_id student_id",
    "plans_signature": "id capacity meaning method content_hash at adult_id student_id version_id",
    "plans_plandraft": "id content reason goal_id started_at changed_at set_aside_at base_id plan_id signed_as_id"
    " started_by_id student_id",
    "observations_epoch": "id since",
    "observations_sequence": "school_id last",
    "observations_datednote": "id day kind text at author_id student_id",
    "sheets_guidanceline": "id kind text because period role adult_id whom_id source replaces_id withdrawn"
    " written_by_id written_at student_id",
    "sheets_cardreading": "id guidance_hash asked_at read_at answers adult_id student_id version_id",
    "observations_concern": "id about plan_version_id measure line words raised_at day device_id flag received_at"
    " author_id school_id student_id",
    "observations_concernaddition": "id concern at line words device_id author_id student_id",
    "observations_concernstep": "id number kind words at link_kind link_id link_words by_id concern_id student_id",
    "decisions_decision": "id goal_id rule finding points points_hash choice why decided_at day decided_by_id draft_id"
    " new_version_id student_id version_id",
    "staff_training": "id competency behaviors percent observations begun_at set_aside_at begun_by_id certificate_id"
    " plan_version_id student_id trainee_id",
    "staff_step": "id kind day answers entered_at taken_back_at student_id trainer_id training_id",
    "journal_entry": "id at actor_kind actor_id right act thing_kind thing_id student_ids detail",
    "journal_seal": "ordinal entry_id hash",
}
"""What the generator writes, in the order in which it is written; events go by `copy_lines`."""

EVENT = "observations_event"
EVENT_COLUMNS = (
    "school_year id seq school_id student_id kind plan_version_id measure session occurred_at day value voids author_id"
    " device_id late flag time_quality"
)
NUMBERED = tuple(
    table
    for table in COLUMNS
    if table.endswith(
        ("schoolday", "enrolment", "absence", "outing", "outing_students", "assignedperiod", "entry")
    )
)
"""Tables whose ids are counted; their sequences go on after the last."""


@dataclass
class Rows:
    """Rows by table, each a tuple in the order of COLUMNS; `numbered` puts the next number in front."""

    by_table: dict[str, list[tuple[object, ...]]] = field(
        default_factory=lambda: {name: [] for name in COLUMNS}
    )

    def add(self, table: str, *values: object) -> None:
        """One more row."""
        self.by_table[table].append(values)

    def numbered(self, table: str, *values: object) -> int:
        """One more row under the next number, which is returned."""
        rows = self.by_table[table]
        number = len(rows) + 1
        rows.append((number, *values))
        return number


def text(value: object) -> str:
    """A value as a column of COPY's text format."""
    if isinstance(value, str):
        return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)


def copy_rows(to: psycopg.Connection[tuple[object, ...]], rows: Rows) -> None:
    """Write all tables, and let the counters of numbered ones go on after the last row."""
    # Left deferred, half a million waiting checks would be walked through again at every row that a trigger writes.
    to.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, found in rows.by_table.items():
        copy_lines(to, table, COLUMNS[table], ("\t".join(map(text, row)) + "\n" for row in found))
    for table in NUMBERED:
        count = len(rows.by_table[table])
        to.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, %s)", [table, max(count, 1), count > 0]
        )


def copy_lines(
    to: psycopg.Connection[tuple[object, ...]], table: str, columns: str, lines: Iterable[str]
) -> None:
    """Write lines of COPY's text format, each ending in a line feed."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with to.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in _chunks(lines):
            copy.write(chunk)


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > CHUNK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def counted(lines: Iterable[str], tell: Callable[[int], object], every: int = 5000) -> Iterator[str]:
    """The same lines, telling now and then how many more have passed."""
    for passed, line in enumerate(lines, 1):
        yield line
        if passed % every == 0:
            tell(every)


def columns_of(table: str) -> Sequence[str]:
    """The columns that the generator fills, in order."""
    return (EVENT_COLUMNS if table == EVENT else COLUMNS[table]).split()
