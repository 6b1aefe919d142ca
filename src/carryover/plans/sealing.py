"""Sealing a text with a key that the database does not hold: AES-256-GCM, bound to the row that keeps it. Pure.

A ring holds one key or several, each with a short name; the first seals, all of them open. A new key is put in front
and the old one stays until nothing that it sealed is needed. Randomness comes from the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12  # 96 bits, NIST SP 800-38D §5.2.1.1
KEY_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9_-]{1,16}")


class CannotOpen(ValueError):
    """The key is not on the ring, or the bytes are not those that were sealed for this row."""


@dataclass(frozen=True)
class Bound:
    """The row to which a sealed text belongs: moved to another student, note or compartment it does not open."""

    note: UUID
    student: UUID
    compartment: str

    def data(self) -> bytes:
        """The bytes that are authenticated with the text."""
        return f"carryover sealed note 1\n{self.note}\n{self.student}\n{self.compartment}".encode()


@dataclass(frozen=True)
class Sealed:
    """A sealed text: the name of its key, the nonce, the bytes with their tag."""

    key: str
    nonce: bytes
    text: bytes


@dataclass(frozen=True)
class KeyRing:
    """Keys by name, the one that seals first. Refuses to exist empty, with a bad name or a key of another length."""

    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a ring has at least one key")
        for name, key in self.keys.items():
            if not _NAME.fullmatch(name) or len(key) != KEY_BYTES:
                raise ValueError("a key has a name of letters and digits and is 32 bytes long")

    @property
    def newest(self) -> str:
        """The name of the key that seals."""
        return next(iter(self.keys))

    def seal(self, text: str, bound: Bound, entropy: Callable[[int], bytes]) -> Sealed:
        """The text sealed for a row. `entropy` gives bytes that were never used with this key before."""
        nonce = entropy(NONCE_BYTES)
        return Sealed(
            self.newest, nonce, AESGCM(self.keys[self.newest]).encrypt(nonce, text.encode(), bound.data())
        )

    def open(self, sealed: Sealed, bound: Bound) -> str:
        """The text again. Raises CannotOpen, which says nothing of the text."""
        key = self.keys.get(sealed.key)
        if key is None:
            raise CannotOpen(f"the key {sealed.key!r} is not on this installation's ring")
        try:
            return AESGCM(key).decrypt(sealed.nonce, sealed.text, bound.data()).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen("these bytes were not sealed for this note") from None


def read_ring(text: str) -> KeyRing:
    """A ring as the secrets keep it: `name:hex` with commas between, the newest first. ValueError for anything else."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, _colon, key = part.strip().partition(":")
        if name in keys:
            raise ValueError(f"the key {name!r} stands twice on the ring")
        keys[name] = bytes.fromhex(key)
    return KeyRing(keys)
