"""What the tests of the card share: a desk of each persona, the students of the story, the visible words of a page."""

from __future__ import annotations

import html
import re
from uuid import UUID

from django.test import Client

from carryover.roster.models import Account
from spec.demo.evidence import signed_in, student


def desk(username: str) -> Client:
    """A browser with this person's session."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def pupil(given: str, family: str) -> UUID:
    """A student of Marcus'."""
    signed_in("marcus")
    return student(given, family).id


def jaylen() -> UUID:
    """J.T."""
    return pupil("Jaylen", "Tucker")


def page(of: Client, address: str, status: int = 200) -> str:
    """A page's text, its entities read."""
    answer = of.get(address)
    assert answer.status_code == status, f"{address} answered {answer.status_code}"
    return html.unescape(answer.content.decode())


def words_of(markup: str) -> list[str]:
    """The words that stand on a screen: nothing folded, nothing for paper, nothing for screen readers alone."""
    shown = re.sub(r"<details.*?</details>", " ", markup, flags=re.DOTALL)
    shown = re.sub(r"<ul class=\"print-only\">.*?</ul>", " ", shown, flags=re.DOTALL)
    shown = re.sub(r"<svg.*?</svg>", " ", shown, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", shown)).split()
