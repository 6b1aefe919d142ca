"""Chance that repeats: a stream of its own for each concern, so that one more draw here shifts nothing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def stream(seed: int, *label: object) -> Random:
    """The stream of this seed and label; equal labels give equal draws."""
    return Random("/".join(map(str, (seed, *label))))  # noqa: S311 (made-up people need repeatable chance, not secrecy)


def uid(chance: Random) -> UUID:
    """A version 4 UUID out of the stream."""
    return UUID(int=chance.getrandbits(128), version=4)


def share_out(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """`total` in whole numbers by weight, the largest remainders rounded up; it always adds up."""
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    given = {name: int(value) for name, value in exact.items()}
    left = sorted(exact, key=lambda name: given[name] - exact[name])
    for name in left[: total - sum(given.values())]:
        given[name] += 1
    return given


def pick_weighted(chance: Random, items: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
    """`count` different items, the heavier the likelier (Efraimidis & Spirakis 2006); none of weight 0."""
    keyed = [(chance.random() ** (1 / weight), place) for place, weight in enumerate(weights) if weight > 0]
    keyed.sort(reverse=True)
    return [items[place] for _key, place in keyed[:count]]
