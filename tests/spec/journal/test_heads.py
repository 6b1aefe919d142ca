"""A head that was kept elsewhere proves that the chain still goes through it, and says where its line came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from carryover.journal.heads import Head, lost, read, signature
from carryover.journal.walk import seal_hash
from carryover.site.connections import Databases
from carryover.site.heads import append, keep, read_file, read_folder
from carryover.site.home import CannotStart, Home
from carryover.site.jobs import keep_head

KEY = "a key of this installation"
AT = datetime(2026, 10, 20, 14, 5, tzinfo=UTC)
CHAIN = {n: bytes([n]) * 32 for n in range(1, 101)}

heads = st.builds(
    Head,
    st.integers(1, 2**62),
    st.binary(min_size=32, max_size=32),
    st.none()
    | st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)),
)


def head(ordinal: int, at: datetime = AT) -> Head:
    """A head of the chain above."""
    return Head(ordinal, CHAIN[ordinal], at)


@given(heads)
def test_a_line_gives_the_head_back(written: Head) -> None:
    line = written.line(KEY)
    assert read(line, KEY) == written and "\n" not in line


@given(heads, st.sampled_from(["ordinal", "hash", "at"]))
def test_a_line_that_was_changed_is_not_ours(written: Head, name: str) -> None:
    said = json.loads(written.line(KEY))
    other = {"ordinal": written.ordinal + 1, "hash": "00" * 32, "at": "1999-01-01T00:00:00+00:00"}
    if said[name] != other[name]:
        with pytest.raises(ValueError, match="not this installation's"):
            read(json.dumps({**said, name: other[name]}), KEY)


def test_a_line_signed_with_another_key_is_not_ours() -> None:
    with pytest.raises(ValueError, match="not this installation's"):
        read(head(3).line("another key"), KEY)


def test_a_head_typed_from_paper_is_taken_without_a_signature() -> None:
    typed = read(json.dumps({"ordinal": 3, "hash": CHAIN[3].hex().upper()}), KEY)
    assert (typed.ordinal, typed.hash, typed.signed) == (3, CHAIN[3], False)


def test_the_key_itself_does_not_stand_in_the_line() -> None:
    assert KEY not in head(3).line(KEY) and len(signature(head(3), KEY)) == 64


@pytest.mark.parametrize(
    "line",
    [
        "", "head", "[]", "3", "null", "{}", '{"ordinal": 1}', '{"ordinal": 0, "hash": "' + "00" * 32 + '"}',
        '{"ordinal": true, "hash": "' + "00" * 32 + '"}', '{"ordinal": "1", "hash": "' + "00" * 32 + '"}',
        '{"ordinal": 1, "hash": "00"}', '{"ordinal": 1, "hash": 7}', '{"ordinal": 1.5, "hash": "' + "00" * 32 + '"}',
        '{"ordinal": 1, "hash": "' + "00" * 32 + '", "at": "yesterday"}',
        '{"ordinal": 1, "hash": "' + "00" * 32 + '", "at": 7}',
        '{"ordinal": 1, "hash": "' + "00" * 32 + '", "at": "2026-10-20T10:00:00"}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a head"):
        read(line, KEY)


class TestAgainstTheChain:
    def test_heads_that_are_in_it_prove_it(self) -> None:
        assert lost([head(100), head(7), head(1)], CHAIN, 100) is None
        assert lost([], CHAIN, 100) is None

    def test_a_cut_tail_is_named_with_its_first_missing_seal(self) -> None:
        cut = {n: digest for n, digest in CHAIN.items() if n <= 60}
        found = lost([head(50), head(90), head(80)], cut, 60)
        assert found and found.seal == 61
        assert "at seal 80 is not in the chain: the chain ends at seal 60" in found.sentence
        assert "2026-10-20 14:05 UTC" in found.sentence

    def test_a_chain_written_anew_is_named_from_the_last_head_that_holds(self) -> None:
        anew = {n: (digest if n < 60 else digest[::-1][:31] + b"!") for n, digest in CHAIN.items()}
        found = lost([head(90), head(50), head(70)], anew, 100)
        assert found and found.seal == 51
        assert "at seal 70 is not in the chain" in found.sentence and "after seal 50" in found.sentence


class TestFiles:
    def test_a_file_grows_and_is_read_back(self, tmp_path: Path) -> None:
        path = tmp_path / "stick" / "heads.jsonl"
        path.parent.mkdir()
        for ordinal in (3, 9):
            append(path, head(ordinal), KEY)
        assert read_file(path, KEY) == [head(3), head(9)]
        assert read_folder(path.parent, KEY) == [head(3), head(9)]
        assert read_folder(tmp_path / "nowhere", KEY) == []

    def test_a_line_cut_off_by_a_power_failure_is_left_out_and_the_next_one_is_whole(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "heads.jsonl"
        append(path, head(3), KEY)
        path.write_text(path.read_text() + head(5).line(KEY)[:40])
        assert read_file(path, KEY) == [head(3)]
        append(path, head(9), KEY)
        assert read_file(path, KEY) == [head(3), head(9)]

    def test_a_last_line_that_only_lacks_its_end_is_a_head_and_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "heads.jsonl"
        path.write_text(head(3).line(KEY))
        assert read_file(path, KEY) == [head(3)]
        append(path, head(9), KEY)
        assert read_file(path, KEY) == [head(3), head(9)]

    def test_what_is_wrong_is_told_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "heads.jsonl"
        path.write_text(f"{head(3).line(KEY)}\n\nnonsense\n")
        with pytest.raises(CannotStart) as told:
            read_file(path, KEY)
        assert told.value.sentence == f"{path}, line 3: this is not a head of a journal."

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
    def test_what_cannot_be_read_is_one_sentence(self, tmp_path: Path, content: bytes | None) -> None:
        path = tmp_path / "heads.jsonl"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CannotStart, match=r"heads\.jsonl"):
            read_file(path, KEY)

    def test_a_place_that_cannot_be_written_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match="cannot be written"):
            append(tmp_path / "nowhere" / "heads.jsonl", head(3), KEY)


class TestInTheDataFolder:
    def test_one_an_hour_as_long_as_the_chain_grows(self, tmp_path: Path) -> None:
        folder = tmp_path / "heads"
        minutes = {
            0: (3, True),
            10: (5, False),
            59: (9, False),
            60: (9, True),
            130: (9, False),
            131: (10, True),
        }
        for after, (ordinal, kept) in minutes.items():
            assert keep(folder, head(ordinal, AT + timedelta(minutes=after)), KEY) is kept, after
        assert [each.ordinal for each in read_file(folder / "2026.jsonl", KEY)] == [3, 9, 10]

    def test_a_file_a_year(self, tmp_path: Path) -> None:
        for year in (2026, 2027):
            assert keep(tmp_path, head(year - 2020, AT.replace(year=year)), KEY)
        assert [each.ordinal for each in read_folder(tmp_path, KEY)] == [6, 7]

    def test_a_clock_that_was_set_back_does_not_stop_it(self, tmp_path: Path) -> None:
        assert keep(tmp_path, head(3), KEY)
        assert keep(tmp_path, head(4, AT - timedelta(days=30)), KEY)

    def test_an_empty_chain_has_no_head(self, tmp_path: Path) -> None:
        assert keep(tmp_path / "heads", None, KEY) is False
        assert not (tmp_path / "heads").exists()


def test_the_job_keeps_the_chain_s_head_and_not_twice_within_the_hour(
    scratch: Databases, settings: Settings, tmp_path: Path
) -> None:
    settings.CONNECTIONS, settings.HOME = scratch, Home(tmp_path, tmp_path / "sockets")
    assert keep_head.func(timestamp=0) is True
    assert keep_head.func(timestamp=600) is False
    (kept,) = read_folder(tmp_path / "heads", settings.SECRETS.signing_key)
    with psycopg.connect("", **scratch.keeper.dsn()) as keeper:
        assert kept.hash == seal_hash(keeper, kept.ordinal) and seal_hash(keeper, kept.ordinal + 1) is None
