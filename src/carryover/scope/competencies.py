"""What an adult can be trained in, as reviewed data (`competencies.toml`) and as a district adds to it. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("competencies.toml")
PLAN_TRAINING = "plan_training"
"""The competency that is about one student's plan and the version of it that was trained."""
INSTEAD = "Ask an adult who is trained in this."
"""What others do when neither the line nor the competency says."""
PARTS = ("name", "about", "trained", "who_trains", "instead", "source")


@dataclass(frozen=True)
class Competency:
    """One of them. `key` is how plans and certificates name it: a district's own go by the name it was given.

    `one_student`: a certificate is for one student. `trained_here`: a training with sign-off gives one.
    """

    key: str
    name: str
    one_student: bool
    trained_here: bool
    who_trains: str
    instead: str
    source: str


@cache
def competencies() -> Mapping[str, Competency]:
    """Every competency of the reviewed table by its key. Raises ValueError for a line that says less than it must."""
    read = tomllib.loads(TABLE.read_text(encoding="utf-8"))["competencies"]
    return {key: _competency(key, line) for key, line in read.items()}


def name_of(key: str) -> str:
    """How a competency is called in a sentence; a district's own by its name."""
    known = competencies().get(key)
    return known.name if known else key


def instead_of(key: str) -> str:
    """What adults without this competency do, where a line says nothing of its own."""
    known = competencies().get(key)
    return known.instead if known else INSTEAD


def _competency(key: str, line: Mapping[str, Any]) -> Competency:
    missing = [part for part in PARTS if not line.get(part)]
    if missing:
        raise ValueError(f"competency {key!r} has no {missing[0]}")
    if line["about"] not in ("student", "all") or line["trained"] not in ("here", "outside"):
        raise ValueError(f"competency {key!r} is about 'student' or 'all', and trained 'here' or 'outside'")
    return Competency(
        key,
        line["name"],
        line["about"] == "student",
        line["trained"] == "here",
        line["who_trains"],
        line["instead"],
        line["source"],
    )
