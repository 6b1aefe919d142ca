"""The policy table as values: which relation and role an act needs, and how its refusal reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carryover.terms import Refusal

TABLE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True)
class Allowance:
    """One way to hold a right: a relation, narrowed to some roles or open to all (`roles` empty)."""

    relation: str
    roles: frozenset[str]

    def admits(self, relation: str, role: str) -> bool:
        """Whether an adult of this role, in this relation to the student, holds the right."""
        return relation == self.relation and (not self.roles or role in self.roles)


@dataclass(frozen=True)
class Act:
    """A line of the table."""

    name: str
    allow: tuple[Allowance, ...]
    refusal: Refusal

    def relations(self, role: str) -> frozenset[str]:
        """The relations in which an adult of this role may do the act."""
        return frozenset(a.relation for a in self.allow if a.admits(a.relation, role))


@cache
def table() -> Mapping[str, Act]:
    """Every act by name; a line that names no reason, no helper or no source does not load."""
    lines = tomllib.loads(TABLE.read_text(encoding="utf-8"))["acts"]
    return {name: _act(name, line) for name, line in lines.items()}


def _act(name: str, line: dict[str, object]) -> Act:
    allow = line["allow"]
    if not isinstance(allow, list) or not line.get("source"):
        raise ValueError(f"policy line {name!r} needs a list of allowances and a source")
    return Act(
        name,
        tuple(Allowance(str(way["relation"]), frozenset(way.get("roles", ()))) for way in allow),
        Refusal(str(line["tried"]), str(line["why"]), str(line["who_can"]), name, str(line["source"])),
    )
