"""The press: values and a template in, a tagged PDF out.

Promises: PDF/UA-1 or an error, never a lesser file. The same template, data, graphs and creation moment
give the same bytes; fonts come from the product's own folder, not from the machine, unless a character of
somebody's name is in none of them. Data travels as JSON and is only ever text: it cannot become Typst
markup, read a file or fetch anything.
"""

from __future__ import annotations

import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import typst

from carryover.terms import DateSpan

FONTS = Path(__file__).parents[1] / "look" / "static" / "look" / "fonts"
"""Static TTF instances that the look room builds; Typst cannot read the variable woff2 that npm ships."""

TEMPLATES = Path(__file__).parent / "typst"

Graphs = Mapping[str, tuple[str, str]]
"""Name in the template → (SVG text, the sentence that stands for it)."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNBROKEN = re.compile(r"\S{31,}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>?")
_NAMESPACE = re.compile(r"xmlns(:\w+)?\s*=\s*([\"']).*?\2")
_REACHES_OUT = re.compile(
    r"<!|<\s*+(image|script|foreignObject|style)\b|(href|url\()\s*+=?\s*+[\"']?(?!#)\w{1,64}:", re.IGNORECASE
)


def day_words(day: date) -> str:
    """A day as the school writes it, with its year: 'Tue Oct 14, 2025'. The same in every locale."""
    return f"{_DAYS[day.weekday()]} {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def span_words(span: DateSpan) -> str:
    """A span in words: 'Mon Aug 25, 2025 to Fri Oct 17, 2025', or 'from …' when it has not ended."""
    if span.end is None:
        return f"from {day_words(span.start)}"
    return f"{day_words(span.start)} to {day_words(span.end)}"


def pdf(template: str, data: Mapping[str, object], graphs: Graphs, *, created: datetime) -> bytes:
    """The tagged PDF/UA-1 of a template of this room, dated `created` (aware).

    Raises ValueError for an unknown template, a graph without its sentence, a graph that points outside
    itself or a naive `created`; typst.TypstError when the template itself cannot be set.
    """
    made = _compile(_source(template), _inputs(data, graphs), created, ppi=None)
    return made if isinstance(made, bytes) else b"".join(made)


def pages_png(
    template: str, data: Mapping[str, object], graphs: Graphs, *, created: datetime, ppi: float = 96
) -> list[bytes]:
    """One PNG a page of what `pdf` would print, from the same template: a preview that cannot differ from the
    paper.
    """
    made = _compile(_source(template), _inputs(data, graphs), created, ppi=ppi)
    return [made] if isinstance(made, bytes) else made


def png(svg: str, alt: str, *, ppi: float = 200) -> bytes:
    """One graph as a PNG, for documents that take no SVG (Word); the sentence travels inside as its
    Description.

    Raises ValueError as `pdf` does.
    """
    graphs = {"only": (svg, alt)}
    made = _compile(_source("graph"), _inputs({}, graphs), None, ppi=ppi)
    return _described(made if isinstance(made, bytes) else made[0], alt)


def _source(template: str) -> Path:
    path = TEMPLATES / f"{template}.typ"
    if path.parent != TEMPLATES or not path.is_file():
        raise ValueError(f"there is no template called {template!r}")
    return path


def _inputs(data: Mapping[str, object], graphs: Graphs) -> dict[str, object]:
    return {"data": _settable(data), "graphs": {name: _graph(name, *pair) for name, pair in graphs.items()}}


def _graph(name: str, svg: str, alt: str) -> dict[str, str]:
    if not alt.strip():
        raise ValueError(f"graph {name!r} has no sentence for a reader who cannot see it")
    if any(_REACHES_OUT.search(_NAMESPACE.sub("", tag)) for tag in _TAG.findall(svg)):
        raise ValueError(
            f"graph {name!r} points outside itself or runs something; only shapes and text print"
        )
    return {"svg": svg, "alt": _settable_text(alt)}


def _settable(value: object) -> object:
    """The value with every string made safe to set in type; numbers, booleans and None as they are."""
    if isinstance(value, str):
        return _settable_text(value)
    if isinstance(value, Mapping):
        return {str(key): _settable(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [_settable(part) for part in value]
    return value


def _settable_text(text: str) -> str:
    # Control characters and lone surrogates have no shape, and PDF/UA-1 forbids text without one.
    shaped = "".join("\ufffd" if _shapeless(c) else c for c in text)
    return _UNBROKEN.sub(lambda run: _breakable(run.group()), shaped)


def _shapeless(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")


def _breakable(run: str) -> str:
    """A long run without spaces, with invisible places to break; a digest stays copyable."""
    if _DIGEST.fullmatch(run):
        return run
    return "\u200b".join(run[at : at + 16] for at in range(0, len(run), 16))


def _compile(
    source: Path, inputs: object, created: datetime | None, *, ppi: float | None
) -> bytes | list[bytes]:
    if created is not None and created.utcoffset() is None:
        raise ValueError("the moment a document is made needs a time zone")
    moment = 0 if created is None else int(created.timestamp())
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True)
    try:
        return _set(source, text, moment, ppi, machine_fonts=False)
    except typst.TypstError as refused:
        if not _lacks_a_glyph(refused):
            raise
    spelled: dict[str, str | int | None] = {
        c: _spelled(c) for c in set(text) if not c.isascii() and not _has_a_glyph(c)
    }
    return _set(source, text.translate(str.maketrans(spelled)), moment, ppi, machine_fonts=True)


def _set(
    source: Path, text: str, moment: int, ppi: float | None, *, machine_fonts: bool
) -> bytes | list[bytes]:
    made = typst.compile(
        source,
        root=TEMPLATES,
        font_paths=_fonts(machine_fonts, _font_files()),
        ignore_system_fonts=not machine_fonts,
        format="pdf" if ppi is None else "png",
        ppi=ppi,
        sys_inputs={"inputs": text},
        pdf_standards=["ua-1"] if ppi is None else [],
        timestamp=moment,
    )
    if made is None:
        raise RuntimeError("the press returned nothing")
    return made


def _font_files() -> tuple[str, ...]:
    return tuple(sorted(str(path) for path in FONTS.glob("*.[to]tf")))


@lru_cache(maxsize=4)
def _fonts(machine_fonts: bool, _files: Iterable[str]) -> typst.Fonts:
    # Reading the font folder is most of a cold start, so it is done once for each set of files.
    return typst.Fonts(include_system_fonts=machine_fonts, font_paths=[FONTS] if _files else [])


def _lacks_a_glyph(refused: typst.TypstError) -> bool:
    return "could not be displayed" in str(refused)


@lru_cache(maxsize=4096)
def _has_a_glyph(character: str) -> bool:
    """True when some font of the product or of this machine can draw the character."""
    try:
        _set(TEMPLATES / "glyph.typ", character, 0, None, machine_fonts=True)
    except typst.TypstError as refused:
        if _lacks_a_glyph(refused):
            return False
        raise
    return True


def _spelled(character: str) -> str:
    """A character nobody here can draw, named in brackets, so that a reader sees what stood there."""
    return f"[{unicodedata.name(character, '').lower() or f'U+{ord(character):04X}'}]"


def _described(image: bytes, alt: str) -> bytes:
    """The PNG with an iTXt Description (PNG specification, third edition, §11.3.3) right after its header."""
    body = b"Description\0\0\0\0\0" + alt.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    after_header = 8 + 25
    return image[:after_header] + chunk + image[after_header:]
