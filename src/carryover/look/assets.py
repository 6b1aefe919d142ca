"""The asset build of the desk: fonts, htmx and icons, from installed packages and never from the network.

Promises: run twice, it leaves the same bytes; it writes only below `static/look/fonts` and
`static/look/vendor`; a file that the packages no longer hold stops it with the missing path. The static fonts
are what the PDF maker reads, because it cannot read the variable web fonts that browsers use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from carryover.look.icons import ICONS
from carryover.look.typefaces import STATICS, static_font

FONT_PACKAGE = Path("@fontsource-variable") / "atkinson-hyperlegible-next"
FONT_STEM = "atkinson-hyperlegible-next"
SUBSETS = ("latin", "latin-ext")
STYLES = ("normal", "italic")
STATIC_FOLDER = Path(__file__).resolve().parent / "static" / "look"


def build(node_modules: Path, into: Path = STATIC_FOLDER) -> int:
    """Place every asset and return how many files there are; files already right are left as they are."""
    font_source = node_modules / FONT_PACKAGE
    wanted = _copies(node_modules, font_source)
    for place, source in wanted.items():
        _put(into / place, source.read_bytes())
    for style in STYLES:
        webs = [font_source / "files" / f"{FONT_STEM}-{subset}-wght-{style}.woff2" for subset in SUBSETS]
        for static in (each for each in STATICS if each.style == style):
            made = into / "fonts" / static.file_name
            if not _newer(made, webs):
                _put(made, static_font(webs, static))
    return len(wanted) + len(STATICS)


def _copies(node_modules: Path, font_source: Path) -> dict[str, Path]:
    htmx = node_modules / "htmx.org"
    icons = node_modules / "@tabler" / "icons"
    wanted = {
        "fonts/OFL.txt": font_source / "LICENSE",
        "vendor/htmx.min.js": htmx / "dist" / "htmx.min.js",
        "vendor/htmx-LICENSE.txt": htmx / "LICENSE",
        "vendor/icons/LICENSE.txt": icons / "LICENSE",
    }
    for style in STYLES:
        for subset in SUBSETS:
            name = f"{FONT_STEM}-{subset}-wght-{style}.woff2"
            wanted[f"fonts/{name}"] = font_source / "files" / name
    for name in ICONS:
        wanted[f"vendor/icons/{name}.svg"] = icons / "icons" / "outline" / f"{name}.svg"
    return wanted


def _put(place: Path, content: bytes) -> None:
    if place.exists() and place.read_bytes() == content:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and moved, so that two builds at once never leave half a file.
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(place)


def _newer(place: Path, sources: Sequence[Path]) -> bool:
    """True when the static font exists and is at least as young as its sources and this room's font maker."""
    if not place.exists():
        return False
    maker = Path(__file__).with_name("typefaces.py")
    return place.stat().st_mtime >= max(source.stat().st_mtime for source in (*sources, maker))


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m carryover.look.assets --node-modules PATH`: build and say in one line what was done."""
    parser = argparse.ArgumentParser(
        prog="python -m carryover.look.assets", description="Place the fonts, htmx and icons of the desk."
    )
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"))
    chosen = parser.parse_args(arguments)
    try:
        count = build(chosen.node_modules)
    except FileNotFoundError as missing:
        sys.stderr.write(f"assets: {missing.filename} is not there; run npm install first\n")
        return 2
    sys.stdout.write(f"assets: {count} files in {STATIC_FOLDER}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
