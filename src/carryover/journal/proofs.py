"""What a room keeps under a hash, and how to ask whether it still has it.

A room that keeps such things has a module `proofs.py` with a constant `PROOFS`; `carryover verify` finds it there. This
room knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from carryover.journal.walk import Connection


@dataclass(frozen=True)
class Proof:
    """One kind of thing that is kept under a hash, named as a person would: 'signed plan versions'.

    `ask` reads on a connection that sees every row and gives, for each thing, None when it holds or a sentence that
    names it by its id and says what is wrong; never a name or content.
    """

    name: str
    ask: Callable[[Connection], Iterator[str | None]]


@dataclass(frozen=True)
class Asked:
    """How many were asked and what was wrong with which."""

    name: str
    checked: int
    faults: tuple[str, ...]


def asked(proof: Proof, connection: Connection) -> Asked:
    """Ask one proof to the end."""
    checked, faults = 0, []
    for answer in proof.ask(connection):
        checked += 1
        if answer:
            faults.append(answer)
    return Asked(proof.name, checked, tuple(faults))
