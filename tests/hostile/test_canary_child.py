"""The canary child: words that stand nowhere else, one in every column that can speak of a student."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from hostile.canary import Child, make
from hostile.sinks import columns
from spec.scope.world import keeper, personas, second_school

HERE = Path(__file__).parent
NO_WORDS = [
    each
    for part in tomllib.loads((HERE / "columns.toml").read_text(encoding="utf-8")).values()
    for each in part["columns"]
]


@pytest.fixture(scope="module")
def child(apart: None) -> Iterator[Child]:
    with second_school(personas()["director"].id) as school:
        yield make(school)
        with keeper() as rows:  # so that the other school can go
            rows.execute("DELETE FROM scope_servicetoken")
            rows.execute("DELETE FROM scope_serviceaccount")


def test_every_column_holds_a_word_or_is_reviewed(child: Child) -> None:
    filled = columns()
    without = {name for name, is_filled in filled.items() if not is_filled}
    reviewed = {name for name in filled if any(fnmatchcase(name, each) for each in NO_WORDS)}
    assert without - reviewed == set(), "fill it in canary.py, or say in columns.toml why it holds no words"
    assert reviewed - without == set(), "words about a student stand where none should"
    assert [each for each in NO_WORDS if not any(fnmatchcase(name, each) for name in filled)] == []
