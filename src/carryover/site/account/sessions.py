"""The rules of a session at work: when it began, when it was last used, when it is over, and who may end it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carryover.roster.models import Account
from carryover.scope.reauth import confirm
from carryover.site import clock
from carryover.site.account import kept, rules
from carryover.site.account.store import at
from carryover.site.models import OpenSession

TABLET = "/tablet"
WITHOUT_SESSION = ("/healthz", "/sync/v1/events", "/static/")
SYSTEMS = (
    ("CrOS", "Chromebook"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
AT_ONCE = timedelta(0)
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def begin(session: SessionBase, now: datetime, agent: str) -> None:
    """A session starts with its sign-in, which is also the newest proof of who it is."""
    session["public"] = str(uuid4())
    session["started"] = session["seen"] = now.timestamp()
    session["kind"] = "desk"
    session["device"] = _device(agent)
    confirm(session, now)


def say_what_for(session: SessionBase, address: str) -> None:
    """A session that a tablet asked for is short: the tablet needs it once."""
    session["kind"] = "tablet" if address.startswith(TABLET) else "desk"


def left(session: SessionBase, now: datetime) -> int | None:
    """Seconds until the session ends by itself if nothing happens; None without one."""
    started, seen = at(session.get("started")), at(session.get("seen"))
    if started is None or seen is None:
        return None
    return max(0, int((rules.ends_at(str(session.get("kind")), started, seen) - now).total_seconds()))


def use(session: SessionBase, now: datetime, least: timedelta = rules.NOTED) -> None:
    """Note that the session is in use, if the last note is older than `least`."""
    seen = at(session.get("seen"))
    if seen is None or now - seen >= least:
        session["seen"] = now.timestamp()


class SessionRules:
    """Gives the request its moment, and ends a session whose time is over before anybody acts under it.

    What a form sent in that moment is kept for its writer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of a request under a session that still holds, or under none."""
        now = request.moment = clock.now()  # type: ignore[attr-defined]
        if not request.path.startswith(WITHOUT_SESSION) and SESSION_KEY in request.session:
            why = over(request.session, now)
            if why:
                end(request, why, now)
            else:
                use(request.session, now)
        return self.get_response(request)


def over(session: SessionBase, now: datetime) -> str:
    """Why this session is over, or "" while it holds; one without a beginning never began."""
    started, seen = at(session.get("started")), at(session.get("seen"))
    if started is None or seen is None:
        return "whole"
    return rules.ended(str(session.get("kind")), started, seen, now)


def end(request: HttpRequest, why: str, now: datetime) -> None:
    """End this request's session, keep what it was sending, and say so on the page that comes next."""
    account = UUID(request.session[SESSION_KEY])
    rescued = kept.from_request(request, account, why, now)
    logout(request)
    request.told = True  # type: ignore[attr-defined]  # the next page says what became of the form
    if rescued:
        messages.warning(
            request, _("Your session had ended. Sign in, and what you typed is there to be sent again.")
        )
    elif why == "idle":
        messages.info(request, _("You were signed out because nothing had happened here for a while."))
    else:
        messages.info(request, _("You were signed out because your sign-in had reached its longest time."))


@dataclass(frozen=True)
class Listed:
    """A session as its owner sees it."""

    public: UUID
    device: str
    started_at: datetime
    seen_at: datetime
    here: bool


def open_sessions(account: Account, here: SessionBase, now: datetime) -> list[Listed]:
    """The account's sessions that still hold, newest first."""
    rows = OpenSession.objects.filter(account=account, public__isnull=False).order_by("-started_at")
    found = []
    for row in rows:
        if not (row.public and row.started_at and row.seen_at):
            continue
        if not rules.ended(row.kind, row.started_at, row.seen_at, now):
            mine = row.session_key == here.session_key
            found.append(Listed(row.public, row.device, row.started_at, row.seen_at, mine))
    return found


def end_one(account: Account, public: UUID) -> int:
    """End one of the account's own sessions; dead on its next request. How many ended."""
    return OpenSession.objects.filter(account=account, public=public).delete()[0]


def end_others(account: Account, here: SessionBase | None) -> int:
    """End all of the account's sessions except this one; how many ended."""
    rows = OpenSession.objects.filter(account=account)
    if here is not None:
        rows = rows.exclude(session_key=here.session_key)
    return rows.delete()[0]


def _device(agent: str) -> str:
    """What sort of device and browser this is, in words that its owner recognizes; the text itself is not kept."""
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    return ", ".join(part for part in (system, browser) if part)[:60]
