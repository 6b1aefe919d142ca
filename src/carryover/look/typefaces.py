"""Static fonts for the PDF maker, made from the variable web fonts.

Promises: the same sources give the same bytes; every static font is named "Atkinson Hyperlegible Next" in its
own name table, so that a document asking for that family finds it; Latin and Latin Extended stand in one
file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import merge  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

FAMILY = "Atkinson Hyperlegible Next"
DROPPED = ("DSIG", "STAT", "MVAR", "HVAR", "avar", "FFTM")


@dataclass(frozen=True)
class Static:
    """One static font to make: its style of origin, weight and the name of the style."""

    style: str
    weight: int
    name: str

    @property
    def file_name(self) -> str:
        """The file's name, as foundries write it."""
        return f"AtkinsonHyperlegibleNext-{self.name}.ttf"


STATICS = (Static("normal", 400, "Regular"), Static("normal", 700, "Bold"), Static("italic", 400, "Italic"))


def static_font(variable_fonts: Sequence[Path], static: Static) -> bytes:
    """One static TTF from the subsets of a variable font; where subsets overlap, the first wins."""
    parts = [_instance(path, static.weight) for path in variable_fonts]
    font = _merged(parts)
    _name(font, static)
    return _bytes(font)


def _instance(path: Path, weight: int) -> TTFont:
    font = TTFont(path, recalcTimestamp=False)
    font.flavor = None
    made = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    for tag in DROPPED:
        if tag in made:
            del made[tag]
    return made


def _merged(parts: Sequence[TTFont]) -> TTFont:
    """One font out of several; the merger reads files, so each part is handed over as one in memory."""
    if len(parts) == 1:
        return parts[0]
    streams: list[Any] = [BytesIO(_bytes(part)) for part in parts]
    merged = merge.Merger().merge(streams)
    # The merger stamps the present moment; the date of the source keeps the bytes the same from run to run.
    merged["head"].created = merged["head"].modified = parts[0]["head"].created
    return merged


def _name(font: TTFont, static: Static) -> None:
    names = font["name"]
    postscript = f"AtkinsonHyperlegibleNext-{static.name}"
    whole = f"{FAMILY} {static.name}"
    wanted = {1: FAMILY, 2: static.name, 3: f"{postscript};static", 4: whole, 6: postscript}
    for stale in (16, 17, 21, 22, 25):
        names.removeNames(nameID=stale)
    for number, text in wanted.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)
    bold, italic = static.weight >= 700, static.style == "italic"
    regular = not (bold or italic)
    font["OS/2"].usWeightClass = static.weight
    font["OS/2"].fsSelection = (0x20 if bold else 0) | (0x01 if italic else 0) | (0x40 if regular else 0)
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)


def _bytes(font: TTFont) -> bytes:
    font.recalcTimestamp = False
    out = BytesIO()
    font.save(out)
    return out.getvalue()
