"""The settings of a real school: Django's own checks, nothing debugged, cookies and proxies as named in one place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from carryover.site import serving

WANTED = (
    "DEBUG",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "LANGUAGE_COOKIE_NAME",
    "DISPLAY_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "LANGUAGE_COOKIE_SECURE",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SILENCED_SYSTEM_CHECKS",
    "USE_X_FORWARDED_HOST",
    "ADMINS",
)
PLAIN = ["sessionid", "csrftoken", "language", "display"]


def broken(_request: HttpRequest) -> HttpResponse:
    raise ValueError("Jaylen Tucker, number 4711")


urlpatterns = [path("broken/", broken)]


def run(*line: str, **env: str) -> str:
    """What a process of ours says under these settings, with warnings."""
    given = os.environ | {"CARRYOVER_MODE": "production", "CARRYOVER_NOW": ""} | env
    done = subprocess.run([sys.executable, *line], env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def settings_of(**env: str) -> dict[str, Any]:
    """The settings that matter here, as a process of its own reads them."""
    program = (
        "import json; from carryover.site import settings as s; from django.conf import global_settings as g; "
        f"print(json.dumps({{name: getattr(s, name, getattr(g, name, None)) for name in {WANTED!r}}}))"
    )
    found: dict[str, Any] = json.loads(run("-c", program, **env))
    return found


def cookies(found: dict[str, Any]) -> list[str]:
    return [found[name] for name in WANTED[1:5]]


def test_djangos_own_checks_have_nothing_to_say() -> None:
    said = run(
        "-m", "carryover.site.managing", "check", "--deploy", "--fail-level", "WARNING", CARRYOVER_TLS="1"
    )
    assert "no issues (1 silenced)" in said
    assert settings_of()["SILENCED_SYSTEM_CHECKS"] == ["security.W021"], "being built into browsers: see 0018"


def test_with_tls_cookies_belong_to_this_host_and_browsers_insist() -> None:
    found = settings_of(CARRYOVER_TLS="1")
    assert cookies(found) == [f"__Host-{name}" for name in PLAIN]
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["LANGUAGE_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000 and found["SECURE_SSL_REDIRECT"]


def test_without_tls_they_have_plain_names_because_browsers_would_refuse_the_others() -> None:
    found = settings_of(CARRYOVER_TLS="")
    assert cookies(found) == PLAIN
    assert not found["SESSION_COOKIE_SECURE"] and not found["SECURE_HSTS_SECONDS"]


def test_a_proxys_word_counts_only_where_it_was_named() -> None:
    assert settings_of(CARRYOVER_TLS="1")["SECURE_PROXY_SSL_HEADER"] is None
    named = settings_of(CARRYOVER_TLS="1", CARRYOVER_TLS_HEADER="X-Forwarded-Proto")
    assert named["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert not named["USE_X_FORWARDED_HOST"]


def test_nothing_in_the_environment_turns_debugging_on_and_no_errors_are_mailed() -> None:
    found = settings_of(DEBUG="1", DJANGO_DEBUG="1", CARRYOVER_DEBUG="1", CARRYOVER_MODE="demo")
    assert found["DEBUG"] is False and not found["ADMINS"]


@pytest.mark.django_db
def test_a_forwarded_header_from_anybody_changes_nothing() -> None:
    headers = {"x-forwarded-proto": "https", "x-forwarded-host": "elsewhere.example", "x-forwarded-port": "1"}
    answer = Client().get("/day/", headers=headers)
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    assert not answer.wsgi_request.is_secure()


def test_an_error_shows_a_page_of_ours_and_no_word_of_the_error(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    settings.MIDDLEWARE = ["carryover.site.headers.Headers"]  # type: ignore[attr-defined]
    answer = Client(raise_request_exception=False).get("/broken/")
    told = answer.content.decode()
    assert answer.status_code == 500 and answer["Cache-Control"] == "no-store"
    assert told.count("<h1>") == 1 and "<script" not in told
    for word in ("Jaylen", "4711", "ValueError", "Traceback", "broken", "test_deployed"):
        assert word not in told, word


def test_the_web_server_writes_no_list_of_requests() -> None:
    assert not {"--access-log", "--access-log-fmt"} & set(serving.web_command(8000, "127.0.0.1", None))


@pytest.mark.django_db
def test_with_tls_a_plain_request_is_sent_on_except_where_health_is_asked(settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    assert Client().get("/day/?day=2026-10-19")["Location"] == "https://testserver/day/?day=2026-10-19"
    assert Client().get("/healthz").status_code == Client().get("/readyz").status_code == 200
