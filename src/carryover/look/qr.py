"""A text as the square that a phone's camera reads: an inline drawing of attributes only, for screen and paper."""

from __future__ import annotations

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


def qr_svg(text: str) -> SafeString:
    """An SVG of this text, black on white in either display because cameras read no other.

    Hidden from screen readers: the text must stand beside it.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {0} {0}" width="216" height="216"'
        ' shape-rendering="crispEdges" aria-hidden="true" focusable="false">'
        '<rect width="{0}" height="{0}" fill="#ffffff"/><path d="{1}" fill="#000000"/></svg>',
        len(rows),
        "".join(_row(y, row) for y, row in enumerate(rows)),
    )


def _row(y: int, row: list[bool]) -> str:
    """The dark stretches of a row, each as one rectangle."""
    drawn, start = "", None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            drawn += f"M{start} {y}h{x - start}v1h-{x - start}z"
            start = None
    return drawn
