"""The paper of a day without a tablet holds what the tablet would have asked."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from carryover.documents.sheet import DataSheet, SheetStudent, render
from carryover.measurement import Measure, Method


def pages(sheet: DataSheet) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(render(sheet))).pages]


def test_each_student_has_a_page_of_their_own_with_initials_in_its_head(sheet: DataSheet) -> None:
    first, second = pages(sheet)
    assert first.startswith("J.T. · Blank data sheet · Tue Oct 20, 2026 · page 1 of 2")
    assert second.startswith("A.O. · Blank data sheet · Tue Oct 20, 2026 · page 2 of 2")
    assert "A.O." not in first
    assert "J.T." not in second


def test_the_day_the_adult_and_the_plan_version_are_printed(sheet: DataSheet) -> None:
    first, _ = pages(sheet)
    for part in (
        "Early release, A day",
        "For Denise Walker, paraprofessional",
        "Plan version 3",
        "Recorded by",
        "Watched from",
        "Enter it later on the tablet, under From paper",
        "Gives the card or says he needs a break.",
    ):
        assert part in first, part


def test_every_method_has_its_boxes(sheet: DataSheet) -> None:
    first, second = pages(sheet)
    assert "Write the time in a box each time it happens." in first
    assert "Start Stop" in first
    assert "10 + – FP PP M G V I" in second
    assert "FP full physical, PP partial physical, M model, G gesture, V verbal, I independent" in second


def test_only_the_measure_s_own_prompts_are_offered(sheet: DataSheet) -> None:
    measure = Measure("c", "Names the main idea", Method.TRIALS, prompts=("G", "I"))
    (only,) = pages(replace(sheet, students=(SheetStudent("J.T.", 3, (measure,)),)))
    assert "10 + – G I" in only
    assert "FP" not in only


def test_an_empty_row_is_asked_about_and_trials_have_no_zero(sheet: DataSheet) -> None:
    first, second = pages(sheet)
    assert first.count("it did not happen (0)") == 2
    assert first.count("not collected") == 3
    assert "it did not happen" not in second


def test_a_sheet_for_nobody_refuses_to_exist(sheet: DataSheet) -> None:
    for wrong in ({"students": ()}, {"adult": ""}, {"day_kind": "snow"}):
        with pytest.raises(ValueError):
            replace(sheet, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        SheetStudent("J.T.", 3, ())
