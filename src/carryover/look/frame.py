"""What stands around every page: the rail and the few addresses of the top bar.

Promises: a plain value given once in the site's settings as `CARRYOVER_FRAME`. This room names no later room;
an entry whose address does not exist yet is left out rather than shown broken.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from carryover.look.icons import ICONS
from carryover.look.strip import Words


@dataclass(frozen=True)
class RailItem:
    """One entry of the left rail: its word, the URL name it leads to, its icon.

    `not_for` holds the roles that have no use for it, `only_for` those that alone have one (empty: all), and `acts` the
    acts of which somebody must hold one: a shorter rail, not a lock. The page's context answers for the acts
    (`holds`). `count` may name the URL of a part that answers with a number; it is asked with the page. Refuses an icon
    that is not among the listed ones.
    """

    label: Words
    url_name: str
    icon: str
    count: str = ""
    not_for: frozenset[str] = frozenset()
    only_for: frozenset[str] = frozenset()
    acts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.icon not in ICONS:
            raise ValueError(f"{self.icon!r} is not among the listed icons")


@dataclass(frozen=True)
class Frame:
    """The rail in order, and the URL names of home, find, sign in, sign out, the language and the account page.

    `above` names a part that stands above every page of somebody signed in when it has something to say.
    `display_cookie` is the name of the cookie that keeps light or dark.
    `own` are entries of the menu under one's own name.
    `stay` notes that somebody is here, `keep` rescues a half-typed form; without them a page does not warn of the end.
    """

    rail: tuple[RailItem, ...] = ()
    own: tuple[RailItem, ...] = ()
    home: str = ""
    find: str = ""
    sign_in: str = "account_login"
    sign_out: str = "account_logout"
    language: str = "set_language"
    account: str = ""
    above: str = ""
    display_cookie: str = "display"
    stay: str = ""
    keep: str = ""


def address(name: str, *args: object) -> str:
    """The address of a later room's page, or nothing while no room answers to it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def current_frame() -> Frame:
    """The frame of this installation; an empty one where the settings give none. Refuses any other type."""
    frame = getattr(settings, "CARRYOVER_FRAME", Frame())
    if not isinstance(frame, Frame):
        raise TypeError("CARRYOVER_FRAME must be a carryover.look.frame.Frame")
    return frame
