"""What every answer tells the browser, whichever room gave it: what may run, what may be kept, who may embed it.

Promises: a script runs on a page only with that answer's own nonce, and no text becomes a script; nothing but the
app's own files is kept by any cache; no other site may frame, read or open into a page. A new page gets all of it
without asking. OWASP ASVS 5.0, 3.4 and 14.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

Policy = Mapping[str, Sequence[object]]

PAGES: Policy = {
    "default-src": [NONE],
    "script-src": [NONCE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["default", "look"],  # look/static/look/trusted.js
}
"""For every page of the desk, where the school signs in here."""


def pages(sign_in_elsewhere: Iterable[str]) -> Policy:
    """The policy of pages where people sign in at these addresses too.

    The way there begins with a form, and a browser holds a form's redirects to the same rule.
    """
    origins = {f"{each.scheme}://{each.netloc}" for each in map(urlsplit, sign_in_elsewhere)}
    return {**PAGES, "form-action": [SELF, *sorted(origins)]}


TABLET: Policy = {
    # One file for everybody, kept offline with its headers: a nonce in it would be the same for ever.
    "script-src": [SELF],
    "worker-src": [SELF],
    "manifest-src": [SELF],
    "trusted-types": ["carryover"],  # tablet/src/trusted.ts
}
"""What is different for the tablet's shell."""

KEPT = ("/static/", "/tablet")
"""Files of the app, the same for everybody; everything else may hold a student's data."""

NEVER_STRICT = ("localhost", "127.0.0.1", "[::1]")
"""Names of the reader's own machine: made strict once, plain `make run` could not be opened there for a year."""

UNUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What a browser could do and no page of ours asks for."""

PERMISSIONS = ", ".join(f"{each}=()" for each in UNUSED)


class Headers:
    """Outermost, so that a refusal, an error and a file get the same as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with what its kind needs."""
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not request.path_info.startswith(KEPT):
            response.headers["Cache-Control"] = "no-store"
        if _signed_out(request):
            # Pages seen before, as the Back button would show them. Never "storage": a tablet's queue lies there.
            response.headers["Clear-Site-Data"] = '"cache"'
        if split_domain_port(request.headers.get("Host", ""))[0] in NEVER_STRICT:
            response.headers.pop("Strict-Transport-Security", None)
        return response


def _signed_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name == "account_logout"
