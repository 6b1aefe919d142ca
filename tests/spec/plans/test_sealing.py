"""Sealing: what was sealed opens with its key for its own row, and for nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.plans.sealing import KEY_BYTES, Bound, CannotOpen, KeyRing, Sealed, read_ring
from carryover.site.home import CannotStart
from carryover.site.sealing import sealing
from carryover.site.secrets import Secrets

ONE, TWO = bytes(range(KEY_BYTES)), bytes(range(1, KEY_BYTES + 1))
RING = KeyRing({"k1": ONE})
ids = st.integers(0, 2**64).map(lambda n: UUID(int=n))
bounds = st.builds(Bound, ids, ids, st.sampled_from(["counseling", "protection", "health"]))


@given(st.text(max_size=300), bounds)
def test_what_was_sealed_opens_and_cannot_be_read_before(text: str, bound: Bound) -> None:
    sealed = RING.seal(text, bound, os.urandom)
    assert RING.open(sealed, bound) == text
    if len(text) > 3:
        assert text.encode() not in sealed.text


@given(st.text(min_size=1, max_size=50), bounds, st.data())
def test_it_opens_for_no_other_row_and_with_no_flipped_bit(
    text: str, bound: Bound, data: st.DataObject
) -> None:
    sealed = RING.seal(text, bound, os.urandom)
    elsewhere = data.draw(bounds.filter(lambda other: other != bound))
    with pytest.raises(CannotOpen):
        RING.open(sealed, elsewhere)
    place = data.draw(st.integers(0, len(sealed.text) * 8 - 1))
    flipped = (int.from_bytes(sealed.text, "big") ^ (1 << place)).to_bytes(len(sealed.text), "big")
    with pytest.raises(CannotOpen):
        RING.open(replace(sealed, text=flipped), bound)
    with pytest.raises(CannotOpen):
        RING.open(replace(sealed, nonce=bytes(12)), bound)


BOUND = Bound(UUID(int=1), UUID(int=2), "health")


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = RING.seal("before", BOUND, os.urandom)
    turned = KeyRing({"k2": TWO, "k1": ONE})
    new = turned.seal("after", BOUND, os.urandom)
    assert (old.key, new.key) == ("k1", "k2")
    assert (turned.open(old, BOUND), turned.open(new, BOUND)) == ("before", "after")
    with pytest.raises(CannotOpen, match="'k2' is not on"):
        RING.open(new, BOUND)


def test_a_refusal_says_nothing_of_the_text() -> None:
    sealed = RING.seal("something that must not be told", BOUND, os.urandom)
    with pytest.raises(CannotOpen) as caught:
        KeyRing({"k1": TWO}).open(sealed, BOUND)
    assert "must not be told" not in str(caught.value)
    assert caught.value.__cause__ is None


NEVER_SEALED = [Sealed("k1", b"", b""), Sealed("k1", b"x" * 12, b"short"), Sealed("", b"x" * 12, b"")]


@pytest.mark.parametrize("sealed", NEVER_SEALED)
def test_bytes_that_were_never_sealed_are_refused(sealed: Sealed) -> None:
    with pytest.raises(CannotOpen):
        RING.open(sealed, BOUND)


class TestTheRing:
    def test_as_the_secrets_keep_it(self) -> None:
        ring = read_ring(f"k2:{TWO.hex()}, k1:{ONE.hex()}")
        assert ring.newest == "k2"
        assert ring == KeyRing({"k2": TWO, "k1": ONE})
        assert ONE.hex() not in repr(ring)

    @pytest.mark.parametrize(
        "text",
        [
            "", "k1", "k1:", f"k1:{ONE.hex()[:-2]}", f":{ONE.hex()}", "k1:zz", f"k1:{ONE.hex()},k1:{TWO.hex()}",
            f"a key:{ONE.hex()}",
        ],
    )  # fmt: skip
    def test_anything_else_does_not_start(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            read_ring(text)
        with pytest.raises(CannotStart) as caught:
            sealing(replace(Secrets(), sealing_keys=text.ljust(12)))
        assert "sealing_keys" in caught.value.sentence
        assert ONE.hex()[:16] not in caught.value.sentence

    def test_every_installation_draws_its_own(self) -> None:
        assert sealing(Secrets()) != sealing(Secrets())
