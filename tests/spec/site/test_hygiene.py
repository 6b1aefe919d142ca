"""A request that cannot be meant gets a plain reason: before any view, without the database, repeating nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from carryover.journal.models import Entry
from carryover.look.forms import too_many
from carryover.site.hygiene import LARGEST_FORM, LARGEST_MESSAGE, LONGEST_ADDRESS
from crawling import crawl, signed_in
from hostile.forms import forms_of
from spec.scope.test_every_address_asks import jaylen

pytestmark = pytest.mark.django_db
Count = Callable[[int], AbstractContextManager[object]]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def marcus() -> Client:
    return signed_in("marcus")


def words(answer: HttpResponse) -> str:
    """A refusal at the desk: a page in the look that says what was tried, why not and what to do."""
    told = answer.content.decode()
    assert (
        answer["Content-Type"].startswith("text/html") and "<h1>This request could not be read</h1>" in told
    )
    assert "Nothing was written." in told
    return told


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "BREW", "GÉT"])
def test_a_method_that_nobody_knows_is_405_and_says_which_there_are(
    marcus: Client, django_assert_num_queries: Count, method: str
) -> None:
    for address in ("/caseload/", "/api/v1/students/x/plan", "/tablet/"):
        with django_assert_num_queries(0):
            answer = marcus.generic(method, address)
        assert answer.status_code == 405 and "GET" in answer["Allow"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/", "/day/", "/queue/", "/healthz", "/tablet/", "/look/gallery/"])
def test_a_page_that_only_shows_takes_nothing(marcus: Client, address: str, method: str) -> None:
    before = Entry.objects.count()
    answer = marcus.generic(method, address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "address",
    ["/caseload/", "/day/", "/tablet/", "/healthz", "/api/v1/openapi.json", "/api/v1/students/{}/plan"],
)
def test_head_is_get_without_the_body(marcus: Client, address: str) -> None:
    here = address.format(jaylen())
    head, get = marcus.head(here), marcus.get(here)
    assert head.status_code == get.status_code == 200
    assert head["Content-Type"] == get["Content-Type"]
    assert b"".join(head) == b"" != b"".join(get)  # type: ignore[call-overload]


@pytest.mark.parametrize("address", ["/day/?day=%00", "/day/?%00=1", "/tablet/%00", "/students/%00/"])
def test_a_null_character_in_an_address_is_400(
    marcus: Client, django_assert_num_queries: Count, address: str
) -> None:
    with django_assert_num_queries(0):
        answer = marcus.get(address)
    assert answer.status_code == 400 and "a character that no text can hold" in words(answer)


def test_an_address_longer_than_any_of_ours_is_414(marcus: Client, django_assert_num_queries: Count) -> None:
    assert marcus.get("/day/", {"unread": "x" * (LONGEST_ADDRESS - 20)}).status_code == 200
    with django_assert_num_queries(0):
        answers = [marcus.get("/day/", {"x": "Jaylen" * 400}), marcus.get("/" + "Jaylen/" * 400)]
    for answer in answers:
        assert answer.status_code == 414 and "Jaylen" not in words(answer)


@pytest.mark.parametrize("address", ["/day/?day=2026-10-20&day=2026-10-21", "/language/?x=1&x=1"])
def test_a_name_twice_in_a_query_is_400(marcus: Client, address: str) -> None:
    answer = marcus.get(address)
    assert answer.status_code == 400 and "One name comes twice" in words(answer)


def test_a_name_twice_in_a_form_is_400_and_nothing_is_written(marcus: Client) -> None:
    before = Entry.objects.count()
    answer = marcus.post("/language/", "language=es&language=en", content_type=FORM)
    assert answer.status_code == 400 and "One name comes twice" in words(answer)
    assert Entry.objects.count() == before and "language" not in marcus.cookies


def test_a_name_twice_at_a_machine_door_is_400(marcus: Client) -> None:
    answer = marcus.get(f"/api/v1/students/{jaylen()}/plan?a=1&a=2")
    assert (answer.status_code, answer.json()["error"]) == (400, "twice")


def test_what_a_form_reads_as_a_list_may_come_twice(marcus: Client) -> None:
    draft = marcus.post(f"/students/{jaylen()}/drafts/")["Location"]
    answer = marcus.post(
        f"{draft}goals/new/",
        "collectors=paraprofessional&collectors=case_manager&prompts=FP&prompts=V&label=Asks",
        content_type=FORM,
    )
    assert answer.status_code == 200 and "Under what condition" in answer.content.decode()
    twice = marcus.post(f"{draft}goals/new/", "label=One&label=Two", content_type=FORM)
    assert twice.status_code == 400


@pytest.mark.parametrize(
    ("about", "status"),
    [
        ({"CONTENT_TYPE": "application/json"}, 415),
        ({"CONTENT_TYPE": "text/plain"}, 415),
        ({"CONTENT_TYPE": "text/xml; charset=utf-7"}, 415),
        ({"CONTENT_TYPE": ""}, 415),
        ({"HTTP_CONTENT_ENCODING": "gzip"}, 415),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "-1"}, 411),
        ({"CONTENT_LENGTH": "1e3"}, 411),
        ({"CONTENT_LENGTH": str(LARGEST_FORM + 1)}, 413),
        ({"CONTENT_LENGTH": "9" * 30}, 413),
    ],
)
def test_a_body_that_a_page_does_not_read(
    marcus: Client, django_assert_num_queries: Count, about: dict[str, str], status: int
) -> None:
    sent = {"CONTENT_TYPE": FORM, "wsgi.url_scheme": "http"} | about
    with django_assert_num_queries(0):
        answer = marcus.generic("POST", "/language/", b"language=es", **sent)
    assert answer.status_code == status
    words(answer)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "text/plain", 415),
        ("a=1", FORM, 415),
        ("{}", "application/jsonp", 415),
        ('{"install": "a", "install": "b"}', "application/json", 400),
        ('{"install": NaN}', "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"a":' * 17 + "1" + "}" * 17, "application/json", 400),
        ('{"install": ' + "9" * 5000 + "}", "application/json", 400),
        ('{"install": "\\ud800"}', "application/json", 422),
        ('{"install": "a", "role": "administrator"}', "application/json", 422),
        ('{"install": "a", "adult_id": 1}', "application/json", 422),
        ('{"label": "' + "x" * LARGEST_MESSAGE + '"}', "application/json", 413),
    ],
)
def test_a_body_that_a_machine_door_does_not_read(marcus: Client, body: str, kind: str, status: int) -> None:
    answer = marcus.generic("POST", "/sync/v1/enrol", body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/json")


def test_who_is_asking_comes_before_what_they_send() -> None:
    for address in ("/sync/v1/enrol", "/sync/v1/grant", "/sync/v1/events"):
        assert Client().generic("POST", address, "a=1", content_type=FORM).status_code == 401


def test_every_list_of_every_form_is_declared_by_the_view_that_reads_it() -> None:
    declared = set()
    for username in ("marcus", "it", "director"):
        client = signed_in(username)
        client.post(f"/students/{jaylen()}/drafts/")
        for address, page in crawl(client, each=1):
            if page.streaming:
                continue
            for form in forms_of(page.content.decode(errors="replace"), address):
                view = resolve(urlsplit(urljoin(address, form.action)).path).func
                lists = {each.name for each in form.fields.values() if each.many}
                assert not too_many(view, lists), (form.action, lists)
                declared |= lists
    assert {"collectors", "prompts", "periods", "take", "times"} <= declared, "the pages with lists were seen"


def test_a_name_that_is_looked_for_stands_in_no_address(marcus: Client) -> None:
    page = marcus.get("/caseload/")
    find = next(form for form in forms_of(page.content.decode(), "/caseload/") if "q" in form.fields)
    assert (find.action, find.method) == ("/caseload/", "post")
    told = marcus.post("/caseload/", {"q": "J.T."}).content.decode()
    assert "Jaylen T." in told and "1 of" in told
    assert "Jaylen T." in marcus.get("/caseload/?q=nobody").content.decode(), (
        "what an address asks is not read"
    )


def test_the_reason_is_given_in_the_readers_language(marcus: Client) -> None:
    marcus.cookies["language"] = "es"
    assert "Un nombre viene dos veces" in marcus.get("/day/?a=1&a=2").content.decode()
