"""What the documents say, held against what is there: links, pictures, commands, rooms and the names of the glossary.

Promises: reads files of the checkout and asks commands only for their help; each fault is one line that names the
document and what is wrong. `make docs` and the tests ask the same questions.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from carryover.site.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
LARGEST_PICTURE = 250_000  # bytes; a page with eight of them opens on a school's network

_FENCED = re.compile(r"^```(?s:.*?)^```|^(?: {4}|\t).+$|`[^`\n]+`", re.MULTILINE)
_BLOCKS = re.compile(r"^```(?s:.*?)^```|^(?: {4}|\t).+$", re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)
_MAKE = re.compile(r"(?:^|[\s(;&])make((?: [A-Za-z0-9_=.'\-]+)+)")
_CARRYOVER = re.compile(r"(?:^|[\s(;&/])carryover ([a-z-]+)((?: [^|;&]*)?)")
_MODULE = re.compile(r"python -m ([a-z_.]+)")
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
_VARIABLE = re.compile(r"^([A-Z]+) \?=", re.MULTILINE)


def documents() -> list[Path]:
    """Every document that is kept: at the top, under `docs/`, and the notes that stand beside what they describe."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("contracts/*.md")]
    return sorted([*found, *ROOT.glob("src/carryover/*/README.md")])


def faults() -> list[str]:
    """Everything that is wrong with any of them."""
    return [f"{path.relative_to(ROOT)}: {fault}" for path in documents() for fault in faults_of(path)]


def faults_of(path: Path) -> list[str]:
    """What is wrong with one document."""
    text = path.read_text(encoding="utf-8")
    return [*broken_links(path, text), *unknown_commands(text)]


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Relative links that lead nowhere, headings that do not exist, pictures without words or too heavy."""
    for mark, words, target in _LINK.findall(_FENCED.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists():
            yield f"the link to {target} leads nowhere"
        elif heading and there.suffix == ".md" and heading not in headings(there):
            yield f"the link to {target} names a heading that is not there"
        elif mark and (not words.strip() or there.stat().st_size > LARGEST_PICTURE):
            yield f"the picture {target} has no words for it, or more than {LARGEST_PICTURE // 1000} KB"


def headings(path: Path) -> set[str]:
    """The anchors of a document's headings, as the usual renderers make them."""
    lines = re.findall(r"^#+ (.+)$", _BLOCKS.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.strip().lower()).replace(" ", "-") for line in lines}


def unknown_commands(text: str) -> Iterator[str]:
    """Targets, variables, words, options and modules that a document names in code and that do not exist."""
    for inline, block in _CODE.findall(text):
        code = inline or block
        for words in _MAKE.findall(code):
            yield from _unknown_to_make(words.split())
        for word, rest in _CARRYOVER.findall(code):
            yield from _unknown_to_carryover(word, rest)
        for module in _MODULE.findall(code):
            if not _is_module(module):
                yield f"there is no module {module}"


def _unknown_to_make(words: list[str]) -> Iterator[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets, variables = set(_TARGET.findall(makefile)), set(_VARIABLE.findall(makefile))
    for word in words:
        name, given, _ = word.partition("=")
        if given and name not in variables:
            yield f"make knows no variable {name}"
        elif not given and re.fullmatch(r"[a-z-]+", word) and word not in targets:
            yield f"there is no `make {word}`"


def _unknown_to_carryover(word: str, rest: str) -> Iterator[str]:
    if word not in {command.word for command in COMMANDS}:
        yield f"there is no `carryover {word}`"
        return
    if word != "manage":
        yield from (
            f"`carryover {word}` knows no {option}"
            for option in re.findall(r"--[a-z-]+", rest)
            if option not in ("--debug", "--help") and option not in help_of(word)
        )


@cache
def help_of(word: str) -> str:
    """What `carryover word --help` says."""
    asked = [sys.executable, "-m", "carryover.site.commands", word, "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def rooms() -> list[str]:
    """The rooms: every package directly under `src/carryover/`."""
    return sorted(path.parent.name for path in ROOT.glob("src/carryover/*/__init__.py"))


def glossary_names() -> list[tuple[str, str]]:
    """(term, name in code) of every line of the glossary; a line may bear several names."""
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \*\*(.+?)\*\*[^|]*\|[^|]*\| (.+?) \|$", text, re.MULTILINE)
    return [(term, name) for term, cell in rows for name in re.findall(r"`([^`]+)`", cell)]


def missing_names() -> list[str]:
    """Names of the glossary that stand nowhere in the code."""
    code = _code()
    return [
        f"{term}: `{name}` is not in the code" for term, name in glossary_names() if not _stands(name, code)
    ]


def _stands(name: str, code: str) -> bool:
    """`room.module.Name` means that Name stands in that file; anything else that its words stand in the code."""
    place, _, last = name.rpartition(".")
    files = [ROOT / "src/carryover" / (place.replace(".", "/") + end) for end in (".py", "/__init__.py")]
    where = next((path.read_text(encoding="utf-8") for path in files if place and path.is_file()), code)
    return (
        re.search(rf"(?<![\w-]){re.escape(last if where is not code else name)}(?![\w-])", where) is not None
    )


@cache
def _code() -> str:
    kinds = (
        "src/carryover/**/*.py",
        "src/carryover/**/*.toml",
        "src/carryover/**/*.css",
        "tablet/src/**/*.ts",
    )
    return "\n".join(path.read_text(encoding="utf-8") for kind in kinds for path in sorted(ROOT.glob(kind)))
