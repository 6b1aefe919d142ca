"""Twenty thousand requests that nobody should send: no 5xx, no hang, no innards, nothing repeated, nobody's secrets.

A seeded share runs always; `make nightly` sends two million by chance. Each request is undone once it has been judged.
"""

from __future__ import annotations

import os
from collections import Counter

import hypothesis
import pytest

from hostile.driver import judged
from hostile.making import Maker
from hostile.people import Crowd, gather, within

SHARES = 16
NIGHTLY = hypothesis.settings.get_current_profile_name() == "nightly"
IN_ALL = 2_000_000 if NIGHTLY else 20_000
SEED = os.urandom(4).hex() if NIGHTLY else "always"
SHOWN = 12


@pytest.fixture(scope="module")
def crowd(apart: None) -> Crowd:
    return within(gather)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_answer_is_one_that_may_be_given(crowd: Crowd, share: int) -> None:
    maker, found, sent = Maker(crowd.offered, f"{SEED}-{share}"), Counter[str](), 0
    examples: dict[str, str] = {}
    for number in range(IN_ALL // SHARES):
        person, request = maker.chance.choice(crowd.people), maker.one()
        for fault in judged(person, request):
            found[fault] += 1
            examples.setdefault(fault, f"{person.name}, seed {SEED}-{share}, number {number}: {request}")
        sent += 1
    assert sent == IN_ALL // SHARES
    told = [f"{times} times {fault}\n  {examples[fault]}" for fault, times in found.most_common(SHOWN)]
    assert not told, "\n".join(told)
