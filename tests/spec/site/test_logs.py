"""What is written down when something is refused or breaks: where, never what somebody typed."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from carryover.site.logs import Quiet, configuration
from crawling import signed_in
from spec.scope.test_every_address_asks import jaylen

SECRET = "Zyxwella"  # a name that nothing else is called


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that would be written in production, from the most talkative level up."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Quiet())
    root, django = logging.getLogger(), logging.getLogger("django")
    before = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before[0])
    django.setLevel(before[1])


def said(record: logging.LogRecord) -> str:
    return Quiet().format(record)


@pytest.mark.django_db
def test_what_is_refused_is_named_by_its_path_alone(log: io.StringIO) -> None:
    marcus, strict = signed_in("marcus"), Client(enforce_csrf_checks=True)
    form = "application/x-www-form-urlencoded"
    marcus.get("/nowhere/", {"q": SECRET})
    marcus.get("/day/", {"day": SECRET})
    marcus.get("/day/", {"day": [SECRET, SECRET]})
    marcus.get("/caseload/", headers={"cookie": f"display={SECRET}"})
    marcus.post("/language/", {"language": SECRET, "next": f"//{SECRET}"})
    marcus.post("/caseload/", {"q": SECRET})
    marcus.post(f"/students/{jaylen()}/goals/x/notes/", {"text": SECRET, "day": SECRET})
    marcus.generic(
        "PUT",
        f"/api/v1/drafts/{jaylen()}/goals/x",
        f'{{"area": "{SECRET}"}}',
        content_type="application/json",
    )
    marcus.generic("POST", "/sync/v1/enrol", f'{{"install": "{SECRET}"}}', content_type="application/json")
    strict.post("/accounts/login/", {"login": SECRET, "password": SECRET})
    strict.post(
        "/language/",
        f"language={SECRET}",
        content_type=form,
        headers={"referer": f"https://x.example/?q={SECRET}"},
    )
    strict.post("/language/", secure=True, headers={"referer": f"https://x.example/?q={SECRET}"})
    Client().post("/accounts/login/", {"login": SECRET, "password": SECRET})
    Client().get("/sync/v1/day", {"day": SECRET}, headers={"authorization": f"Bearer {SECRET}"})
    text = log.getvalue()
    assert "Not Found: /nowhere/" in text and "Forbidden" in text, "something is written"
    assert SECRET.lower() not in text.lower()


def test_the_referrer_of_a_refused_form_loses_its_query() -> None:
    message = (
        f"Forbidden (Referer checking failed - https://x.example/find?q={SECRET} does not match any): /a/"
    )
    told = said(logging.LogRecord("django.security.csrf", logging.WARNING, "", 0, message, (), None))
    assert SECRET not in told and "https://x.example/find?… does not match" in told


def test_a_line_stays_one_line_and_ends() -> None:
    message = "Not Found: /a\r\n2026-01-01 ERROR forged\u2028\x1b[31m" + "x" * 5000
    told = said(logging.LogRecord("django.request", logging.WARNING, "", 0, message, (), None))
    assert told.splitlines() == [told] and "\x1b" not in told and len(told) < 600


def _fails() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as first:
        raise ValueError(f'Key (family_name)=("{SECRET}") already exists.') from first


def caught() -> logging.LogRecord:
    try:
        _fails()
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
        return logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "Internal Server Error: /a/", (), told
        )
    raise AssertionError


def test_a_traceback_tells_places_and_kinds_but_not_the_errors_words() -> None:
    record = caught()
    logging.Formatter().format(record)  # another handler has told it before, in full
    told = said(record)
    assert "ValueError" in told and "KeyError" in told and "_fails" in told
    assert told.index("KeyError\n") < told.index("ValueError"), "in the order in which they happened"
    assert SECRET not in told


def test_among_made_up_people_the_words_are_kept() -> None:
    assert SECRET in Quiet(tell_all=True).format(caught())


def test_no_handler_mails_requests() -> None:
    loggers = configuration(tell_all=False)["loggers"]
    assert loggers == {"django": {"handlers": [], "level": "WARNING", "propagate": True}}
    assert logging.getLogger("django").handlers == []
