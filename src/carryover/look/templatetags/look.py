"""The tag library `look`: parts, the thread strip, icons, sparklines, the frame, how days and shares read.

Promises: everything returned is safe markup or plain text that templates still escape; no tag asks the
database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from carryover.look import words
from carryover.look.frame import Frame, RailItem, address, current_frame
from carryover.look.icons import icon_svg
from carryover.look.parts import part_html
from carryover.look.spark import spark_svg
from carryover.look.strip import Station

register = template.Library()

DISPLAYS = ("light", "dark")


@register.simple_tag(takes_context=True)
def part(context: Context, url_name: str, *args: object) -> SafeString:
    """A later room's part, asked in the same request under the same actor; nothing when that room refuses."""
    return mark_safe(part_html(context["request"], url_name, *args))  # noqa: S308 - the view's own markup


@register.inclusion_tag("look/_thread.html")
def thread_strip(stations: Iterable[Station], here: str = "", mini: bool = False) -> dict[str, object]:
    """The thread strip; `here` names the page's station in English; `mini` is glyphs for a table cell."""
    stops = tuple(stations)
    with translation.override(None):
        named = [str(station.name) for station in stops]
    marked = [
        (stop, bool(here) and here in (name, stop.name)) for stop, name in zip(stops, named, strict=True)
    ]
    return {"stations": marked, "mini": mini}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A listed Tabler icon, inline and hidden from screen readers: always put a word beside it."""
    try:
        return mark_safe(icon_svg(name))  # noqa: S308 - a file of the asset build, never input
    except KeyError as unknown:
        raise TemplateSyntaxError(str(unknown)) from unknown


@register.simple_tag
def sparkline(values: Sequence[float | None]) -> SafeString:
    """A sparkline of numbers, None where nothing was collected: say the newest value in words beside it."""
    return mark_safe(spark_svg(values))  # noqa: S308 - built from numbers only


@register.simple_tag
def site_frame() -> Frame:
    """The installation's frame: rail, home, find, sign in, sign out."""
    return current_frame()


@register.simple_tag(takes_context=True)
def rail_links(context: Context) -> list[dict[str, object]]:
    """The rail's entries that lead somewhere, each with its address and whether the page stands under it."""
    here = getattr(context.get("request"), "path", "")
    role = getattr(getattr(context.get("actor"), "adult", None), "role", "")
    holds = context.get("holds") or (lambda _act: False)
    shown = (
        item
        for item in current_frame().rail
        if _is_for(item, role) and (not item.acts or any(map(holds, item.acts)))
    )
    found = ((item, address_of(item.url_name)) for item in shown)
    links = [{"item": item, "href": href, "count": _count(context, item)} for item, href in found if href]
    under = [str(link["href"]) for link in links if here.startswith(str(link["href"]))]
    nearest = max(under, key=len, default="")
    return [{**link, "here": link["href"] == nearest} for link in links]


@register.simple_tag
def address_of(url_name: str) -> str:
    """The address of a URL name, or "" when nothing answers to it."""
    return address(url_name) if url_name else ""


@register.simple_tag(takes_context=True)
def display(context: Context) -> str:
    """ "light" or "dark" when the reader chose one, "" when the system decides."""
    request = context.get("request")
    chosen = (
        request.COOKIES.get(current_frame().display_cookie, "") if isinstance(request, HttpRequest) else ""
    )
    return chosen if chosen in DISPLAYS else ""


@register.filter
def school_day(day: date | None, how: str = "") -> str:
    """{{ day|school_day }} is "Tue Oct 14"; {{ day|school_day:"year" }} is "Tue Oct 14, 2026"."""
    return words.school_day(day, year=how == "year")


@register.filter
def clock(moment: datetime | time | None) -> str:
    """{{ moment|clock }} is "8:40 am"."""
    return words.clock(moment)


@register.filter
def share(percent: float | None, n: int) -> str:
    """{{ 60|share:10 }} is "60 % (n = 10)"."""
    return words.share(percent, n)


def _is_for(item: RailItem, role: str) -> bool:
    return role not in item.not_for and (not item.only_for or role in item.only_for)


def _count(context: Context, item: RailItem) -> str:
    if not (item.count and context.get("request")):
        return ""
    return part_html(context["request"], item.count).strip()
