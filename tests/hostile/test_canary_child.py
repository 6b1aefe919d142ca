"""The canary child: words that stand nowhere else, one in every column that can speak of a student.

Everybody asks for the child by links, by address, by form and by machine. Each is told the fields that `fields.toml`
lists, strangers none, and none stands in a title, a header, an address, a log, or on a page about somebody else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from hostile.canary import Child, make
from hostile.sinks import columns, data_folder, written_down
from hostile.telling import BY_NIGHT, FOREIGN, NIGHTLY, Told, ask_all
from spec.scope.world import keeper, personas, second_school

HERE = Path(__file__).parent
NO_WORDS = [
    each
    for part in tomllib.loads((HERE / "columns.toml").read_text(encoding="utf-8")).values()
    for each in part["columns"]
]


FIELDS: dict[str, list[str]] = tomllib.loads((HERE / "fields.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class World:
    """What everybody was told, and all that was written down meanwhile."""

    told: Told
    log: str
    files: str

    @property
    def child(self) -> Child:
        """The child."""
        return self.told.child

    def found(self, text: str) -> set[str]:
        """The places whose words stand in a text."""
        return self.child.words.found(text)


@pytest.fixture(scope="module")
def world(apart: None) -> Iterator[World]:
    with second_school(personas()["director"].id) as school:
        before, _ = data_folder({})
        with written_down() as log:
            told = ask_all(make(school))
        _break_in_the_database(told.child)
        yield World(told, log.getvalue(), data_folder(before)[1])
        with keeper() as rows:  # so that the other school can go
            rows.execute("DELETE FROM scope_servicetoken")
            rows.execute("DELETE FROM scope_serviceaccount")


def _break_in_the_database(child: Child) -> None:
    """Ask what the server refuses with the words in its answer, and then for a database that is not there."""
    word = child.words("student.given")
    with keeper() as rows, pytest.raises(psycopg.DataError) as caught:
        rows.execute("SELECT %s::text::uuid", [word])
    assert word in str(caught.value)
    where = {
        name: connections["default"].settings_dict[name.upper()]
        for name in ("host", "port", "user", "password")
    }
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect("", dbname="nowhere", **where)


def test_every_column_holds_a_word_or_is_reviewed(world: World) -> None:
    filled = columns()
    without = {name for name, is_filled in filled.items() if not is_filled}
    reviewed = {name for name in filled if any(fnmatchcase(name, each) for each in NO_WORDS)}
    assert without - reviewed == set(), "fill it in canary.py, or say in columns.toml why it holds no words"
    assert reviewed - without == set(), "words about a student stand where none should"
    assert [each for each in NO_WORDS if not any(fnmatchcase(name, each) for name in filled)] == []


@pytest.mark.parametrize("who", sorted(FIELDS))
def test_each_is_told_these_fields_and_no_other(world: World, who: str) -> None:
    told = set().union(*(world.found(page.text) for page in world.told.of_child[who]))
    assert told == set(FIELDS[who])


def test_everybody_who_asks_is_listed(world: World) -> None:
    asked = set(world.told.of_child)
    assert asked - BY_NIGHT == (set(FIELDS) | FOREIGN) - BY_NIGHT


@pytest.mark.parametrize("who", sorted(FOREIGN if NIGHTLY else FOREIGN - BY_NIGHT))
def test_strangers_are_told_nothing(world: World, who: str) -> None:
    pages = [*world.told.of_child[who], *world.told.of_others.get(who, ())]
    assert pages
    assert {page.address: world.found(page.text) for page in pages if world.found(page.text)} == {}


def test_nothing_stands_on_the_pages_of_others(world: World) -> None:
    asked = [page for pages in world.told.of_others.values() for page in pages]
    assert len(asked) > 100
    assert {page.address: world.found(page.text) for page in asked if world.found(page.text)} == {}


@pytest.mark.parametrize("what", ["title", "around", "leads_to"])
def test_no_word_stands_in_a_title_a_header_or_an_address(world: World, what: str) -> None:
    """A tab says the initials, by which staff tell pages apart; nothing else about the child."""
    said = {"student.initials"} if what == "title" else set[str]()
    leaks = {
        page.address: found
        for page in world.told.everything
        if (found := world.found(str(getattr(page, what))) - said)
    }
    assert leaks == {}


def test_no_request_is_answered_with_a_fault(world: World) -> None:
    assert [page.address for page in world.told.everything if page.status >= 500] == []


def test_no_word_is_written_to_a_log(world: World) -> None:
    assert len(world.log) > 10_000, "nothing was written down, so nothing was searched"
    assert world.found(world.log) == set()
    assert "nowhere" in world.files, "the database wrote nothing down, so nothing was searched"
    assert world.found(world.files) == set()
