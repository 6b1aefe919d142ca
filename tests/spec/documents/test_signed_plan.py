"""The signed plan prints every word that was signed, who meant what by signing, and the hash."""

from __future__ import annotations

import copy
import io
from dataclasses import replace
from datetime import datetime

import pypdf
import pytest

from carryover.documents.signed_plan import Signature, SignedPlan, content_from, render
from carryover.plans import content as plan_content


def text(plan: SignedPlan) -> str:
    return " ".join(
        " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(render(plan))).pages).split()
    )


def test_the_six_parts_of_a_goal_are_there(signed: SignedPlan) -> None:
    told = text(signed)
    for part in (
        "During writing longer than ten minutes",
        "Learner Jaylen T.",
        "asks for a break with his card or in words",
        "At least 8 times per day, on 4 of 5 days",
        "By Fri Jun 4, 2027",
        "Asks for a break: counted, in times per day. Every school day in writing",
        "2 times per day (n = 3 sessions), Fri Sep 4, 2026",
    ):
        assert part in told, part


def test_the_card_is_in_reading_order_with_its_reasons(signed: SignedPlan) -> None:
    told = text(signed)
    assert told.index("Long writing is hard.") < told.index("Block the door.")
    assert "Because it makes leaving urgent" in told


def test_what_may_change_is_said_and_so_is_nothing(signed: SignedPlan) -> None:
    assert "Strategies: how adults prepare" in text(signed)
    assert "Nothing. Every change needs a new agreement." in text(
        replace(signed, content=replace(signed.content, latitude=()))
    )


def test_agreement_signatures_and_hash_are_there(signed: SignedPlan) -> None:
    told = text(signed)
    for part in (
        "At a meeting of the team",
        "Renee T., mother",
        "Signs version 3 for the team",
        "Click to sign",
        "Fri Sep 11, 2026, 19:42 UTC",
        "By hand on paper",
        signed.content_hash,
        "signed-plan/1",
    ):
        assert part in told, part


def test_what_the_plans_room_stores_is_what_prints(stored: dict[str, object]) -> None:
    kept = plan_content.to_json(plan_content.from_json(stored))
    assert content_from(kept) == content_from(stored)


def test_content_that_does_not_fit_names_the_place(stored: dict[str, object]) -> None:
    broken = copy.deepcopy(stored)
    broken["goals"][0]["by"] = "soon"  # type: ignore[index]
    with pytest.raises(ValueError, match=r"goals\[0\]\.by"):
        content_from(broken)
    with pytest.raises(ValueError, match="plan/2"):
        content_from({**stored, "schema": "plan/2"})


def test_a_plan_that_nobody_signed_refuses_to_exist(signed: SignedPlan) -> None:
    unsigned = tuple(replace(signature, at=None) for signature in signed.signatures)
    for wrong in ({"signatures": unsigned}, {"signatures": ()}, {"content_hash": "3f"}):
        with pytest.raises(ValueError):
            replace(signed, **wrong)  # type: ignore[arg-type]
    for missing in ({"capacity": ""}, {"meaning": ""}, {"method": ""}, {"at": datetime(2026, 9, 11)}):
        with pytest.raises(ValueError):
            replace(signed.signatures[0], **missing)  # type: ignore[arg-type]
    assert Signature("", "Parent", "Agrees with the plan", "By hand on paper").at is None
