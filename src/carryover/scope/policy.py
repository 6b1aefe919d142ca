"""The policy table as values: which relation, role and state an act needs, and how its refusal reads. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from carryover.roster.roles import Role
from carryover.terms import Refusal

TABLE = Path(__file__).with_name("policy.toml")
MACHINES = frozenset({"tablet", "service"})
"""Roles that no adult has."""


@dataclass(frozen=True)
class Thing:
    """What an act is done to: a student's record or something of a school, in a state where it has states."""

    student: UUID | None = None
    school: UUID | None = None
    state: str = ""


@dataclass(frozen=True)
class Relation:
    """What somebody can be to a student or to a school. `ends`: it may not be given without an end."""

    name: str
    on: str
    means: str
    ends: bool


@dataclass(frozen=True)
class Allowance:
    """One way to hold a right: a relation, narrowed to some roles and states, or open to all (empty)."""

    relation: str
    roles: frozenset[str]
    states: frozenset[str]

    def admits(self, relation: str, role: str, state: str) -> bool:
        """Whether somebody of this role, in this relation, holds the right to a record in this state."""
        return (
            relation == self.relation
            and (not self.roles or role in self.roles)
            and (not self.states or state in self.states)
        )


@dataclass(frozen=True)
class Act:
    """A line of the table."""

    name: str
    on: str
    allow: tuple[Allowance, ...]
    refusal: Refusal
    wrong_state: Refusal

    def relations(self, role: str, state: str = "") -> frozenset[str]:
        """The relations in which somebody of this role may do the act to a record in this state."""
        return frozenset(a.relation for a in self.allow if a.admits(a.relation, role, state))

    def ever(self, role: str) -> frozenset[str]:
        """The relations in which somebody of this role may do the act in one state or another."""
        return frozenset(a.relation for a in self.allow if not a.roles or role in a.roles)

    @property
    def states(self) -> frozenset[str]:
        """Every state that a way to hold this right names."""
        return frozenset().union(*(a.states for a in self.allow))


@cache
def table() -> Mapping[str, Act]:
    """Every act by name; a line without reason, helper or source does not load. ValueError names the line."""
    read = _read()
    groups = {name: frozenset(roles) for name, roles in read["groups"].items()}
    return {name: _act(name, line, groups) for name, line in read["acts"].items()}


@cache
def relations() -> Mapping[str, Relation]:
    """Every relation by name."""
    return {
        name: Relation(name, line["on"], line["means"], bool(line.get("ends")))
        for name, line in _read()["relations"].items()
    }


@dataclass(frozen=True)
class Row:
    """One way to hold one right, as the database keeps it. Empty role: every role; empty state: any record."""

    act: str
    relation: str
    role: str
    state: str


def rows() -> Iterator[Row]:
    """The table spread out, a row for every combination that it allows."""
    for act in table().values():
        for way in act.allow:
            for role in sorted(way.roles) or [""]:
                for state in sorted(way.states) or [""]:
                    yield Row(act.name, way.relation, role, state)


def _read() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def _act(name: str, line: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Act:
    missing = [part for part in ("tried", "allow", "why", "who_can", "source") if not line.get(part)]
    if missing:
        raise ValueError(f"policy line {name!r} has no {missing[0]}")
    on = line.get("on", "student")
    allow = tuple(_allowance(name, on, way, groups) for way in line["allow"])
    refusal = Refusal(line["tried"], line["why"], line["who_can"], name, line["source"])
    otherwise = line.get("otherwise")
    if bool(otherwise) != any(a.states for a in allow):
        raise ValueError(f"policy line {name!r} says `otherwise` exactly when it names states")
    return Act(name, on, allow, refusal, replace(refusal, **(otherwise or {})))


def _allowance(act: str, on: str, way: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Allowance:
    relation = relations().get(way["relation"])
    if relation is None or (on == "school" and relation.on != "school"):
        raise ValueError(f"policy line {act!r} names the relation {way['relation']!r}, which cannot hold it")
    if relation.name == "staff" and not way.get("roles"):
        raise ValueError(f"policy line {act!r} lets in everybody with a desk at the school: name their roles")
    roles: frozenset[str] = frozenset().union(*(groups.get(r, {r}) for r in way.get("roles", ())))
    unknown = roles - set(Role) - MACHINES
    if unknown:
        raise ValueError(f"policy line {act!r} names the role {min(unknown)!r}, which nobody has")
    return Allowance(relation.name, roles, frozenset(way.get("state", ())))
