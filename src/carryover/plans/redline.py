"""What differs between two versions of a plan, word by word: added and removed, never by color alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from carryover.plans.content import Plan
from carryover.plans.sections import Row, Section, sections

Kind = Literal["same", "added", "removed"]
State = Literal["new", "changed", "ended"]

ALIKE = 0.4
"""Texts that share less than this part of their words are shown one after the other: a patchwork cannot be read."""

_WORDS = re.compile(r"\s*+\S+|\s+")  # the second way ends at once what is white space to the end


@dataclass(frozen=True)
class Piece:
    """A run of words that both versions have, or only one."""

    kind: Kind
    text: str

    @property
    def words(self) -> str:
        """The text without the white space around it, so that a mark ends where its words do."""
        return self.text.strip()


@dataclass(frozen=True)
class ChangedRow:
    """One labelled part that differs."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ChangedSection:
    """One section that differs: new, changed or ended."""

    id: str
    title: str
    state: State
    rows: tuple[ChangedRow, ...]


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The later text with what was added marked and what was removed still standing in its place.

    Without the removed pieces it reads as `after`, without the added ones as `before`, white space at the end apart.
    """
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        whole = (Piece("removed", "".join(old)), Piece("added", "".join(new)))
        return tuple(piece for piece in whole if piece.text)
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[k:m])))
            continue
        pieces += [Piece("removed", "".join(old[i:j]))] if i < j else []
        pieces += [Piece("added", "".join(new[k:m]))] if k < m else []
    return tuple(pieces)


def _words(text: str) -> list[str]:
    """The words, each with the white space before it."""
    return [word for word in _WORDS.findall(text) if not word.isspace()]


def redline(before: Plan | None, after: Plan, learner: str) -> tuple[ChangedSection, ...]:
    """Every section that differs, in the order of the later plan, ended ones last; a first version differs in none."""
    if before is None:
        return ()
    old = {each.id: each for each in sections(before, learner)}
    new = {each.id: each for each in sections(after, learner)}
    found = [_section(old.get(key), each) for key, each in new.items() if old.get(key) != each]
    found += [_section(each, None) for key, each in old.items() if key not in new]
    return tuple(found)


def _section(before: Section | None, after: Section | None) -> ChangedSection:
    shown = after or before
    assert shown is not None
    state: State = "new" if before is None else "ended" if after is None else "changed"
    old, new = _texts(before), _texts(after)
    rows = tuple(
        ChangedRow(label, words_changed(old.get(label, ""), new.get(label, "")))
        for label in _labels(old, new)
        if old.get(label) != new.get(label)
    )
    return ChangedSection(shown.id, shown.title, state, rows)


def _texts(section: Section | None) -> dict[str, str]:
    if section is None:
        return {}
    # A line of the card is its own words; the reason stands after it.
    rows = section.rows if section.group != "Card" else (Row("Lines", _card_text(section)),)
    return {row.label: row.text for row in rows}


def _card_text(section: Section) -> str:
    return "\n".join(f"{row.label} ({row.text})" if row.text else row.label for row in section.rows)


def _labels(old: dict[str, str], new: dict[str, str]) -> Iterable[str]:
    return dict.fromkeys((*new, *old))
