"""Since when an adult knows a card, and what differs since: in the plan, and in their own part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.plans.content import Support, SupportKind
from carryover.sheets.changes import Change, Since, guidance_changes, last_worked, plan_changes
from carryover.sheets.guidance import (
    Line,
    LineKind,
    Part,
    Professional,
    guidance_hash,
    holding,
    parts,
    spoken_to,
    together,
)
from carryover.site.demo.story import JAYLEN_CARD
from spec.plans.examples import good_plan

MONDAY = datetime(2026, 10, 19, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAN = replace(good_plan(), supports=JAYLEN_CARD)
DENISE, KIM = UUID(int=1), UUID(int=2)
PARA = "paraprofessional"
moments = st.none() | st.datetimes(datetime(2026, 8, 1), datetime(2026, 10, 20)).map(
    lambda m: m.replace(tzinfo=UTC)
)


def line(key: int, kind: LineKind = LineKind.DO, **other: object) -> Line:
    """A line for everybody, all day, written on Monday."""
    made = Line(UUID(int=100 + key), kind, f"Line {key}", "Because.", MONDAY)
    return replace(made, **other)  # type: ignore[arg-type]


class TestLastWorked:
    @pytest.mark.parametrize(
        ("recorded", "read", "assigned", "since"),
        [
            (MONDAY, MONDAY - DAY, None, Since(MONDAY, "recorded")),
            (MONDAY - DAY, MONDAY, None, Since(MONDAY, "read")),
            (None, MONDAY, MONDAY - 30 * DAY, Since(MONDAY, "read")),
            (None, None, MONDAY, Since(MONDAY, "assigned")),
            (MONDAY - 60 * DAY, None, MONDAY, Since(MONDAY - 60 * DAY, "recorded")),
            (None, None, None, None),
        ],
    )
    def test_the_newest_of_recording_and_reading_else_the_assignment(
        self, recorded: datetime | None, read: datetime | None, assigned: datetime | None, since: Since | None
    ) -> None:
        assert last_worked(recorded, read, assigned) == since

    @given(moments, moments, moments)
    def test_it_is_never_earlier_than_what_is_known(
        self, recorded: datetime | None, read: datetime | None, assigned: datetime | None
    ) -> None:
        found = last_worked(recorded, read, assigned)
        known = [each for each in (recorded, read) if each]
        assert (found is None) == (not known and assigned is None)
        assert found is None or all(each <= found.at for each in known)


class TestThePlan:
    def test_a_first_version_and_the_same_version_change_nothing(self) -> None:
        plan = PLAN
        assert plan_changes(None, plan) == plan_changes(plan, plan) == ()

    def test_new_changed_and_ended_lines_are_told_apart(self) -> None:
        before = PLAN
        first, *others = before.supports
        new = Support("s-new", SupportKind.NEVER, "Do not hurry him.", "He stops.")
        after = replace(before, supports=(replace(first, text="Another way."), *others[1:], new))
        found = plan_changes(before, after)
        assert Change("changed", first.kind.value, "Another way.", first.id) in found
        assert Change("new", "never", "Do not hurry him.", "s-new") in found
        assert Change("ended", others[0].kind.value, others[0].text) in found
        assert len(found) == 3

    def test_goals_are_named_by_what_is_recorded(self) -> None:
        before = PLAN
        after = replace(before, goals=before.goals[1:])
        assert plan_changes(before, after) == (Change("ended", "goal", before.goals[0].measure.label),)
        assert plan_changes(after, before)[0].what == "new"
        later = before.with_goal(replace(before.goals[0], schedule="on Fridays"))
        assert plan_changes(before, later) == (Change("changed", "goal", before.goals[0].measure.label),)


class TestGuidance:
    def test_a_line_holds_until_it_is_replaced_or_withdrawn(self) -> None:
        first, second = line(1), line(2, replaces=UUID(int=101), at=MONDAY + HOUR)
        ended = line(3, replaces=UUID(int=102), withdrawn=True, at=MONDAY + 2 * HOUR)
        assert holding([first]) == (first,)
        assert holding([second, first]) == (second,)
        assert holding([first, second, ended]) == ()
        assert holding([first, second, ended], MONDAY + HOUR) == (second,)
        assert holding([first, second, ended], MONDAY - HOUR) == ()

    def test_it_speaks_to_one_adult_to_a_role_or_to_all(self) -> None:
        lines = [
            line(1),
            line(2, role=PARA),
            line(3, adult=DENISE),
            line(4, role="nurse"),
            line(5, adult=KIM),
        ]
        assert [each.text for each in spoken_to(lines, DENISE, PARA)] == ["Line 1", "Line 2", "Line 3"]

    def test_changes_are_new_changed_or_ended_for_this_adult(self) -> None:
        old, gone = line(1), line(2, LineKind.NEVER)
        new, instead = line(3, LineKind.MAY), line(4, replaces=old.id)
        assert guidance_changes([old, gone], [new, instead]) == (
            Change("new", "my_may", "Line 3", str(new.id)),
            Change("changed", "my_do", "Line 4", str(instead.id)),
            Change("ended", "my_never", "Line 2"),
        )

    def test_a_line_given_to_somebody_else_has_ended_for_the_first_and_is_new_to_the_second(self) -> None:
        hers = line(1, adult=DENISE)
        theirs = line(2, adult=KIM, replaces=hers.id, at=MONDAY + HOUR)
        for adult, what in ((DENISE, "ended"), (KIM, "new")):
            before = spoken_to(holding([hers, theirs], MONDAY), adult, PARA)
            after = spoken_to(holding([hers, theirs]), adult, PARA)
            assert [change.what for change in guidance_changes(before, after)] == [what]

    def test_parts_are_all_day_first_then_the_adults_own_periods(self) -> None:
        lines = [line(1), line(2, period="P4"), line(3, period="P1"), line(4, period="P9")]
        assert [part.period for part in parts(lines, ["P1", "P4"])] == ["", "P1", "P4"]
        assert [part.period for part in parts(lines, [])] == ["", "P4", "P1", "P9"]

    def test_the_narrowest_word_on_who_directs_holds(self) -> None:
        marcus, priya = (
            Professional(UUID(int=8), "Marcus Reyes"),
            Professional(UUID(int=9), "Priya Raman", "room 3"),
        )
        wide = line(1, LineKind.DIRECTS, whom=marcus, text="")
        narrow = line(2, LineKind.DIRECTS, whom=priya, adult=DENISE, text="", at=MONDAY - DAY)
        assert parts([narrow, wide], [])[0].directs == priya
        assert parts([wide], [])[0].directs == marcus
        period = line(3, LineKind.DIRECTS, whom=priya, period="P1", text="")
        whole, reading = parts([wide, period], ["P1"])
        assert together(whole, reading).directs == priya
        assert together(whole, Part("P2")).directs == marcus
        assert priya.words == "Priya Raman, room 3" and marcus.words == "Marcus Reyes"

    @given(st.permutations([line(n) for n in range(5)]))
    def test_the_hash_says_which_lines_stand_and_not_in_which_order(self, lines: list[Line]) -> None:
        assert guidance_hash(lines) == guidance_hash(sorted(lines, key=lambda each: str(each.id)))
        assert guidance_hash(lines) != guidance_hash(lines[1:])
