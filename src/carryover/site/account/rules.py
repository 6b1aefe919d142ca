"""How long a session lasts and how often a sign-in may fail: values and arithmetic, no clock and no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WARNING = timedelta(minutes=2)
"""How long before its idle end a page offers to stay signed in."""
NOTED = timedelta(seconds=30)
"""A session's last use is written down at most this often: a read page must not always cost a write."""
FORGOTTEN = timedelta(hours=24)
"""After this long without a try, earlier waits count no more."""


@dataclass(frozen=True)
class Lengths:
    """How long a session lasts without use, and altogether."""

    idle: timedelta
    whole: timedelta


DESK = Lengths(timedelta(minutes=15), timedelta(hours=12))
# The tablet needs its desk session for one request, the one that gives it its grant; then the tablet locks itself.
TABLET = Lengths(timedelta(minutes=5), timedelta(minutes=10))
KINDS = {"desk": DESK, "tablet": TABLET}


def ends_at(kind: str, started: datetime, seen: datetime) -> datetime:
    """When a session ends if nothing happens in it any more."""
    lengths = KINDS.get(kind, TABLET)
    return min(seen + lengths.idle, started + lengths.whole)


def ended(kind: str, started: datetime, seen: datetime, now: datetime) -> str:
    """Why a session is over: "whole", "idle", or "" while it is not. One from the future is over too."""
    lengths = KINDS.get(kind, TABLET)
    if now >= started + lengths.whole or started > now + lengths.idle:
        return "whole"
    return "idle" if now >= seen + lengths.idle else ""


@dataclass(frozen=True)
class Rule:
    """So many failures in a window; then a wait, each longer than the last. Without waits: until the window ends."""

    tries: int
    window: timedelta
    waits: tuple[timedelta, ...] = ()


ONE_NAME = Rule(8, timedelta(minutes=5), tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 15)))
# A whole school has one address at 07:45. One failure a second is far more than it mistypes, and too few to guess by.
ONE_ADDRESS = Rule(600, timedelta(minutes=10))


@dataclass(frozen=True)
class Standing:
    """What is known of earlier tries under one key."""

    since: datetime
    failures: int = 0
    strikes: int = 0
    until: datetime | None = None


def wait(standing: Standing, rule: Rule, now: datetime) -> timedelta:
    """How long the next try has to wait; zero when it may be made."""
    if standing.until is not None and now < standing.until:
        return standing.until - now
    if not rule.waits and standing.failures >= rule.tries and now < standing.since + rule.window:
        return standing.since + rule.window - now
    return timedelta(0)


def after_try(standing: Standing, rule: Rule, now: datetime) -> Standing:
    """The standing once a try that may be made counts as failed; one that succeeds is taken out again.

    Counting before the answer is known means that many tries at the same moment are no more than a few.
    """
    if standing.strikes and now >= (standing.until or standing.since) + FORGOTTEN:
        standing = replace(standing, strikes=0, until=None)
    if now >= standing.since + rule.window:
        standing = replace(standing, failures=0, since=now)
    standing = replace(standing, failures=standing.failures + 1)
    if not rule.waits or (standing.failures < rule.tries and not standing.strikes):
        return standing
    longer = rule.waits[min(standing.strikes, len(rule.waits) - 1)]
    return Standing(since=now, failures=0, strikes=standing.strikes + 1, until=now + longer)
