"""Serving the tablet app: the files that the build made, under /tablet/, each with its type and its cache rule."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from carryover.scope.routes import open_to_all
from carryover.site.headers import TABLET
from carryover.site.home import CHECKOUT

DIST = CHECKOUT / "tablet" / "dist"
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}


@open_to_all("the shell of the app, the same for everybody")
@require_safe
@csp_replace(dict(TABLET))
def tablet(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """The app's shell and its parts. It holds no data: what it shows, it asks for with its own token and grant."""
    file = _files().get(path or "index.html")
    if file is None:
        raise Http404
    response = FileResponse(file.open("rb"), content_type=_type(file))
    fixed = path.startswith("assets/")
    response["Cache-Control"] = "public, max-age=31536000, immutable" if fixed else "no-cache"
    if path.endswith("sw.js"):
        response["Service-Worker-Allowed"] = "/tablet/"
    return response


def _files() -> dict[str, Path]:
    """What may be asked for, by its path: no text of a request reaches the file system."""
    return {str(each.relative_to(DIST)): each for each in DIST.rglob("*") if _is_ours(each)}


def _is_ours(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _type(file: Path) -> str:
    return TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
