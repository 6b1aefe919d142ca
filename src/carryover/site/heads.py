"""Files of heads: where the chain of the journal had come to, written down outside the database.

Promises: a file grows by whole lines that are on the disk when `append` returns; reading names the file and the line
that is wrong. The data folder gets a head an hour at most, as long as the chain grows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from carryover.journal.heads import Head, lost, read
from carryover.journal.walk import Break, Connection
from carryover.site.home import CannotStart

EVERY = timedelta(hours=1)

_NEWEST = "SELECT ordinal, hash FROM journal_seal ORDER BY ordinal DESC LIMIT 1"
_THOSE = "SELECT ordinal, hash FROM journal_seal WHERE ordinal = ANY(%s)"


@dataclass(frozen=True)
class Held:
    """The heads of one place, held against the chain."""

    place: str
    count: int
    unsigned: int
    lost: Break | None

    def facts(self) -> Mapping[str, object]:
        """For a program that asks."""
        missing = self.lost.facts() if self.lost else None
        return {"place": self.place, "heads": self.count, "unsigned": self.unsigned, "lost": missing}


def head_of(connection: Connection, now: datetime) -> Head | None:
    """Where the chain stands now; None while nothing is sealed."""
    found = connection.execute(_NEWEST).fetchone()
    return Head(found[0], bytes(found[1]), now) if found else None


def held(connection: Connection, place: str, heads: Sequence[Head], end: int) -> Held:
    """Whether the chain, which ends at seal `end`, still holds these heads."""
    found = connection.execute(_THOSE, [[head.ordinal for head in heads]]).fetchall()
    chain = {ordinal: bytes(digest) for ordinal, digest in found}
    return Held(place, len(heads), sum(not head.signed for head in heads), lost(heads, chain, end))


def read_file(path: Path, key: str) -> list[Head]:
    """The heads of a file. Raises CannotStart for what cannot be read, naming the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CannotStart(f"{path} is not a file of heads: it is not text.") from None
    except OSError as error:
        raise CannotStart(f"The heads in {path} cannot be read: {error.strerror or error}.") from error
    heads = []
    for number, line in enumerate(_whole(text, key).splitlines(), 1):
        try:
            heads += [read(line, key)] if line.strip() else []
        except ValueError as error:
            raise CannotStart(f"{path}, line {number}: {error}.") from error
    return heads


def read_folder(folder: Path, key: str) -> list[Head]:
    """The heads of every file `*.jsonl` of a folder; none when there is no folder."""
    return [head for path in sorted(folder.glob("*.jsonl")) for head in read_file(path, key)]


def append(path: Path, head: Head, key: str) -> None:
    """Add a head to a file, made when it is missing. Raises CannotStart."""
    try:
        with path.open("a+", encoding="utf-8") as file:
            file.seek(0)
            stands = file.read()
            whole = _whole(stands, key)
            if whole != stands:
                file.truncate(len(whole.encode()))
            apart = "" if whole.endswith("\n") or not whole else "\n"
            file.write(f"{apart}{head.line(key)}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotStart(f"The head cannot be written to {path}: {error.strerror or error}.") from error


def _whole(text: str, key: str) -> str:
    """The text without a last line that a power failure cut off: one without its end that is no head."""
    end = text.rfind("\n") + 1
    try:
        read(text[end:], key)
    except ValueError:
        return text[:end] or text
    return text


def keep(folder: Path, head: Head | None, key: str) -> bool:
    """Add the head to this year's file of the folder unless one was kept within the hour or the chain has not grown.

    Whether it was added. A clock that was set back does not keep heads from being added.
    """
    if head is None or head.at is None:
        return False
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{head.at:%Y}.jsonl"
    for kept in read_file(path, key)[-1:] if path.exists() else []:
        if kept.ordinal == head.ordinal or (kept.at and timedelta() <= head.at - kept.at < EVERY):
            return False
    append(path, head, key)
    return True
