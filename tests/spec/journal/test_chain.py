"""The chain of the journal finds any entry that was changed, removed, added, swapped or cut off in the middle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from carryover.journal.chain import GENESIS, Line, first_break, link

Sealed = list[tuple[int, Line, bytes]]

ids = st.integers(0, 2**64).map(lambda n: UUID(int=n))
words = st.text(max_size=12)
lines = st.builds(
    Line,
    id=st.integers(1, 2**40),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    actor_kind=words,
    actor_id=st.none() | ids,
    right=words,
    act=words,
    thing_kind=words,
    thing_id=words,
    student_ids=st.lists(ids, max_size=3).map(tuple),
    detail=st.dictionaries(words, st.integers() | words, max_size=3),
)
journals = st.lists(lines, min_size=2, max_size=8, unique_by=lambda line: line.id)


def sealed(journal: list[Line]) -> Sealed:
    found, previous = [], GENESIS
    for ordinal, line in enumerate(journal, 1):
        previous = link(previous, line)
        found.append((ordinal, line, previous))
    return found


@given(journals)
def test_an_untouched_journal_verifies(journal: list[Line]) -> None:
    assert first_break(sealed(journal)) is None


def test_an_empty_journal_verifies() -> None:
    assert first_break([]) is None


@given(journals, st.data())
def test_a_changed_fact_of_any_entry_is_found_and_named(journal: list[Line], data: st.DataObject) -> None:
    chain = sealed(journal)
    place = data.draw(st.integers(0, len(chain) - 1))
    ordinal, line, stored = chain[place]
    forged = data.draw(
        st.sampled_from(
            [
                replace(line, at=line.at + timedelta(microseconds=1)),
                replace(line, actor_kind=line.actor_kind + "x"),
                replace(line, actor_id=UUID(int=2**100)),
                replace(line, right=line.right + "x"),
                replace(line, act=line.act + "x"),
                replace(line, thing_kind=line.thing_kind + "x"),
                replace(line, thing_id=line.thing_id + "x"),
                replace(line, student_ids=(*line.student_ids, UUID(int=2**100))),
                replace(line, detail={"forged": 1, "of": str(line.detail)}),
            ]
        )
    )
    chain[place] = (ordinal, forged, stored)
    assert str(line.id) in (first_break(chain) or "")


@given(journals, st.data())
def test_a_removed_entry_is_found_unless_it_was_the_last(journal: list[Line], data: st.DataObject) -> None:
    chain = sealed(journal)
    del chain[data.draw(st.integers(0, len(chain) - 2))]
    assert first_break(chain) is not None


@given(journals, st.data())
def test_a_removed_entry_is_found_even_when_the_later_ones_are_numbered_anew(
    journal: list[Line], data: st.DataObject
) -> None:
    chain = sealed(journal)
    del chain[data.draw(st.integers(0, len(chain) - 2))]
    assert first_break((n, line, stored) for n, (_, line, stored) in enumerate(chain, 1)) is not None


@given(journals, lines, st.data())
def test_an_entry_slipped_in_is_found(journal: list[Line], extra: Line, data: st.DataObject) -> None:
    chain = sealed(journal)
    place = data.draw(st.integers(0, len(chain)))
    stored = chain[place - 1][2] if place else GENESIS
    chain.insert(place, (0, extra, stored))
    assert first_break((n, line, kept) for n, (_, line, kept) in enumerate(chain, 1)) is not None


@given(journals, st.data())
def test_two_entries_that_changed_places_are_found(journal: list[Line], data: st.DataObject) -> None:
    chain = sealed(journal)
    one, other = data.draw(st.lists(st.integers(0, len(chain) - 1), min_size=2, max_size=2, unique=True))
    (n, line, stored), (m, twin, kept) = chain[one], chain[other]
    chain[one], chain[other] = (n, twin, stored), (m, line, kept)
    assert first_break(chain) is not None


@given(journals, st.data())
def test_one_flipped_bit_of_any_seal_is_found(journal: list[Line], data: st.DataObject) -> None:
    chain = sealed(journal)
    place, bit = data.draw(st.integers(0, len(chain) - 1)), data.draw(st.integers(0, 255))
    ordinal, line, stored = chain[place]
    flipped = (int.from_bytes(stored, "big") ^ (1 << bit)).to_bytes(32, "big")
    chain[place] = (ordinal, line, flipped)
    assert first_break(chain) is not None


@given(journals)
def test_a_journal_cut_off_at_its_start_is_found(journal: list[Line]) -> None:
    assert first_break(sealed(journal)[1:]) is not None


@given(journals, st.data())
def test_a_cut_tail_shows_against_a_seal_written_down_elsewhere(
    journal: list[Line], data: st.DataObject
) -> None:
    """The chain alone cannot miss what was cut off its end; the last seal, noted outside, can."""
    chain = sealed(journal)
    noted = chain[-1][2]
    cut = chain[: data.draw(st.integers(1, len(chain) - 1))]
    assert first_break(cut) is None
    assert cut[-1][2] != noted


@given(lines)
def test_the_same_moment_in_another_zone_is_the_same_entry(line: Line) -> None:
    elsewhere = replace(line, at=line.at.astimezone(timezone(timedelta(hours=-5))))
    assert elsewhere.canonical() == line.canonical()
