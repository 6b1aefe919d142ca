"""Only a day on which the schedule asks for data can be missed."""

from __future__ import annotations

import pytest

from carryover.plans.schedule import weekdays_of


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("daily during reading and writing", {0, 1, 2, 3, 4}),
        ("every school day at the end of class", {0, 1, 2, 3, 4}),
        ("Mondays and Wednesdays in writing", {0, 2}),
        ("each Friday", {4}),
        ("twice a week", set()),
        ("weekly", set()),
        ("", set()),
    ],
)
def test_the_weekdays_of_a_schedule(schedule: str, days: set[int]) -> None:
    assert weekdays_of(schedule) == days
