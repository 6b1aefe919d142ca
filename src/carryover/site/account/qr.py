"""The square that an authenticator app reads, as an inline drawing of attributes only: no style, no file, no script."""

from __future__ import annotations

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as the standard asks


def qr(text: str) -> SafeString:
    """An SVG of this text: black on white in either display, because apps read no other."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    path = "".join(_row(y, row) for y, row in enumerate(rows))
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" width="232" height="232" shape-rendering="crispEdges" '
        'aria-hidden="true" focusable="false"><rect width="{0}" height="{0}" fill="#ffffff"/>'
        '<path d="{1}" fill="#000000"/></svg>',
        len(rows),
        path,
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
