"""A password from the office opens one door: the page on which one's own is chosen. And not for long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from carryover.journal.models import Entry
from carryover.roster.models import Account
from carryover.scope.acts.account import renew_password
from carryover.site import clock
from spec.scope.world import as_actor, personas

pytestmark = pytest.mark.django_db
OWN = {"first": "four plain words here", "second": "four plain words here"}
PAGE = "/accounts/own-password/"


def given_one(username: str = "denise") -> tuple[Client, str]:
    """A browser in which somebody has signed in with a password that the office has just given."""
    given = renew_password(as_actor(personas()["it"]), personas()[username])
    client = Client()
    answer = client.post("/accounts/login/", {"login": username, "password": given.password})
    assert answer.status_code == 302
    return client, given.password


def test_every_page_leads_to_choosing_ones_own() -> None:
    client, _password = given_one()
    for address in ("/", "/day/", "/caseload/", "/schools/", "/accounts/security/password/"):
        assert client.get(address)["Location"] == PAGE
    assert client.get("/api/v1/me").status_code in (403, 404)
    assert client.get(PAGE).status_code == 200


def test_a_machine_door_says_why() -> None:
    client, _password = given_one()
    answer = client.post("/sync/v1/enrol", "{}", content_type="application/json")
    assert answer.status_code == 403 and answer.json()["error"] == "account.once"


def test_chosen_the_school_is_open_and_the_old_one_opens_nothing() -> None:
    client, password = given_one()
    assert client.post(PAGE, OWN)["Location"] == "/"
    assert client.get("/day/").status_code == 200, "still signed in"
    assert Entry.objects.filter(act="password.choose").count() == 1
    account = Account.objects.get(username="denise")
    assert account.once_until is None and not account.check_password(password)
    assert client.get(PAGE)["Location"] == "/", "not a way to change it without the old one"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": "short", "second": "short"}, "at least 12"),
        ({"first": "password12345", "second": "password12345"}, "common"),
        ({"first": "four plain words", "second": "four plain word"}, "The two are not the same"),
        ({}, "Choose a password"),
    ],
)
def test_a_poor_one_is_not_taken(typed: dict[str, str], said: str) -> None:
    client, _password = given_one()
    answer = client.post(PAGE, typed)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_nor_the_one_from_the_office() -> None:
    client, password = given_one()
    answer = client.post(PAGE, {"first": password, "second": password})
    assert "from the office" in answer.content.decode() and answer.status_code == 422


def test_after_a_fortnight_it_opens_nothing() -> None:
    client, _password = given_one()
    Account.objects.filter(username="denise").update(once_until=clock.now() - timedelta(seconds=1))
    answer = client.get(PAGE)
    assert answer.status_code == 403 and "has expired" in answer.content.decode()
    assert client.get("/day/")["Location"].startswith("/accounts/login/"), "and the session is over"


def test_signing_out_and_changing_the_language_stay_possible() -> None:
    client, _password = given_one()
    assert client.post("/language/", {"language": "es", "next": PAGE})["Location"] == PAGE
    assert "Elija su propia contraseña" in client.get(PAGE).content.decode()
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
