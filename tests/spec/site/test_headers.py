"""What every answer tells the browser: every route, a few people, refusals and errors among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.test import Client

from carryover.roster.models import Account
from carryover.site.headers import PAGES, UNUSED
from crawling import crawl, fetched, signed_in
from spec.scope.test_every_address_asks import ADDRESSES, filled, jaylen

pytestmark = pytest.mark.django_db
EVERYBODY = ["", "denise", "marcus", "kim", "director"]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICTER = {("s", "Referrer-Policy"): "no-referrer"}
"""A substitute's card came by a link with a secret in it, which no other address is told."""
BY_SCRIPTS = {"script-src", "worker-src", "manifest-src", "trusted-types"}


def policy(answer: HttpResponse) -> dict[str, str]:
    """The content policy of an answer, directive by directive."""
    directives = (each.strip().partition(" ") for each in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in directives}


def answers(username: str) -> list[tuple[str, HttpResponse]]:
    """Every route asked by one person (nobody, for an empty name), and what they reach by links."""
    client = signed_in(username) if username else Client()
    student = jaylen()
    asked = [filled(pattern, student) for pattern in ADDRESSES]
    found = [(address, fetched(client, address)) for address in asked if "logout" not in address]
    return found + list(crawl(client))


@pytest.mark.parametrize("username", EVERYBODY)
def test_every_answer_has_them_and_nothing_but_the_apps_own_files_is_kept(username: str) -> None:
    found = answers(username)
    assert len(found) > 60
    for address, answer in found:
        for name, value in ALWAYS.items():
            expected = STRICTER.get((address.split("/")[1], name), value)
            assert answer.headers.get(name) == expected, (address, name)
        assert all(f"{each}=()" in answer["Permissions-Policy"] for each in UNUSED)
        said, ours = policy(answer), address.startswith("/tablet/") and answer.status_code == 200
        assert "unsafe" not in answer["Content-Security-Policy"] and "*" not in str(said), address
        for directive in ("default-src", "object-src", "base-uri", "frame-ancestors"):
            assert said[directive] == "'none'", address
        assert said["form-action"] == "'self'" and said["require-trusted-types-for"] == "'script'"
        assert set(said) == set(PAGES) | (BY_SCRIPTS if ours else set()), address
        kept = address.startswith(("/static/", "/tablet"))
        assert ("no-store" in answer.headers.get("Cache-Control", "")) != kept, address
        assert said["script-src"] == "'self'" if ours else "self" not in said["script-src"], address


def test_every_script_of_a_page_has_that_answers_nonce_and_no_other() -> None:
    client, nonces = signed_in("marcus"), set()
    pages = [each for each in crawl(client) if each[1]["Content-Type"].startswith("text/html")]
    for address, answer in pages:
        if answer.streaming or not answer.content:
            continue
        tags = re.findall(r"<script(?![^>]*application/json)[^>]*>", answer.content.decode())
        written = {re.search(r'nonce="([^"]+)"', tag).group(1) for tag in tags}  # type: ignore[union-attr]
        assert tags and len(written) == 1, address
        assert policy(answer)["script-src"] == f"'nonce-{written.pop()}'", address
        nonces.add(policy(answer)["script-src"])
    assert len(nonces) > 15, "drawn anew for every answer"


def test_another_hosts_name_is_answered_in_the_look_without_asking_the_database(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = signed_in("marcus")
    with django_assert_num_queries(0):
        answer = client.get("/caseload/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400 and "elsewhere" not in answer.content.decode()
    assert "This request could not be read" in answer.content.decode()


@pytest.mark.parametrize(
    ("host", "strict"), [("school.example", True), ("localhost", False), ("127.0.0.1:8000", False)]
)
def test_over_tls_and_only_then_a_browser_is_told_to_insist_on_it(
    host: str, strict: bool, settings: object
) -> None:
    settings.ALLOWED_HOSTS = ["school.example", "localhost", "127.0.0.1"]  # type: ignore[attr-defined]
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True  # type: ignore[attr-defined]
    said = Client().get("/healthz", secure=True, headers={"host": host})
    expected = "max-age=31536000; includeSubDomains" if strict else None
    assert said.headers.get("Strict-Transport-Security") == expected
    assert "Strict-Transport-Security" not in Client().get("/healthz", headers={"host": host}).headers


def test_signing_out_clears_what_the_browser_saw_and_leaves_what_a_tablet_holds() -> None:
    client = signed_in("marcus")
    assert "Clear-Site-Data" not in client.get("/caseload/").headers
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.get("/caseload/").status_code == 302


def test_what_a_page_says_next_does_not_travel_in_a_cookie() -> None:
    client = signed_in("marcus")
    client.post(f"/students/{jaylen()}/drafts/")
    assert set(client.cookies) == {"sessionid"}
    assert Account.objects.filter(username="marcus").exists()


def test_documents_and_numbers_can_still_be_downloaded() -> None:
    client, student = signed_in("marcus"), jaylen()
    goal = filled("students/<uuid:student>/goals/<str:goal>/graph.csv", student)
    numbers, sheet = client.get(goal), client.get(f"/documents/data-sheet/{student}/")
    assert numbers.status_code == sheet.status_code == 200
    assert numbers["Content-Disposition"].startswith("attachment")
    assert sheet.content.startswith(b"%PDF")
