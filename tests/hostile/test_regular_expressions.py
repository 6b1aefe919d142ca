"""No pattern of ours takes long on any text: every one in the code is found, and tried on texts made to delay it.

The bound is two seconds of work on a hundred thousand characters; a pattern that backs up takes hours.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain, pairwise
from pathlib import Path

import pytest

import carryover
from hostile.corpus import HUGE, SLOW
from hostile.driver import patience

PACKAGE = Path(carryover.__file__).parent
ASKED = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
HERE = {"site/messages.py", "look/icons.py", "site/demo"}
"""Run on our own files when the program is built, never on what somebody sent."""
ALPHABET = "a A0_-.,;:'\"<>(){}[]/\\=+*?@#%&|~^$\t\n\x00é"


def patterns() -> Iterator[tuple[str, str, int]]:
    """Every pattern in the code with its place and flags: in `re` calls, and in what pydantic is given."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = str(path.relative_to(PACKAGE))
        if any(name.startswith(each) for each in HERE):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from ((f"{name}:{node.lineno}", text, flags) for text, flags in _in(node))
        yield from ((name, each.pattern, each.flags) for each in _put_together(path))


def _in(call: ast.Call) -> Iterator[tuple[str, int]]:
    called = call.func
    of_re = (
        isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"
    )
    if of_re and called.attr in ASKED and call.args and _is_literal(call.args[0]):  # type: ignore[union-attr]
        flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(call) else 0
        yield _literal(call.args[0]), flags | (re.DOTALL if "DOTALL" in ast.unparse(call) else 0)
    for keyword in call.keywords:
        if keyword.arg == "pattern" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value), 0


def _put_together(path: Path) -> list[re.Pattern[str]]:
    """What a module puts together from parts when it is loaded."""
    calls = (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))
    parts = [n for n in calls if ast.unparse(n.func) == "re.compile" and not _is_literal(n.args[0])]
    if not parts:
        return []
    module = import_module(".".join(("carryover", *path.relative_to(PACKAGE).with_suffix("").parts)))
    found = [each for each in vars(module).values() if isinstance(each, re.Pattern)]
    assert found, f"{path.name}: a pattern that is put together elsewhere"
    return found


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_literal(node.left) and _is_literal(node.right)
    return isinstance(node, ast.Constant | ast.JoinedStr)


def _literal(node: ast.expr) -> str:
    """The pattern as written; what is filled in stands as a word."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(each.value) if isinstance(each, ast.Constant) else "monday" for each in node.values
        )
    if isinstance(node, ast.BinOp):
        return _literal(node.left) + _literal(node.right)
    assert isinstance(node, ast.Constant)
    return str(node.value)


FOUND = sorted({(place, text, flags) for place, text, flags in patterns()})


def delays(pattern: str) -> Iterator[str]:
    """Texts that are nearly what a pattern wants, over and over: its own letters and words, alone and in pairs."""
    words = list(dict.fromkeys(re.findall(r"[A-Za-z]{2,}", pattern)))
    letters = [each for each in ALPHABET if each.isalnum() or each in pattern or each.isspace()]
    for piece in chain(
        letters,
        words,
        (f"{word} " for word in words),
        (f"{one}{two}" for one, two in pairwise(letters)),
    ):
        yield piece * (HUGE // len(piece))
        yield piece * (HUGE // len(piece)) + "!"
    for text in SLOW:
        yield (text * (HUGE // len(text) + 1))[:HUGE]


def test_there_are_patterns_to_try() -> None:
    assert len(FOUND) > 15
    assert {"plans/checks.py", "documents/press.py", "plans/api.py"} <= {
        place.split(":")[0] for place, _, _ in FOUND
    }


@pytest.mark.parametrize(("place", "pattern", "flags"), FOUND, ids=[place for place, _, _ in FOUND])
def test_it_ends(place: str, pattern: str, flags: int) -> None:
    compiled = re.compile(pattern, flags)
    for text in delays(pattern):
        with patience():
            compiled.fullmatch(text)
            compiled.sub("", text)  # searches on from every place, the first included
