"""What somebody typed never becomes a formula in a spreadsheet, and a number stays a number."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from carryover.singlecase.table import HEADER, _plain
from crawling import signed_in
from hostile.corpus import FORMULAS, SETS
from spec.scope.test_every_address_asks import GOAL, jaylen

STARTS = "=+-@\t\r\n\x00＝＋－＠"
NUMBERS = {"session", "value", "n"}
EVERYTHING = sorted({text for texts in SETS.values() for text in texts})


def runs(cell: str) -> bool:
    """Whether a spreadsheet could take this cell for a formula: by its first letter that is not skipped."""
    first = cell.lstrip(" \xa0\u200b\ufeff\"',;")[:1]
    return not cell.startswith("'") and first != "" and first in STARTS


@pytest.mark.parametrize("typed", FORMULAS)
def test_a_formula_gets_an_apostrophe(typed: str) -> None:
    assert runs(typed), "the corpus holds what runs"
    assert _plain(typed) == f"'{typed}"


@given(st.text(max_size=12) | st.sampled_from(EVERYTHING) | st.from_regex(r"[=+@\-\t ]+.*", fullmatch=True))
def test_whatever_is_typed_comes_out_once_and_does_not_run(typed: str) -> None:
    told = _plain(typed)
    assert told in (typed, f"'{typed}")
    number = typed.startswith("-") and typed[1:].replace(".", "", 1).isdecimal() and typed.isascii()
    assert not runs(told) or number


@pytest.mark.parametrize("typed", ["-5", "-0.25", "-100000"])
def test_a_negative_number_stays_one(typed: str) -> None:
    assert _plain(typed) == typed and float(_plain(typed)) < 0


@pytest.mark.parametrize("typed", ["-inf", "-1e5", "-1+1", "-٣", "--1", "-1_0", "-nan"])
def test_what_only_looks_like_one_does_not(typed: str) -> None:
    assert _plain(typed) == f"'{typed}"


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """The numbers of a graph as a spreadsheet reads them."""
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


@pytest.mark.django_db
def test_in_every_text_that_reaches_the_file() -> None:
    client, goal = signed_in("marcus"), f"/students/{jaylen()}/goals/{GOAL}"
    typed = [each.strip() for each in FORMULAS if "\x00" not in each]
    for text in typed:
        sent = {"day": "10/19/2026", "kind": "condition", "text": text}
        assert client.post(f"{goal}/notes/", sent)["Location"] == f"{goal}/graph/"
    decided = {
        "choice": "change_support",
        "why": "=1+1",
        "label": "=1+cmd",
        "schedule": "@daily",
        "again": "on",
    }
    support = {"support_kind": "before", "support_text": "=2+2", "support_because": "+1"}
    assert client.post(f"{goal}/decide/", decided | support).status_code == 302
    found = rows(client, f"{goal}/graph.csv")
    assert tuple(found[0]) == HEADER
    told = " ".join(row["flags"] for row in found)
    assert all(text in told for text in typed), "every note is in the file"
    for row in found:
        for name, cell in row.items():
            if name in NUMBERS:
                assert not cell or float(cell) >= 0
            else:
                assert not runs(cell), (name, cell)
