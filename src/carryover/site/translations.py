"""Compiling every room's translations for the program to read: `python -m carryover.site.translations`."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]


def compile_all(package: Path = PACKAGE) -> int:
    """Write the .mo beside each .po that is newer; returns how many were written.

    Processes that start together may all write: each puts a whole file in place. A package that may not be written to
    keeps the files that it was installed with.
    """
    written = 0
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with suppress(PermissionError):
            _compile(source, target)
            written += 1
    return written


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as text:
        catalog = read_po(text, locale=source.parts[-3])
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".mo", delete=False) as compiled:
        write_mo(compiled, catalog)
    Path(compiled.name).chmod(0o644)
    os.replace(compiled.name, target)


if __name__ == "__main__":
    sys.stdout.write(f"translations: {compile_all()} compiled\n")
