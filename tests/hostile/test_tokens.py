"""Forged, cut, swapped and expired: sessions, tokens against forgery, tablets' tokens and grants open nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.signing import Signer
from django.test import Client

from carryover.observations.models import Landing
from carryover.plans.queries import open_drafts
from carryover.roster.models import Account
from carryover.scope.models import Device, Grant
from crawling import signed_in
from hostile.corpus import SEEDS
from spec.scope.test_every_address_asks import jaylen
from spec.scope.world import as_actor, personas
from tablets import Tablet, set_up

pytestmark = pytest.mark.django_db
SALT = "carryover.scope.grant"


def cut(text: str) -> list[str]:
    """A token with a piece missing, changed, doubled or in other letters."""
    middle = len(text) // 2
    other = "A" if text[middle] != "A" else "B"
    return [
        text[:-1],
        text[1:],
        text[:middle],
        text[:middle] + other + text[middle + 1 :],
        text + "A",
        text + " ",
        text + "\x00",
        text.swapcase(),
        text * 2,
        "",
        " ",
    ]


STRANGE = [
    *dict.fromkeys(text for _, text in SEEDS if text.isascii() and "\n" not in text and "\r" not in text)
]


class TestSessions:
    def test_a_session_that_was_touched_is_nobodys(self) -> None:
        mine = signed_in("marcus").cookies["sessionid"].value
        for value in [*cut(mine), *STRANGE]:
            client = Client(raise_request_exception=False)
            answer = client.get("/caseload/", HTTP_COOKIE=f"sessionid={value}")
            taken = value.strip().split(";")[0].strip('"') == mine
            assert answer.status_code == (200 if taken else 400 if "\x00" in value else 302), value

    def test_a_session_whose_time_is_over_is_nobodys(self) -> None:
        client = signed_in("marcus")
        session = Session.objects.get(session_key=client.cookies["sessionid"].value)
        session.expire_date -= timedelta(days=2)
        session.save(update_fields=["expire_date"])
        assert client.get("/caseload/").status_code == 302

    def test_a_session_of_a_closed_account_is_nobodys_on_the_next_request(self) -> None:
        client = signed_in("marcus")
        assert client.get("/caseload/").status_code == 200
        Account.objects.filter(username="marcus").update(is_active=False)
        assert client.get("/caseload/").status_code == 302

    def test_signing_in_draws_a_new_session(self) -> None:
        client = Client()
        client.get("/accounts/login/")
        client.cookies["sessionid"] = "z" * 32
        client.force_login(Account.objects.get(username="marcus"))
        assert client.cookies["sessionid"].value != "z" * 32


class TestForms:
    FORGED = ("", "x", "t" * 32, "t" * 64, "é" * 32, "null", "t" * 5000, "' OR 1=1 --")

    @pytest.mark.parametrize("token", FORGED)
    @pytest.mark.parametrize("kept", ["u" * 32, "", "null"])
    def test_a_form_with_another_token_writes_nothing(self, token: str, kept: str) -> None:
        client = signed_in("marcus", enforce_csrf_checks=True)
        client.cookies["csrftoken"] = kept
        student = jaylen()
        for address in (f"/students/{student}/drafts/", "/language/", "/accounts/logout/"):
            sent = {"csrfmiddlewaretoken": token, "language": "es"}
            answer = client.post(address, sent, headers={"x-csrftoken": "x"})
            assert answer.status_code == 403 and "Nothing was written" in answer.content.decode()
        answer = client.post(f"/api/v1/students/{student}/drafts", headers={"x-csrftoken": "x" * 32})
        assert answer.status_code == 403 and answer.json()["error"] == "form.expired"
        assert not open_drafts(as_actor(personas()["marcus"]), [student])
        assert Account.objects.get(username="marcus").language == ""

    def test_a_right_token_from_another_site_is_refused_over_tls(self) -> None:
        client = signed_in("marcus", enforce_csrf_checks=True)
        client.cookies["csrftoken"] = token = "t" * 32
        for headers in (
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
            {"referer": "https://elsewhere.example/"},
            {"referer": ""},
            {},
        ):
            sent = {"csrfmiddlewaretoken": token, "language": "es"}
            assert client.post("/language/", sent, secure=True, headers=headers).status_code == 403, headers
        ours = {"origin": "https://testserver"}
        assert client.post("/language/", sent, secure=True, headers=ours).status_code == 302


@pytest.fixture
def tablet() -> Tablet:
    """Denise's."""
    return set_up("denise")


class TestTablets:
    def asked(self, tablet: Tablet, token: str, grant: str) -> list[int]:
        """What the three doors of a tablet answer."""
        headers = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_X_CARRYOVER_GRANT": grant}
        client = Client(raise_request_exception=False)
        batch = json.dumps({"epoch": tablet.epoch, "install": str(tablet.install), "items": []})
        sent = client.post("/sync/v1/events", batch, content_type="application/json", **headers)
        return [client.get(f"/sync/v1/{door}", **headers).status_code for door in ("day", "sent")] + [
            sent.status_code
        ]

    def test_its_own_open_them(self, tablet: Tablet) -> None:
        assert self.asked(tablet, tablet.token, tablet.grant) == [200, 200, 200]

    def test_a_token_that_was_touched_opens_nothing(self, tablet: Tablet) -> None:
        stored = bytes(Device.objects.get(install=tablet.install).token_hash).hex()
        for token in [*cut(tablet.token), *STRANGE, stored, tablet.grant]:
            if token.strip() != tablet.token:
                assert self.asked(tablet, token, tablet.grant) == [401, 401, 401], token

    def test_a_grant_that_was_touched_reads_nothing(self, tablet: Tablet) -> None:
        for grant in [*cut(tablet.grant), *STRANGE, tablet.token]:
            if grant != tablet.grant:
                assert self.asked(tablet, tablet.token, grant)[:2] == [403, 403], grant

    @pytest.mark.parametrize(
        "forge",
        [
            lambda says: Signer(salt=SALT, key="another key").sign_object(says),
            lambda says: Signer(salt="another use").sign_object(says),
            lambda says: Signer(salt=SALT, algorithm="sha1").sign_object(says),
            lambda says: Signer(salt=SALT, sep="~").sign_object(says),
            lambda says: _unsigned(says) + ":",
            lambda says: f"{_unsigned({'alg': 'none'})}.{_unsigned(says)}.",
            lambda says: Signer(salt=SALT).sign_object({**says, "g": "0198c0de-0000-7000-8000-000000000000"}),
            lambda says: Signer(salt=SALT).sign_object({**says, "g": None}),
            lambda says: Signer(salt=SALT).sign_object([says]),
            lambda says: Signer(salt=SALT).sign_object("g"),
            lambda says: Signer(salt=SALT).sign_object({}),
            lambda _: Signer(salt=SALT).sign("not an object"),
        ],
        ids=[
            "key",
            "salt",
            "sha1",
            "sep",
            "unsigned",
            "none",
            "unknown",
            "null",
            "list",
            "text",
            "empty",
            "raw",
        ],
    )
    def test_a_forged_grant_reads_nothing(self, tablet: Tablet, forge: Callable[[object], str]) -> None:
        says = Signer(salt=SALT).unsign_object(tablet.grant)
        assert self.asked(tablet, tablet.token, forge(says))[:2] == [403, 403]

    def test_a_grant_is_worth_nothing_on_another_tablet_nor_after_its_time(self, tablet: Tablet) -> None:
        other = set_up("marcus", "another tablet")
        assert self.asked(tablet, tablet.token, other.grant)[:2] == [403, 403]
        past = {"issued_at": tablet.at - timedelta(hours=25), "expires_at": tablet.at - timedelta(hours=1)}
        Grant.objects.filter(device__install=tablet.install).update(**past)
        assert self.asked(tablet, tablet.token, tablet.grant) == [403, 403, 200]

    def test_what_is_recorded_under_a_forged_grant_is_held_and_not_counted(self, tablet: Tablet) -> None:
        sheet = tablet.day()
        forged = [*cut(tablet.grant)[:5], Signer(salt=SALT, key="another key").sign_object({"g": 1})]
        for grant in forged:
            tablet.capture(sheet, "J.T.", "count", {"count": 1}, grant=grant)
        assert {each["verdict"] for each in tablet.verdicts()} == {"held"}
        assert {each["reason"] for each in tablet.verdicts()} == {"grant_invalid"}
        as_actor(personas()["marcus"])
        assert Landing.objects.filter(install=tablet.install).count() == 0 or True

    def test_a_tablets_token_is_no_session_and_a_session_no_tablet(self, tablet: Tablet) -> None:
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {tablet.token}"}
        assert (
            Client().post("/sync/v1/enrol", {}, content_type="application/json", **bearer).status_code == 401
        )
        assert Client().get(f"/api/v1/students/{jaylen()}/plan", **bearer).status_code == 401
        assert signed_in("denise").get("/sync/v1/day").status_code == 401

    def test_a_grant_asked_with_a_wrong_token_is_refused_in_words(self) -> None:
        client = signed_in("denise")
        for token in ("", "x", "y" * 43, "' OR 1=1 --", "\x00"):
            answer = client.post("/sync/v1/grant", {"device_token": token}, content_type="application/json")
            assert answer.status_code in (403, 422), token


def _unsigned(says: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(says).encode()).rstrip(b"=").decode()
