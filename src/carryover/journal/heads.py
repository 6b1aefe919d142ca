"""Heads of the chain: one line each, to be kept where nobody who can rewrite the journal can rewrite it too.

Pure. A head says how far the chain had come and the hash it ended in, so a chain that was cut off or written anew no
longer holds it. The seals are numbered from 1 without a gap: the number of a head is also how many entries were sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from carryover.journal.walk import Break

_WHAT = b"carryover journal head 1\n"


@dataclass(frozen=True)
class Head:
    """How far the chain had come at a moment; `signed` is whether the line bore this installation's signature."""

    ordinal: int
    hash: bytes
    at: datetime | None = None
    signed: bool = True

    def __post_init__(self) -> None:
        if self.ordinal < 1 or len(self.hash) != 32 or (self.at and self.at.tzinfo is None):
            raise ValueError("a head has a number from 1 up, a SHA-256 hash and a moment with its zone")

    def facts(self) -> dict[str, object]:
        """For a program that asks."""
        return {"ordinal": self.ordinal, "hash": self.hash.hex(), "at": _text(self.at)}

    def line(self, key: str) -> str:
        """The head as one line of a file, with an HMAC-SHA256 of the installation's signing key over it."""
        return json.dumps({**self.facts(), "signature": signature(self, key)}, sort_keys=True)


def signature(head: Head, key: str) -> str:
    """What the holder of the key writes under a head, in hex."""
    said = json.dumps(head.facts(), sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key.encode(), _WHAT + said, hashlib.sha256).hexdigest()


def read(line: str, key: str) -> Head:
    """The head of a line. One without a signature, typed from paper, is taken as unsigned.

    Raises ValueError with what is wrong: not a head, or signed with another key or for another head.
    """
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["at"]) if said.get("at") else None
        head = Head(_number(said["ordinal"]), bytes.fromhex(said["hash"]), at, "signature" in said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("this is not a head of a journal") from error
    if head.signed and not hmac.compare_digest(
        str(said["signature"]).encode(), signature(head, key).encode()
    ):
        raise ValueError("the signature is not this installation's, or the line was changed")
    return head


def lost(heads: Iterable[Head], chain: Mapping[int, bytes], end: int) -> Break | None:
    """None when every head is in the chain; else the first that is not, and what that tells.

    `chain` has the stored hash of each head's number that exists, `end` the number of the chain's last seal.
    """
    last = 0
    for head in sorted(heads, key=lambda head: head.ordinal):
        if chain.get(head.ordinal) == head.hash:
            last = head.ordinal
            continue
        cut = head.ordinal > end
        told = (
            f"the chain ends at seal {end}, so its tail was cut off"
            if cut
            else f"another hash stands there, so the chain was written anew somewhere after seal {last}"
        )
        kept = f" of {head.at:%Y-%m-%d %H:%M} UTC" if head.at else ""
        return Break(
            f"The head{kept} at seal {head.ordinal} is not in the chain: {told}.", (end if cut else last) + 1
        )
    return None


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("a number of a seal is a whole number")
    return value


def _text(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
