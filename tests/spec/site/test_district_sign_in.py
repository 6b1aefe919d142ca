"""Signing in with the district's own provider: every way to lie about who one is, and none of them opens a door."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from carryover.roster.models import Account
from carryover.site.account.config import Provider, SignIn
from oidc_provider import ANOTHER_KEY, CLIENT, KEY, SECRET, Claims, OpenIdProvider, provider
from spec.scope.world import overheard
from spec.site.people import PASSWORD, QUICK, SECURITY, SIGN_IN, code, is_in, known, with_app

pytestmark = pytest.mark.django_db
START, BACK = "/accounts/with/school/", "/accounts/with/school/back/"
MAIL = "marcus.reyes@cedarvale.example"
TENANT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def school() -> Iterator[OpenIdProvider]:
    """The district's provider, at which Marcus has chosen his account; his account here has the same address."""
    Account.objects.filter(username="marcus").update(email=MAIL)
    with provider() as answering:
        answering.claims = {"sub": "m-1", "email": MAIL, "email_verified": True, "hd": "cedarvale.example"}
        with override_settings(SIGN_IN=google(answering), PASSWORD_HASHERS=QUICK):
            cache.clear()
            yield answering


def google(answering: OpenIdProvider, **changed: Any) -> SignIn:
    """This installation's settings, with the provider as Google is."""
    usual = Provider(
        id="school", kind="google", name="Cedarvale", discovery=answering.issuer, client_id=CLIENT,
        client_secret=SECRET, claim="hd", value="cedarvale.example",
    )  # fmt: skip
    return SignIn(frozenset(), {"school": replace(usual, **changed)})


def microsoft(answering: OpenIdProvider) -> SignIn:
    """The same as Microsoft is: the tenant is pinned, and nothing is said of the address."""
    return google(answering, kind="microsoft", claim="tid", value=TENANT, domain="cedarvale.example")


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """The way back is the test's to take."""


def led_back(client: Client, then: str = "") -> str:
    """From the button to the provider; the address with which the provider sends the browser back."""
    answer = client.post(f"{START}?{urlencode({'next': then})}" if then else START)
    assert answer.status_code == 302, answer.content
    try:
        build_opener(_Stay).open(answer["Location"])
    except Exception as redirected:
        return str(redirected.headers["Location"]).replace("http://testserver", "")  # type: ignore[attr-defined]
    raise AssertionError("the provider did not send the browser back")


def sign_in(then: str = "") -> tuple[Client, Any]:
    """A whole sign-in, and its last answer."""
    client = Client()
    return client, client.get(led_back(client, then))


def words(answer: Any) -> str:
    """The text of a page."""
    return html.unescape(answer.content.decode())


class TestTheWayIn:
    def test_opens_the_account_that_the_school_made_and_makes_none(self, school: OpenIdProvider) -> None:
        before = Account.objects.count()
        client, answer = sign_in("/day/")
        assert (answer.status_code, answer["Location"]) == (302, "/day/") and is_in(client)
        assert client.session["_auth_user_id"] == str(Account.objects.get(username="marcus").id)
        assert Account.objects.count() == before
        assert client.get("/day/").status_code == 200

    def test_knows_the_person_by_subject_from_then_on_whatever_the_address_becomes(
        self, school: OpenIdProvider
    ) -> None:
        sign_in()
        school.claims |= {"email": "married.name@cedarvale.example", "email_verified": False}
        assert is_in(sign_in()[0])

    def test_carries_state_nonce_and_pkce_and_asks_which_account_on_a_shared_computer(
        self, school: OpenIdProvider
    ) -> None:
        sign_in(), sign_in()
        one, two = school.queries
        for name in ("state", "nonce", "code_challenge"):
            assert len(one[name]) >= 16 and one[name] != two[name]
        assert one["code_challenge_method"] == "S256" and one["prompt"] == "select_account"
        assert one["response_type"] == "code" and set(one["scope"].split()) == {"openid", "profile", "email"}

    def test_begins_with_a_button_of_ours_and_not_with_a_link(self, school: OpenIdProvider) -> None:
        assert Client().get(START).status_code == 405
        assert f'action="{START}"' in words(Client().get(SIGN_IN)) and "Sign in with Cedarvale" in words(
            Client().get(SIGN_IN)
        )
        assert Client(enforce_csrf_checks=True).post(START).status_code == 403

    def test_a_request_cannot_change_what_is_asked_for(self, school: OpenIdProvider) -> None:
        asked = Client().post(f"{START}?scope=drive&process=connect&auth_params=prompt%3Dnone%26hd%3Dx")
        query = parse_qs(urlsplit(asked["Location"]).query)
        assert (
            query["prompt"] == ["select_account"] and "drive" not in query["scope"][0] and "hd" not in query
        )

    def test_asks_for_the_second_step_of_whoever_has_one(self, school: OpenIdProvider) -> None:
        with_app(known())
        client, answer = sign_in()
        assert answer["Location"] == "/accounts/code/" and not is_in(client)
        done = client.post("/accounts/code/", {"code": code()})
        assert is_in(client), done.content.decode()

    def test_and_does_not_where_the_provider_has_asked(self, school: OpenIdProvider) -> None:
        with_app(known())
        with override_settings(SIGN_IN=google(school, asks_second_step=True)):
            assert is_in(sign_in()[0])

    def test_keeps_nothing_of_what_the_provider_tells(self, school: OpenIdProvider) -> None:
        sign_in()
        with connection.cursor() as rows:
            rows.execute("SELECT uid, extra_data::text FROM socialaccount_socialaccount")
            kept = rows.fetchall()
        assert len(kept) == 1 and "m-1" not in str(kept) and "cedarvale" not in str(kept)

    def test_an_address_that_only_userinfo_tells_will_do(self, school: OpenIdProvider) -> None:
        told = {name: school.claims.pop(name) for name in ("email", "email_verified")}
        school.in_userinfo = {"sub": "m-1", **told}
        assert is_in(sign_in()[0])

    def test_but_not_one_of_another_subject(self, school: OpenIdProvider) -> None:
        told = {name: school.claims.pop(name) for name in ("email", "email_verified")}
        school.in_userinfo = {"sub": "somebody-else", **told}
        assert not is_in(sign_in()[0])


class TestWhoIsNotLetIn:
    def test_somebody_of_another_district(self, school: OpenIdProvider) -> None:
        school.claims["hd"] = "elsewhere.example"
        client, answer = sign_in()
        assert answer.status_code == 403 and not is_in(client)
        assert "does not belong to this district" in words(answer)

    def test_somebody_without_a_district(self, school: OpenIdProvider) -> None:
        del school.claims["hd"]
        assert not is_in(sign_in()[0])

    def test_somebody_linked_who_has_left_the_district(self, school: OpenIdProvider) -> None:
        sign_in()
        school.claims["hd"] = "elsewhere.example"
        assert not is_in(sign_in()[0])

    @pytest.mark.parametrize("verified", [False, None, "false", "yes", 1, 0])
    def test_an_address_that_is_not_verified(self, school: OpenIdProvider, verified: object) -> None:
        school.claims["email_verified"] = verified
        client, answer = sign_in()
        if verified == 1:
            assert is_in(client), "true is true"
            return
        assert not is_in(client) and "has not verified your e-mail address" in words(answer)
        assert not SocialAccount.objects.exists()

    @pytest.mark.parametrize("email", ["", " ", "nobody@cedarvale.example", "denise@cedarvale.example"])
    def test_somebody_whom_the_school_has_not_entered(self, school: OpenIdProvider, email: str) -> None:
        school.claims["email"] = email
        client, answer = sign_in()
        assert answer.status_code == 403 and not is_in(client)

    def test_an_address_that_two_accounts_have(self, school: OpenIdProvider) -> None:
        Account.objects.filter(username="denise").update(email=MAIL.upper())
        assert not is_in(sign_in()[0])

    def test_a_closed_account(self, school: OpenIdProvider) -> None:
        sign_in()
        Account.objects.filter(username="marcus").update(is_active=False)
        assert not is_in(sign_in()[0])

    def test_the_next_person_who_is_given_the_same_address(self, school: OpenIdProvider) -> None:
        sign_in()
        school.claims["sub"] = "m-2"
        client, answer = sign_in()
        assert not is_in(client) and "linked to another sign-in" in words(answer)

    def test_whoever_changed_their_mind(self, school: OpenIdProvider) -> None:
        school.cancels = True
        client, answer = sign_in()
        assert "did not finish" in words(answer) and not is_in(client)


def other(**changed: object) -> Any:
    """A twist of some claims; None removes one."""

    def twist(claims: Claims) -> Claims:
        return {name: value for name, value in {**claims, **changed}.items() if value is not None}

    return twist


LIES = {
    "another audience": other(aud="another-app"),
    "no audience": other(aud=None),
    "several audiences and no authorized party": other(aud=[CLIENT, "another-app"]),
    "several audiences and another authorized party": other(aud=[CLIENT, "x"], azp="x"),
    "another authorized party": other(azp="another-app"),
    "another issuer": other(iss="https://accounts.evil.example"),
    "no issuer": other(iss=None),
    "expired": other(exp=1_700_000_000),
    "without an end": other(exp=None),
    "from the future": other(iat=4_000_000_000, nbf=4_000_000_000),
    "no subject": other(sub=None),
    "another nonce": other(nonce="replayed"),
    "no nonce": other(nonce=None),
    "an empty nonce": other(nonce=""),
}


class TestLies:
    @pytest.mark.parametrize("lie", LIES)
    def test_a_token_with_a_false_claim_opens_nothing(self, school: OpenIdProvider, lie: str) -> None:
        school.twist = LIES[lie]
        client, answer = sign_in()
        assert answer.status_code == 403 and not is_in(client)
        assert "could not be trusted" in words(answer) and not SocialAccount.objects.exists()

    def test_an_unsigned_token_opens_nothing(self, school: OpenIdProvider) -> None:
        school.algorithm, school.sign_with = "none", None
        assert not is_in(sign_in()[0])

    def test_a_token_of_another_key_opens_nothing(self, school: OpenIdProvider) -> None:
        school.sign_with = ANOTHER_KEY
        assert not is_in(sign_in()[0])

    @pytest.mark.parametrize(
        "header", [{"kid": "two"}, {"kid": ""}, {"jku": "https://evil.example/keys", "kid": "two"}]
    )
    def test_a_token_that_names_another_key_opens_nothing(
        self, school: OpenIdProvider, header: Claims
    ) -> None:
        school.header = header
        assert not is_in(sign_in()[0])

    def test_the_public_key_is_no_shared_secret(self, school: OpenIdProvider) -> None:
        """The classic confusion: HS256 with the provider's public key as the secret."""
        public = json.dumps(json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())))
        school.algorithm, school.sign_with = "HS256", public
        assert not is_in(sign_in()[0])

    def test_a_token_of_an_earlier_sign_in_opens_nothing(self, school: OpenIdProvider) -> None:
        sign_in()
        replayed = jwt.decode(school.issued[0], options={"verify_signature": False})["nonce"]
        school.twist = other(nonce=replayed)
        assert not is_in(sign_in()[0])

    @pytest.mark.parametrize(
        ("state", "status"), [("", 403), ("guessed", 403), ("\x00", 400), ("x" * 5000, 414)]
    )
    def test_a_state_that_we_did_not_give_opens_nothing(
        self, school: OpenIdProvider, state: str, status: int
    ) -> None:
        client = Client()
        address = led_back(client)
        forged = parse_qs(urlsplit(address).query)["code"][0]
        answer = client.get(BACK, {"code": forged, "state": state})
        assert answer.status_code == status and not is_in(client)

    def test_a_way_back_that_another_browser_began_opens_nothing(self, school: OpenIdProvider) -> None:
        attacker, victim = Client(), Client()
        assert victim.get(led_back(attacker)).status_code == 403 and not is_in(victim)

    def test_a_state_is_good_once(self, school: OpenIdProvider) -> None:
        school.twist = other(nonce="wrong")
        client = Client()
        address = led_back(client)
        client.get(address)
        school.twist = other()
        again = school.authorize(school.queries[-1])
        assert client.get(again.replace("http://testserver", "")).status_code == 403 and not is_in(client)

    def test_another_issuer_on_the_way_back_is_a_mix_up(self, school: OpenIdProvider) -> None:
        client = Client()
        address = led_back(client)
        mixed = address.replace(urlencode({"iss": school.issuer}), urlencode({"iss": "https://evil.example"}))
        assert mixed != address
        assert client.get(mixed).status_code == 403 and not is_in(client)

    def test_a_code_without_our_verifier_is_worth_nothing(self, school: OpenIdProvider) -> None:
        """Somebody who saw the code on its way back cannot use it."""
        code = parse_qs(urlsplit(led_back(Client())).query)["code"][0]
        form = {"code": code, "client_id": CLIENT, "client_secret": SECRET, "code_verifier": "x" * 43}
        assert school.exchange(form) is None

    def test_what_was_wrong_stands_in_the_journal_without_a_name(self, school: OpenIdProvider) -> None:
        school.twist = other(nonce="wrong")
        with overheard() as told:
            sign_in()
        assert [(each.thing_id, each.detail) for each in told if each.act == "sign_in.failed"] == [
            ("nonce", "{}")
        ]

    def test_a_provider_that_is_away_is_told_plainly(self, school: OpenIdProvider) -> None:
        away = replace(google(school).providers["school"], discovery="http://127.0.0.1:9")
        with override_settings(SIGN_IN=SignIn(frozenset(), {"school": away})):
            answer = Client().post(START)
        assert answer.status_code == 403 and "did not answer" in words(answer)

    def test_a_provider_that_nobody_set_up_is_not_there(self, school: OpenIdProvider) -> None:
        assert Client().post("/accounts/with/other/").status_code == 404
        assert Client().get("/accounts/with/other/back/?code=a&state=b").status_code == 404


class TestMicrosoft:
    @pytest.fixture(autouse=True)
    def tenant(self, school: OpenIdProvider) -> Iterator[None]:
        """Claims as Microsoft gives them."""
        school.claims = {"sub": "pairwise", "oid": "o-1", "tid": TENANT, "email": MAIL}
        with override_settings(SIGN_IN=microsoft(school)):
            yield

    def test_lets_in_its_own_tenant(self) -> None:
        assert is_in(sign_in()[0])

    def test_knows_a_person_by_object_and_tenant_not_by_subject(self, school: OpenIdProvider) -> None:
        sign_in()
        school.claims |= {"sub": "another pairwise", "email": "new@cedarvale.example"}
        assert is_in(sign_in()[0])
        school.claims["oid"] = "o-2"
        assert not is_in(sign_in()[0])

    @pytest.mark.parametrize("another", ["9188040d-6c67-4c5b-b112-36a304b66dad", "", None])
    def test_another_tenant_that_claims_the_same_address_opens_nothing(
        self, school: OpenIdProvider, another: str | None
    ) -> None:
        school.claims["tid"] = another
        client, answer = sign_in()
        assert not is_in(client) and "does not belong to this district" in words(answer)

    def test_a_guest_of_the_tenant_with_another_domain_opens_nothing(self, school: OpenIdProvider) -> None:
        Account.objects.filter(username="marcus").update(email="marcus@elsewhere.example")
        school.claims["email"] = "marcus@elsewhere.example"
        assert not is_in(sign_in()[0])


class TestLinks:
    def test_one_sees_ones_own_and_removes_it(self, school: OpenIdProvider) -> None:
        known()
        client, _answer = sign_in()
        assert "Cedarvale" in words(client.get(SECURITY))
        link = SocialAccount.objects.get()
        assert client.post(f"/accounts/security/links/{link.pk}/remove/").status_code == 302
        assert not SocialAccount.objects.exists()

    def test_nobody_removes_somebody_elses(self, school: OpenIdProvider) -> None:
        sign_in()
        known("denise")
        client = Client()
        client.post(SIGN_IN, {"login": "denise", "password": PASSWORD})
        link = SocialAccount.objects.get()
        assert client.post(f"/accounts/security/links/{link.pk}/remove/").status_code == 404
