"""Walking the desk as a person does: from the first page along every link, a few pages of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from carryover.roster.models import Account
from carryover.scope.reauth import confirm
from carryover.site import clock

LINK = re.compile(rb"""(?:href|action|src)=["']([^"'#]+)""")


def signed_in(username: str, **how: bool) -> Client:
    """A browser in which this person has just signed in; a 500 is an answer, not an error of the test."""
    client = Client(raise_request_exception=False, **how)
    client.force_login(Account.objects.get(username=username))
    session = client.session
    confirm(session, clock.now())
    session.save()
    return client


@cache
def route_of(path: str) -> str:
    """The pattern that answers to a path; the path itself for a file."""
    try:
        return str(resolve(path).route)
    except Resolver404:
        return path


def links(page: HttpResponse, here: str) -> list[str]:
    """Where a page leads within the house, in order: links, forms and files."""
    found = (urljoin(here, unescape(each.decode())) for each in LINK.findall(page.content))
    return [address for address in dict.fromkeys(found) if address.startswith("/")]


def crawl(
    client: Client, *, each: int = 2, start: str = "/", only: Callable[[str], bool] = bool
) -> Iterator[tuple[str, HttpResponse]]:
    """Every page that can be reached by links, at most `each` of one pattern, with its address; `only` some of them."""
    waiting, seen, of_kind = deque([start]), {start}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        of_kind[route_of(urlsplit(address).path)] += 1
        page = fetched(client, address)
        yield address, page
        for further in [page["Location"]] if page.has_header("Location") else _leading(page, address):
            kind = route_of(urlsplit(further).path)
            if further not in seen and only(further) and of_kind[kind] + _of(kind, waiting) < each:
                seen.add(further)
                waiting.append(further)


def fetched(client: Client, address: str) -> HttpResponse:
    """The answer, read to its end."""
    page: HttpResponse = client.get(address)
    if page.streaming:
        b"".join(page.streaming_content)
    return page


def _of(kind: str, waiting: deque[str]) -> int:
    return sum(route_of(urlsplit(each).path) == kind for each in waiting)


def _leading(page: HttpResponse, here: str) -> list[str]:
    is_page = page.headers.get("Content-Type", "").startswith("text/html") and not page.streaming
    return links(page, here) if is_page else []
