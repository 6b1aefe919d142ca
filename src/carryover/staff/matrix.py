"""The table of a student's page: adults down, what is needed across, and in each cell how the adult stands to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from carryover.roster.models import Adult
from carryover.scope.competence import Need
from carryover.scope.models import Override
from carryover.staff.flags import Standing, State
from carryover.staff.queries import Readiness
from carryover.staff.words import competency_words, need_words, standing_words


@dataclass(frozen=True)
class Column:
    """One need: what, when, and where it comes from."""

    name: str
    when: str
    line: bool
    why: str


@dataclass(frozen=True)
class Cell:
    """How one adult stands to one need; `concerns` is false where they are with the student at other times."""

    concerns: bool
    words: str = ""
    state: str = ""
    override: Override | None = None


@dataclass(frozen=True)
class Line:
    """One adult with their periods and a cell for each column."""

    adult: Adult
    periods: tuple[str, ...]
    cells: tuple[Cell, ...]
    retrain: str

    @property
    def lacks(self) -> bool:
        """Whether something is missing that nobody has allowed."""
        return any(cell.state == State.MISSING for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """The whole table; empty where nothing is needed or nobody is assigned."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def matrix(found: Readiness, periods: Mapping[str, str]) -> Matrix:
    """The table of one student's readiness; `periods` are the names of the bells by code."""
    needs = _columns(found.needs)
    cells = {(each.adult, each.competency, each.period): each for each in found.standings}
    retrain = {each.adult: standing_words(each) for each in found.standings if each.state is State.RETRAIN}
    by_adult: dict[UUID, set[str]] = {}
    for each in found.assignments:
        by_adult.setdefault(each.adult, set()).update(each.periods)
    lines = tuple(
        Line(
            found.adults[adult],
            tuple(periods.get(code, code) for code in sorted(codes)),
            tuple(_cell(found, cells.get((adult, need.competency, need.period))) for need in needs),
            retrain.get(adult, ""),
        )
        for adult, codes in by_adult.items()
    )
    return Matrix(tuple(_column(need, periods) for need in needs), lines)


def _columns(needs: tuple[Need, ...]) -> list[Need]:
    """Each need once; what is needed all day anyway has no column of its own for a period."""
    all_day = {need.competency for need in needs if not need.period}
    kept = [need for need in needs if not need.period or need.competency not in all_day]
    return list({(need.competency, need.period): need for need in kept}.values())


def _column(need: Need, periods: Mapping[str, str]) -> Column:
    return Column(competency_words(need.competency), need_words(need, periods), need.line, need.why)


def _cell(found: Readiness, standing: Standing | None) -> Cell:
    if standing is None:
        return Cell(False)
    return Cell(True, standing_words(standing), standing.state, found.override_of(standing))
