"""The icons of the desk: Tabler outline, only those listed here, always beside a word.

Promises: the files come from the asset build and are read once; an icon that was not built leaves nothing
behind, for the word beside it says the same. A name that is not listed is a mistake in a template and is
refused.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ICON_FOLDER = Path(__file__).resolve().parent / "static" / "look" / "vendor" / "icons"

ICONS: tuple[str, ...] = (
    "alert-triangle",
    "arrow-left",
    "arrow-right",
    "book",
    "building",
    "calendar",
    "calendar-event",
    "chart-line",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-check",
    "clipboard-check",
    "clock",
    "device-tablet",
    "download",
    "edit",
    "external-link",
    "eye",
    "file-text",
    "fingerprint",
    "flag",
    "hand-stop",
    "history",
    "home",
    "info-circle",
    "language",
    "link",
    "list-check",
    "lock",
    "login",
    "logout",
    "mail",
    "message",
    "moon",
    "notes",
    "plus",
    "printer",
    "question-mark",
    "refresh",
    "report",
    "school",
    "search",
    "settings",
    "shield",
    "signature",
    "sun",
    "sun-high",
    "table",
    "trash",
    "upload",
    "user",
    "users",
    "users-group",
    "wifi-off",
    "x",
)

_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_OPEN = (
    '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
)


def icon_svg(name: str, folder: Path = ICON_FOLDER) -> str:
    """The inline SVG of a listed icon, hidden from screen readers; "" when the asset build has not placed it.

    Raises KeyError for a name that is not listed.
    """
    if name not in ICONS:
        raise KeyError(f"{name!r} is not among the listed icons")
    return _read(folder / f"{name}.svg")


@cache
def _read(path: Path) -> str:
    if not path.exists():
        return ""
    found = _BODY.search(path.read_text(encoding="utf-8"))
    return f"{_OPEN}{''.join(found.group(1).split(chr(10)))}</svg>" if found else ""
