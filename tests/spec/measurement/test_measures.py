"""Measures and events refuse to exist when they are wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.measurement import HIERARCHY, Closing, Measure, Method, Observed

NINE = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)


def test_a_measure_without_a_unit_has_the_one_of_its_method() -> None:
    assert Measure("m", "Reads aloud", Method.DURATION).unit == "minutes"
    assert Measure("m", "Reads aloud", Method.DURATION, unit="minutes per day").unit == "minutes per day"


def test_a_method_read_from_stored_content_is_a_method() -> None:
    assert Measure("m", "Asks", "trials").method is Method.TRIALS  # type: ignore[arg-type]


@pytest.mark.parametrize("prompts", [("I", "FP"), ("FP", "FP", "I"), ("XX",)])
def test_prompt_levels_go_once_each_from_most_to_least(prompts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="most to least"):
        Measure("m", "Asks", Method.TRIALS, prompts=prompts)


def test_a_measure_may_use_part_of_the_hierarchy() -> None:
    assert Measure("m", "Asks", Method.TRIALS, prompts=("G", "V", "I")).prompts == ("G", "V", "I")
    assert [level.words for level in HIERARCHY][:2] == ["full physical", "partial physical"]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"method": Method.COUNT, "prompts": ("I",)}, "belong to trials"),
        ({"label": ""}, "id and a label"),
        ({"direction": "sideways"}, "to increase or to decrease"),
        ({"method": "vibes"}, "vibes"),
    ],
)
def test_a_wrong_measure_does_not_exist(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Measure(**{"id": "m", "label": "Asks", "method": Method.TRIALS, **fields})


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"method": Method.COUNT}, "counts 0"),
        ({"method": Method.TRIALS}, "whether it was correct"),
        ({"method": Method.TRIALS, "correct": True, "prompt": "loud"}, "prompt level"),
        ({"method": Method.TRIALS, "correct": True, "count": 1}, "carries a count"),
        ({"method": Method.COUNT, "count": 1, "seconds": 2.0}, "carries a duration"),
        ({"method": Method.DURATION, "correct": False}, "carries a trial"),
        ({"method": Method.DURATION, "seconds": -1.0}, "lasts"),
        ({"method": Method.DURATION, "seconds": float("nan")}, "lasts"),
        ({"method": Method.COUNT, "count": 1, "occurred_at": datetime(2026, 10, 14)}, "without a zone"),
    ],
)
def test_a_wrong_event_does_not_exist(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Observed(**{"id": "e1", "occurred_at": NINE, "session": "reading", **fields})


def test_nobody_closes_a_session_as_both_zero_and_without_opportunity() -> None:
    with pytest.raises(ValueError, match="both zero and without opportunity"):
        Closing("reading", zero=frozenset({"m"}), no_opportunity=frozenset({"m"}))
