"""Before what cannot be taken back one confirms who one is: for ten minutes, by any means, with the form rescued."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from carryover.roster.models import Account
from carryover.scope.reauth import recently_signed_in, require_recent
from carryover.site.demo.shapes import goal_id
from carryover.site.models import KeptForm
from carryover.site.urls import urlpatterns as real
from spec.demo.evidence import signed_in as entered
from spec.demo.evidence import student
from spec.site.people import PASSWORD, QUICK, at, code, known, signed_in, with_app

pytestmark = pytest.mark.django_db
CONFIRM = "/accounts/confirm/"


@recently_signed_in
def destroy(request: HttpRequest) -> HttpResponse:
    """Something that cannot be taken back."""
    return HttpResponse(f"destroyed {request.POST.get('reason', '')}")


def half_way(request: HttpRequest) -> HttpResponse:
    """Something that writes and only then finds out that it must ask."""
    Account.objects.create(username=f"half-{uuid4()}")
    require_recent(request)
    return HttpResponse("done")


urlpatterns = [
    path("destroy/", destroy),
    path("half/", half_way),
    path("api/v1/destroy", destroy),
    path("", include(real)),
]


@pytest.fixture(autouse=True)
def here() -> Iterator[None]:
    """These addresses beside the real ones, and passwords that cost no time."""
    with override_settings(ROOT_URLCONF=__name__, PASSWORD_HASHERS=QUICK):
        yield


class TestTheGuard:
    def test_for_ten_minutes_after_signing_in_nobody_is_asked(self) -> None:
        client = signed_in()
        with at(minutes=9, seconds=59):
            assert client.get("/destroy/").content == b"destroyed "
        with at(minutes=10):
            answer = client.get("/destroy/?a=1&b=2")
            assert (answer.status_code, answer["Location"]) == (
                302,
                f"{CONFIRM}?next=%2Fdestroy%2F%3Fa%3D1%26b%3D2",
            )

    def test_after_confirming_one_comes_back(self) -> None:
        client = signed_in()
        with at(minutes=12):
            asked = client.get("/destroy/?a=1")
            back = client.post(asked["Location"], {"password": PASSWORD})
            assert (back.status_code, back["Location"]) == (302, "/destroy/?a=1")
            assert client.get(back["Location"]).content == b"destroyed "

    def test_a_form_is_not_done_but_rescued_and_sent_again_by_its_writer(self) -> None:
        client = signed_in()
        with at(minutes=12):
            asked = client.post("/destroy/", {"reason": "The family asked for it."})
            assert asked.status_code == 302 and asked["Location"].startswith(CONFIRM)
            back = client.post(asked["Location"], {"password": PASSWORD})
            page = html.unescape(client.get(back["Location"]).content.decode())
            assert "Nothing has been sent yet" in page and "The family asked for it." in page
            send = re.search(r'action="(/accounts/kept/[0-9a-f-]+/send/)"', page)
            assert send is not None
            answer = client.post(send[1], {"reason": "The family asked for it."}, follow=True)
        assert answer.content == b"destroyed The family asked for it."
        assert not KeptForm.objects.exists()

    def test_nothing_is_left_half_done(self) -> None:
        client = signed_in()
        before = Account.objects.count()
        with at(minutes=12):
            assert client.post("/half/", {"a": "b"}).status_code == 302
            assert Account.objects.count() == before
        assert client.post("/half/", {"a": "b"}).content == b"done"

    def test_a_machine_is_told_in_its_own_words(self) -> None:
        client = signed_in()
        with at(minutes=12):
            answer = client.post("/api/v1/destroy")
        assert answer.status_code == 403 and answer.json()["error"] == "confirm_first"

    def test_a_proof_from_the_future_is_none(self) -> None:
        with at(minutes=5):
            client = signed_in()
        assert client.get("/destroy/").status_code == 302

    def test_nobody_confirms_for_somebody_else(self) -> None:
        answer = Client().get(CONFIRM)
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


class TestTheMeans:
    def test_a_wrong_password_confirms_nothing(self) -> None:
        client = signed_in()
        with at(minutes=12):
            answer = client.post(f"{CONFIRM}?next=/destroy/", {"password": "something else"})
            assert answer.status_code == 200 and "Error:" in answer.content.decode()
            assert client.get("/destroy/").status_code == 302

    def test_guessing_here_is_slowed_down_too(self) -> None:
        client = signed_in()
        with at(minutes=12):
            codes = [client.post(CONFIRM, {"password": "wrong one"}).status_code for _ in range(9)]
            assert codes == [200] * 8 + [429]

    def test_a_code_will_do_and_is_only_offered_to_whoever_has_one(self) -> None:
        client = signed_in()
        assert b'name="code"' not in client.get(CONFIRM).content
        with at(minutes=12):
            with_app(known())
            client = Client()
            client.post("/accounts/login/", {"login": "marcus", "password": PASSWORD})
            client.post("/accounts/code/", {"code": code(-1)})
        with at(minutes=23):
            assert b'name="code"' in client.get(CONFIRM).content
            assert client.post(f"{CONFIRM}?next=/destroy/", {"code": code()})["Location"] == "/destroy/"
            assert client.get("/destroy/").status_code == 200

    @pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x"])
    def test_nobody_is_led_away(self, then: str) -> None:
        client = signed_in()
        answer = client.post(f"{CONFIRM}?next={then}", {"password": PASSWORD})
        assert answer["Location"] == "/accounts/security/"

    @pytest.mark.parametrize("means", ["credential", "code"])
    def test_a_means_that_one_has_not_confirms_nothing(self, means: str) -> None:
        client = signed_in()
        with at(minutes=12):
            assert client.post(f"{CONFIRM}?next=/destroy/", {means: "{}"}).status_code == 200
            assert client.get("/destroy/").status_code == 302


class TestARealExport:
    def test_the_numbers_of_a_graph_leave_the_house_only_after_a_proof(self) -> None:
        entered("marcus")
        jaylen = student("Jaylen", "Tucker")
        address = f"/students/{jaylen.id}/goals/{goal_id('asks-for-a-break')}/graph.csv"
        client = signed_in()
        assert client.get(address)["Content-Type"].startswith("text/csv")
        with at(minutes=12):
            page = f"/students/{jaylen.id}/goals/{goal_id('asks-for-a-break')}/graph/"
            asked = client.get(address, headers={"referer": f"http://testserver{page}"})
            assert asked.status_code == 302 and asked["Location"].startswith(CONFIRM)
            done = client.post(asked["Location"], {"password": PASSWORD})
            told = html.unescape(done.content.decode())
            assert "Download the file" in told and f'href="{address}"' in told and f'href="{page}"' in told
            assert client.get(address).status_code == 200
