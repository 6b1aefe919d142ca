"""How a page of an earlier room shows a later room's part without knowing that room.

Promises: the part is the later room's own view, asked in the same request under the same actor, so it asks
`scope` for itself. A view that refuses leaves nothing behind, not even a hint that there was something. A
part only looks: it is asked with GET, without the page's query, form or files.
"""

from __future__ import annotations

import copy
import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDict

from carryover.terms import Refused

DEEPEST = 3
"""A part may hold a part; more than this many floors is taken for a circle."""

_NAMED = re.compile(r"""\{%\s*part\s+["']([^"']+)["']""")


def is_part(request: HttpRequest) -> bool:
    """True when the view was asked for a part of another page and should answer with a fragment."""
    return part_depth(request) > 0


def part_depth(request: HttpRequest) -> int:
    """How many pages stand around this one: 0 for a page, 1 for its parts."""
    depth: int = getattr(request, "part_depth", 0)
    return depth


def part_names(template_source: str) -> tuple[str, ...]:
    """The URL names that a template's text asks parts of, in order; a test resolves every one."""
    return tuple(_NAMED.findall(template_source))


def part_html(request: HttpRequest, url_name: str, *args: object) -> str:
    """The body of the named view's answer, or "" when it refuses, redirects or finds nothing.

    Raises NoReverseMatch for a name that no room answers to, ValueError when a view answers with a whole
    page, and RecursionError when parts hold each other in a circle.
    """
    asked = _as_part(request, reverse(url_name, args=args))
    match = resolve(asked.path_info)
    asked.resolver_match = match
    try:
        answer = match.func(asked, *match.args, **match.kwargs)
    except (Refused, PermissionDenied, Http404):
        return ""
    return _body(answer, url_name)


def _as_part(request: HttpRequest, address: str) -> HttpRequest:
    depth = part_depth(request) + 1
    if depth > DEEPEST:
        raise RecursionError(f"parts within parts, {depth} deep, at {address}")
    asked = copy.copy(request)
    asked.method = "GET"
    asked.path = asked.path_info = address
    asked.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": ""}
    asked.GET = QueryDict()
    asked.POST = QueryDict()
    asked._files = MultiValueDict()  # type: ignore[attr-defined]
    asked.part_depth = depth  # type: ignore[attr-defined]
    return asked


def _body(answer: HttpResponseBase, url_name: str) -> str:
    if isinstance(answer, SimpleTemplateResponse) and not answer.is_rendered:
        answer = answer.render()
    if answer.status_code != 200 or not isinstance(answer, HttpResponse):
        return ""
    text = answer.content.decode(answer.charset)
    if text.lstrip()[:14].lower().startswith(("<!doctype", "<html")):
        raise ValueError(f"{url_name} answered with a whole page where a part was asked")
    return text
