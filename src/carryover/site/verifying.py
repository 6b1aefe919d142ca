"""`carryover verify`: is everything that was sealed, signed and issued still what it was?

Promises: reads only, as the keeper, at one moment; answers 0 when all of it holds, 1 when something does not, naming
the first row of the journal that was altered, removed or moved, and 2 for a question that cannot be asked. Says what
it looked at and what it could not: entries that are not sealed yet are told apart.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from tqdm import tqdm

from carryover.journal.heads import Head
from carryover.journal.proofs import Asked, Proof, asked
from carryover.journal.standing import (
    ALONE,
    Survey,
    Tail,
    at_one_moment,
    first_break,
    first_break_by_many,
    survey,
)
from carryover.journal.walk import Break, Connection
from carryover.site import clock
from carryover.site.arguments import Arguments
from carryover.site.connections import Connection as Role
from carryover.site.heads import Held, append, head_of, held, read_file, read_folder

ROOMS = "carryover."
MOST_PROCESSES = 4
SHOWN = 5  # faults of one kind that are printed; `--json` gives all
LATE = timedelta(minutes=10)  # a sealer that works is seconds behind


@dataclass(frozen=True)
class Journal:
    """What the walk found."""

    survey: Survey
    broken: Break | None


@dataclass(frozen=True)
class Report:
    """Everything that was asked, and the answers."""

    journal: Journal
    head: Head | None
    heads: tuple[Held, ...]
    proofs: tuple[Asked, ...]
    now: datetime

    @property
    def holds(self) -> bool:
        """Whether nothing at all was found."""
        return not (
            self.journal.broken
            or any(each.lost for each in self.heads)
            or any(each.faults for each in self.proofs)
        )


def main(line: Sequence[str]) -> int:
    """`carryover verify`. Raises CannotStart."""
    wanted = _asked(line)
    key, target = settings.SECRETS.signing_key, wanted.export_heads
    places = [str(path) for path in wanted.heads]
    files = [(str(path), read_file(path, key)) for path in wanted.heads]
    if target and target.exists() and str(target) not in places:
        files.append((str(target), read_file(target, key)))
    files.insert(0, (str(settings.HOME.heads), read_folder(settings.HOME.heads, key)))
    with _progress(shown=os.isatty(2) and not wanted.json) as told:
        report = verified(settings.CONNECTIONS.keeper, files, clock.now(), told)
    print(as_json(report) if wanted.json else "\n".join(in_words(report)))
    if not report.holds:
        return 1
    if target and report.head:
        append(target, report.head, key)
    if target:
        told_of = (
            f"Today's head was added to {target}."
            if report.head
            else "Nothing is sealed yet: there is no head to add."
        )
        print(told_of, file=sys.stderr)
    return 0


def _asked(line: Sequence[str]) -> Namespace:
    parser = Arguments(
        prog="carryover verify",
        description="Check that nobody rewrote the journal or what was signed and issued.",
    )
    parser.add_argument(
        "--heads", type=Path, action="append", default=[], metavar="FILE",
        help="heads that were kept elsewhere: is each still in the chain? May be given again",
    )  # fmt: skip
    parser.add_argument(
        "--export-heads", type=Path, metavar="FILE",
        help="when all holds, those of FILE included, add today's head to FILE",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="answer for a program, with every fault")
    return parser.parse_args(line)


def verified(
    keeper: Role, files: Sequence[tuple[str, list[Head]]], now: datetime, told: Callable[[int, int], object]
) -> Report:
    """Ask everything of one snapshot. `told` hears how many entries were walked of how many."""
    with psycopg.connect("", **keeper.dsn()) as connection, at_one_moment(connection) as snapshot:
        journal = _walked(keeper, connection, snapshot, told)
        head = head_of(connection, now)
        end = head.ordinal if head else 0
        heads = tuple(held(connection, place, each, end) for place, each in files if each)
        return Report(journal, head, heads, tuple(asked(proof, connection) for proof in proofs()), now)


def journal_of(keeper: Role) -> Journal:
    """The journal alone, walked as the command walks it."""
    with psycopg.connect("", **keeper.dsn()) as connection, at_one_moment(connection) as snapshot:
        return _walked(keeper, connection, snapshot, lambda _walked, _of: None)


def _walked(
    keeper: Role, connection: Connection, snapshot: str, told: Callable[[int, int], object]
) -> Journal:
    found = survey(connection)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)

    def passed(count: int) -> None:
        told(count, found.sealed)

    if found.sealed < ALONE or processes == 1:
        return Journal(found, first_break(connection, found, passed))
    return Journal(found, first_break_by_many(keeper.dsn(), snapshot, found, processes, passed))


def proofs() -> Iterator[Proof]:
    """What every room says it keeps under a hash, in the order of the house."""
    for room in apps.get_app_configs():
        name = f"{room.name}.proofs"
        if room.name.startswith(ROOMS) and find_spec(name):
            yield from getattr(import_module(name), "PROOFS", ())


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int, int], object]]:
    with tqdm(unit=" entries", unit_scale=True, desc="Journal", leave=False, disable=not shown) as bar:

        def told(count: int, total: int) -> None:
            bar.total = total
            bar.update(count)

        yield told


def in_words(report: Report) -> Iterator[str]:
    """The answer, a line for each thing that was asked; what does not hold comes first."""
    yield from faults(report)
    journal = report.journal
    if journal.broken is None:
        end = f"; its head is {report.head.hash.hex()[:16]}…" if report.head else ""
        yield f"The journal holds: {journal.survey.sealed:,} sealed entries, each in its place{end}."
    yield _tail(journal.survey.tail, report.now)
    for each in report.heads:
        if each.lost is None:
            unsigned = f", {each.unsigned} of them without a signature" if each.unsigned else ""
            yield f"Heads in {each.place}: all {each.count:,} are in the chain{unsigned}."
    if not report.heads:
        yield "No heads were kept yet: a tail that was cut off, or a chain written anew, would not be found."
    for proof in report.proofs:
        if not proof.faults:
            several = f"all {proof.checked:,} hold" if proof.checked else "there are none"
            yield f"{proof.name.capitalize()}: {several}."


def faults(report: Report) -> Iterator[str]:
    """What does not hold, the journal first."""
    if report.journal.broken:
        yield f"The journal does not hold. {report.journal.broken.sentence}"
    for each in report.heads:
        if each.lost:
            yield f"{each.lost.sentence} (Kept in {each.place}.)"
    for proof in report.proofs:
        yield from proof.faults[:SHOWN]
        if len(proof.faults) > SHOWN:
            yield f"… and {len(proof.faults) - SHOWN:,} more of {proof.checked:,} {proof.name}."


def _tail(tail: Tail, now: datetime) -> str:
    if tail.oldest is None:
        return "Every entry is sealed."
    age = max(now - tail.oldest, timedelta())
    warning = " The sealer is not running: it is part of `carryover serve`." if age > LATE else ""
    several = "1 entry is" if tail.count == 1 else f"{tail.count:,} entries are"
    return f"{several} not sealed yet and could not be checked; the oldest is {_words(age)} old.{warning}"


def _words(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60:,} min" if seconds < 7200 else f"{seconds // 3600:,} h"


def as_json(report: Report) -> str:
    """The answer for a program."""
    journal, tail = report.journal, report.journal.survey.tail
    age = max((report.now - tail.oldest).total_seconds(), 0.0) if tail.oldest else None
    return json.dumps(
        {
            "holds": report.holds,
            "journal": {
                "sealed": journal.survey.sealed,
                "head": report.head.facts() if report.head else None,
                "break": journal.broken.facts() if journal.broken else None,
                "unsealed": {"entries": tail.count, "oldest_seconds": age},
            },
            "heads": [each.facts() for each in report.heads],
            "kept": [
                {"what": proof.name, "checked": proof.checked, "faults": list(proof.faults)}
                for proof in report.proofs
            ],
        },
        indent=2,
    )
