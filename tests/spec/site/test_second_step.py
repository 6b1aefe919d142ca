"""A second step: set up on one page, asked for at the sign-in, forced on those who must have it, used once a code."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from carryover.roster.roles import Role
from carryover.site.account.config import WITHOUT_SECOND_STEP, SignIn
from carryover.site.models import Tries
from spec.site.people import (
    PASSWORD,
    QUICK,
    SECRET,
    SECURITY,
    SIGN_IN,
    at,
    code,
    is_in,
    known,
    signed_in,
    with_app,
)

pytestmark = pytest.mark.django_db
CODE = "/accounts/code/"
REAL = SignIn(second_step=frozenset(map(str, Role.values)) - WITHOUT_SECOND_STEP, providers={})


SHELL = '{"id": "AA", "rawId": "AA", "type": "public-key", "response": %s}'
GARBLED = [
    *("", "null", "[]", '"x"', "1", "{}", "{", '{"id": 1}', SHELL % "{}", SHELL % "[]", SHELL % '"x"'),
    SHELL % '{"clientDataJSON": "e30", "attestationObject": "oA"}',
    SHELL % '{"clientDataJSON": "!", "attestationObject": "%"}',
    SHELL % '{"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "/w"}',
    SHELL % '{"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": 7}',
]


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hashing is slow on purpose; how slow is not what is tested here."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


def first_step(username: str = "marcus") -> Client:
    """A browser in which the password was right and the code is asked for."""
    client = Client()
    answer = client.post(SIGN_IN, {"login": username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    return client


def words(client: Client, address: str) -> str:
    """The text of a page."""
    return html.unescape(client.get(address).content.decode())


class TestSettingUp:
    def test_an_app_is_set_up_with_a_square_and_a_key_in_text(self) -> None:
        client = signed_in()
        page = words(client, "/accounts/security/app/")
        square = re.search(r'<svg [^>]*class="qr".*?</svg>', page, re.DOTALL)
        key = re.search(r'<code class="numbers">([A-Z2-7 ]+)</code>', page)
        assert square is not None and key is not None
        assert "style=" not in square[0] and "<script" not in square[0]
        secret = key[1].replace(" ", "")
        answer = client.post("/accounts/security/app/", {"code": code(secret=secret)})
        codes = re.findall(r"<li><code class=\"numbers\">(\d{8})</code></li>", answer.content.decode())
        assert len(set(codes)) == 10 and "no-store" in answer["Cache-Control"]
        assert "10 codes are left" in words(client, SECURITY)
        assert not any(each in words(client, SECURITY) for each in codes), "shown once"

    def test_a_wrong_first_code_sets_nothing_up_and_shows_the_same_key_again(self) -> None:
        client = signed_in()
        before = re.search(
            r'<code class="numbers">([A-Z2-7 ]+)</code>', words(client, "/accounts/security/app/")
        )
        again = html.unescape(client.post("/accounts/security/app/", {"code": "000000"}).content.decode())
        assert before is not None and before[1] in again and "Error:" in again
        assert not Authenticator.objects.filter(user__username="marcus").exists()

    def test_the_key_is_sealed_in_the_database(self) -> None:
        account = known()
        with_app(account)
        assert SECRET not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    def test_removing_the_only_means_removes_its_recovery_codes(self) -> None:
        client = signed_in()
        page = words(client, "/accounts/security/app/")
        secret = re.findall(r'<code class="numbers">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
        client.post("/accounts/security/app/", {"code": code(secret=secret)})
        assert client.post("/accounts/security/app/remove/").status_code == 302
        assert not Authenticator.objects.filter(user__username="marcus").exists()

    @pytest.mark.parametrize("credential", GARBLED)
    def test_a_garbled_passkey_is_an_answer_and_never_an_error(self, credential: str) -> None:
        client = signed_in()
        client.get("/accounts/security/passkeys/add/")
        answer = client.post("/accounts/security/passkeys/add/", {"name": "mine", "credential": credential})
        assert answer.status_code == 200 and not Authenticator.objects.filter(type="webauthn").exists()
        outside = Client()
        outside.get("/accounts/passkey/")
        assert outside.post("/accounts/passkey/", {"credential": credential}).status_code in (200, 302)
        assert not is_in(outside)


class TestSigningIn:
    def test_the_password_alone_opens_nothing(self) -> None:
        with_app(known())
        client = first_step()
        assert not is_in(client) and client.get("/queue/").status_code == 302
        assert client.post(CODE, {"code": code()}).status_code == 302 and is_in(client)

    def test_a_code_works_once_even_in_another_browser(self) -> None:
        with_app(known())
        now = code()
        first_step().post(CODE, {"code": now})
        another = first_step()
        assert another.post(CODE, {"code": now}).status_code == 200 and not is_in(another)

    def test_guessing_codes_is_slowed_down_too(self) -> None:
        with_app(known())
        client = first_step()
        wrong = "000000" if code() != "000000" else "111111"
        assert [client.post(CODE, {"code": wrong}).status_code for _ in range(9)] == [200] * 8 + [429]
        another = first_step()
        assert another.post(CODE, {"code": code()}).status_code == 429, "in any browser"
        with at(minutes=1):
            assert another.post(CODE, {"code": code()}).status_code == 302

    def test_a_recovery_code_works_once(self) -> None:
        client = signed_in()
        secret = re.findall(
            r'<code class="numbers">([A-Z2-7 ]+)</code>', words(client, "/accounts/security/app/")
        )[0]
        answer = client.post("/accounts/security/app/", {"code": code(secret=secret.replace(" ", ""))})
        recovery = re.findall(r"<li><code class=\"numbers\">(\d{8})</code></li>", answer.content.decode())[3]
        one, two = first_step(), first_step()
        assert one.post(CODE, {"code": recovery}).status_code == 302 and is_in(one)
        assert two.post(CODE, {"code": recovery}).status_code == 200 and not is_in(two)
        assert "9 codes are left" in words(one, SECURITY)

    def test_a_closed_account_gets_no_further_with_the_right_password(self) -> None:
        account = known()
        with_app(account)
        account.is_active = False
        account.save()
        answer = Client().post(SIGN_IN, {"login": "marcus", "password": PASSWORD}, follow=True)
        assert "Your account is closed" in answer.content.decode()

    def test_a_right_password_leaves_no_count_behind(self) -> None:
        with_app(known())
        first_step()
        assert not Tries.objects.filter(strikes__gt=0).exists()


class TestWhoMust:
    def test_in_the_demo_nobody_is_forced(self) -> None:
        assert signed_in("marcus").get("/queue/").status_code == 200

    def test_a_case_manager_is_led_to_set_it_up_and_can_do_nothing_else(self) -> None:
        with override_settings(SIGN_IN=REAL):
            client = signed_in("marcus")
            for address in ("/queue/", "/day/", "/caseload/", "/"):
                answer = client.get(address)
                assert (answer.status_code, answer["Location"]) == (302, SECURITY)
            page = words(client, SECURITY)
            assert "A second step is missing" in page and "Set it up here" in page
            machine = client.get("/api/v1/students/0198c0de-0000-7000-8000-000000000000/plan")
            assert machine.status_code == 403 and machine.json()["error"] == "second_step"
            with_app(known("marcus"))
            client = first_step()
            client.post(CODE, {"code": code()})
            assert client.get("/queue/").status_code == 200

    def test_having_set_it_up_everything_opens_in_the_same_session(self) -> None:
        with override_settings(SIGN_IN=REAL):
            client = signed_in("marcus")
            page = words(client, "/accounts/security/app/")
            secret = re.findall(r'<code class="numbers">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
            assert client.post("/accounts/security/app/", {"code": code(secret=secret)}).status_code == 200
            assert client.get("/queue/").status_code == 200
            client.post("/accounts/security/app/remove/")
            assert client.get("/queue/").status_code == 302, "and closes again without it"

    def test_who_spends_the_day_with_students_may_do_without(self) -> None:
        with override_settings(SIGN_IN=REAL):
            assert signed_in("denise").get("/day/").status_code == 200


class TestNoOtherDoor:
    @pytest.mark.parametrize(
        "address",
        ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "reauthenticate/", "login/code/",
         "2fa/", "3rdparty/", "social/signup/", "", "password/reset/key/1-x/"],
    )  # fmt: skip
    def test_pages_that_we_do_not_use_are_not_there(self, address: str) -> None:
        answer = signed_in().get(f"/accounts/{address}")
        assert answer.status_code == 404 and "Carryover" in answer.content.decode()

    def test_somebody_who_is_in_is_not_asked_to_sign_in(self) -> None:
        client = signed_in()
        assert client.get(SIGN_IN)["Location"] == "/"

    @pytest.mark.parametrize(
        "then", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_nobody_is_led_away(self, then: str) -> None:
        known()
        answer = Client().post(SIGN_IN, {"login": "marcus", "password": PASSWORD, "next": then})
        assert answer["Location"] == "/"
