"""Where a person goes next is a page of ours, whatever the address, the form or the referring page asks for."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from carryover.roster.models import Account
from crawling import signed_in
from hostile.corpus import ADDRESSES, LINES, MARKUP, SCRIPTS

pytestmark = pytest.mark.django_db
AWAY = [*ADDRESSES, *LINES, *MARKUP, *SCRIPTS, "~root", "x" * 1500, "/a" * 300]
PASSWORD = "a long enough password"


def stays(answer: HttpResponse) -> bool:
    """Whether the answer leads to a path of ours, as a browser understands it."""
    to = answer["Location"]
    seen = to.replace("\\", "/").replace("\t", "").replace("\n", "").strip()
    return seen.startswith("/") and not seen.startswith("//") and not urlsplit(to).netloc


@pytest.mark.parametrize("to", AWAY)
def test_after_choosing_a_language_or_a_display(to: str) -> None:
    for client in (Client(), signed_in("marcus")):
        for address, name in (("/language/", "next"), ("/look/display/", "back")):
            sent = {name: to, "language": "es", "display": "dark"}
            answer = client.post(address, sent)
            assert answer.status_code == 302 and stays(answer), answer["Location"]
        answer = client.post("/language/", {"language": "es"}, headers={"referer": to.strip()})
        assert stays(answer), answer["Location"]


@pytest.mark.parametrize("to", AWAY)
def test_after_signing_in_and_out(to: str, settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    account = Account.objects.get(username="marcus")
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    client = Client()
    answer = client.post("/accounts/login/", {"login": "marcus", "password": PASSWORD, "next": to})
    assert answer.status_code == 302 and stays(answer), answer["Location"]
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/logout/"):
        answer = client.get(address, {"next": to})
        assert answer.status_code in (200, 302, 400, 404), address
        assert not answer.has_header("Location") or stays(answer), answer["Location"]
    answer = client.post("/accounts/logout/", {"next": to})
    assert answer.status_code == 302 and stays(answer), answer["Location"]


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "//elsewhere.example/%2e%2e", "/%5celsewhere.example", "/tablet//x"]
)
def test_a_missing_slash_is_added_within_the_house(path: str) -> None:
    answer = Client().get("/", PATH_INFO=path)
    assert not answer.has_header("Location") or stays(answer), answer["Location"]


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "testserver@elsewhere.example", "elsewhere.example:80", "[::1", "a b"]
)
def test_another_hosts_name_leads_nowhere(host: str) -> None:
    for address in ("/", "/caseload/", "/accounts/login/", "/tablet", "/api/v1/openapi.json"):
        answer = Client().get(address, headers={"host": host})
        assert answer.status_code == 400 and b"elsewhere" not in answer.content
