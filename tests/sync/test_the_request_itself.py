"""A request that is refused as a whole writes nothing, says so with a status, and is never a 500."""

from __future__ import annotations

import pytest

from carryover.observations.models import Landing, SetAside
from carryover.roster.models import Account
from tablets import Tablet, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


def nothing_written(tablet: Tablet) -> bool:
    """Whether no item has landed anywhere, as the tablet that sent it sees it."""
    tablet.looks()
    return not Landing.objects.exists() and not SetAside.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"items": 3}', '{"epoch": 1}', "\x00", "[" * 5000])
def test_what_is_not_a_batch_is_400(tablet: Tablet, body: str) -> None:
    response = tablet.client.post(
        "/sync/v1/events", body, content_type="application/json", headers=tablet.headers
    )
    assert response.status_code == 400 and response.json()["error"] == "malformed"
    assert nothing_written(tablet)


def test_bytes_that_are_no_text_are_400(tablet: Tablet) -> None:
    response = tablet.client.post(
        "/sync/v1/events", b'{"epoch":"\xff"}', content_type="application/json", headers=tablet.headers
    )
    assert response.status_code == 400 and nothing_written(tablet)


def test_more_than_a_thousand_items_are_413(tablet: Tablet) -> None:
    item = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    response = tablet.send([item] * 1001)
    assert response.status_code == 413 and "1000" in response.json()["message"]
    assert nothing_written(tablet)


def test_ten_thousand_items_are_413(tablet: Tablet) -> None:
    item = tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    assert tablet.send([item] * 10_000).status_code == 413
    assert nothing_written(tablet)


def test_more_than_two_mebibytes_are_413(tablet: Tablet) -> None:
    item = tablet.item("capture", {"filler": "x" * 2_200_000})
    assert tablet.send([item]).status_code == 413
    assert nothing_written(tablet)


def test_another_epoch_is_409_and_names_the_present_one(tablet: Tablet) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    response = tablet.send(epoch="00000000-0000-0000-0000-000000000000")
    assert response.status_code == 409
    assert response.json()["epoch"] == tablet.epoch and response.json()["error"] == "epoch_changed"
    assert nothing_written(tablet)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eA=="}])
def test_without_the_tablets_token_it_is_401(tablet: Tablet, headers: dict[str, str]) -> None:
    tablet.capture(tablet.day(), "J.T.", "count", {"count": 1})
    tablet.token = ""
    response = tablet.client.post("/sync/v1/events", "{}", content_type="application/json", headers=headers)
    assert response.status_code == 401 and nothing_written(tablet)


def test_a_tablets_token_opens_no_other_door(tablet: Tablet) -> None:
    bearer = {"Authorization": f"Bearer {tablet.token}"}
    assert tablet.client.get("/sync/v1/day", headers=bearer).status_code == 403
    assert tablet.client.get("/caseload/", headers=bearer).status_code == 302
    assert tablet.client.get("/api/v1/openapi.json", headers=bearer).status_code == 200


def test_an_installation_that_enrols_again_gets_a_new_token(tablet: Tablet) -> None:
    again = set_up("denise")
    assert again.install == tablet.install and again.token != tablet.token
    assert tablet.send().status_code == 401
    assert again.send([]).status_code == 200


def test_an_account_of_nobody_cannot_enrol() -> None:
    lone = Account.objects.create(username="nobody")
    with pytest.raises(AssertionError, match="not linked"):
        set_up(lone.username)
