"""What tests of cards share: Denise is away, the assistant principal makes a card, a phone opens it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from carryover.roster.models import Account
from carryover.scope.actors import Actor
from carryover.scope.cards import Card
from carryover.scope.substitutes import Asked, issue_card
from spec.scope.world import NOON, as_actor, personas

ALL = frozenset({"P1", "P2", "P3", "LU", "P4", "P5"})
"""The periods in which Denise is with students."""
OPENS, ENDS = NOON.replace(hour=11, minute=15), NOON.replace(hour=18, minute=35)
"""7:15 am and 2:35 pm of the day, by the school's clock."""
NOW = NOON.replace(hour=14, minute=5)
"""10:05 am, when the tests take place."""


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let every request come at that moment."""
    monkeypatch.setattr(settings, "NOW", moment.isoformat())


def made(by: str = "ap", place_of: str = "denise", **other: object) -> tuple[Card, str]:
    """A card for the day in the place of somebody, and the secret of its link."""
    actor, people = acting(by), personas()
    asked = {"periods": ALL, "starts_at": OPENS, "ends_at": ENDS, "office": "main office, ext. 555-0101"}
    absent = people[place_of]
    assert absent.school_id
    return issue_card(actor, Asked(stands_for=absent, school=absent.school_id, **(asked | other)))  # type: ignore[arg-type]


def acting(username: str) -> Actor:
    """Somebody, at the moment at which the tests take place."""
    return as_actor(personas()[username])


def signed_in(username: str) -> Client:
    """A browser with this person's session."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def phone(secret: str) -> Client:
    """A phone without an account that has opened this link."""
    client = Client()
    answer = client.get(f"/s/{secret}")
    assert (answer.status_code, answer["Location"]) == (303, "/s/")
    return client


def words(body: bytes) -> str:
    """What a page says, in one line."""
    text = re.sub(r"<(head|script|svg).*?</\1>", " ", body.decode(), flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def later(**by: int) -> datetime:
    """A moment after the one at which the tests take place."""
    return NOW + timedelta(**by)
