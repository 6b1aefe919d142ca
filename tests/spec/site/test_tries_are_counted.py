"""Guessing is slowed down for the one who guesses: not for a school, not for a known computer, not by a rollback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from carryover.roster.models import Account
from carryover.site.account import throttle
from carryover.site.account.rules import ONE_NAME
from carryover.site.models import KnownDevice, Tries
from carryover.site.requests import OneTransaction
from spec.scope.world import keeper, overheard

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
RIGHT, WRONG = "correct horse battery", "not this one at all"
AT = datetime(2026, 10, 20, 14, 5, tzinfo=UTC)
SCHOOL = "203.0.113.7"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hashing is slow on purpose; how slow is not what is tested here."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


def account(name: str) -> Account:
    """Somebody who can sign in."""
    return Account.objects.create(username=name, password=make_password(RIGHT, "salt" * 6, "md5"))


def sign_in(client: Client, name: str, password: str, address: str = SCHOOL) -> Any:
    """One try."""
    return client.post(SIGN_IN, {"login": name, "password": password}, REMOTE_ADDR=address)


def at(minutes: float) -> override_settings:
    """The clock, so many minutes later."""
    return override_settings(NOW=(AT + timedelta(minutes=minutes)).isoformat())


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return "_auth_user_id" in client.session


class TestASingleName:
    def test_the_ninth_try_in_five_minutes_waits_even_with_the_right_password(self) -> None:
        account("dana")
        client = Client()
        answers = [sign_in(client, "dana", WRONG).status_code for _ in range(8)]
        refused = sign_in(client, "dana", RIGHT)
        assert answers == [200] * 8 and refused.status_code == 429
        assert refused["Retry-After"] == "60" and not is_in(client)
        with at(1):
            assert sign_in(client, "dana", RIGHT).status_code == 302 and is_in(client)

    def test_the_wait_grows(self) -> None:
        account("dana")
        client, now = Client(), 0.0
        for _ in range(8):
            sign_in(client, "dana", WRONG)
        for minutes in (1, 2, 5, 10, 15, 15):
            with at(now):
                assert sign_in(client, "dana", WRONG)["Retry-After"] == str(minutes * 60)
            now += minutes
            with at(now):
                assert sign_in(client, "dana", WRONG).status_code == 200

    def test_case_and_spaces_make_no_other_name(self) -> None:
        client = Client()
        for spelled in ("dana", "DANA", " dana ", "Dana") * 2:
            sign_in(client, spelled, WRONG)
        assert sign_in(client, "dAnA", WRONG).status_code == 429

    def test_a_success_forgives(self) -> None:
        account("dana")
        client = Client()
        for _ in range(7):
            sign_in(client, "dana", WRONG)
        assert sign_in(client, "dana", RIGHT).status_code == 302
        another = Client()
        assert [sign_in(another, "dana", WRONG).status_code for _ in range(8)] == [200] * 8

    def test_other_names_are_not_touched(self) -> None:
        account("erin")
        for _ in range(9):
            sign_in(Client(), "dana", WRONG)
        assert sign_in(Client(), "erin", RIGHT).status_code == 302


class TestUnknownAndKnown:
    def said(self, answer: Any, name: str) -> str:
        """A page without what differs from request to request anyway."""
        text = re.sub(r"[A-Za-z0-9]{64}", "token", answer.content.decode())
        return re.sub(r'nonce="[^"]+"', "", text).replace(name, "the name")

    def test_are_answered_alike_and_refused_alike(self) -> None:
        account("dana")
        known, unknown = Client(), Client()
        for _ in range(9):
            one, other = sign_in(known, "dana", WRONG), sign_in(unknown, "nobody-at-all", WRONG)
            assert one.status_code == other.status_code
            assert self.said(one, "dana") == self.said(other, "nobody-at-all")
        assert one.status_code == 429

    def test_cost_the_same_work(self, monkeypatch: pytest.MonkeyPatch) -> None:
        account("dana")
        hashed: list[str] = []
        hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
        monkeypatch.setattr(hasher, lambda _self, password, salt: hashed.append(password) or f"md5${salt}$x")
        sign_in(Client(), "dana", WRONG)
        for_known = len(hashed)
        sign_in(Client(), "nobody-at-all", WRONG)
        assert for_known == len(hashed) - for_known == 1

    def test_no_name_is_written_down_anywhere(self) -> None:
        with overheard() as told:
            for _ in range(9):
                sign_in(Client(), "peculiar-name", WRONG)
        with connection.cursor() as rows:
            rows.execute("SELECT bucket FROM front_door_tries UNION SELECT name FROM front_door_knowndevice")
            kept = " ".join(row[0] for row in rows.fetchall())
        journal = [(each.act, each.thing_id, each.detail) for each in told]
        assert "peculiar" not in kept and kept
        assert [act for act, *_ in journal].count("sign_in.failed") == 8
        assert [act for act, *_ in journal].count("sign_in.throttled") == 1
        assert "peculiar" not in str(journal)


class TestAKnownComputer:
    def test_is_not_locked_out_by_somebody_elses_failures(self) -> None:
        account("dana")
        hers, attacker = Client(), Client()
        assert sign_in(hers, "dana", RIGHT).status_code == 302
        hers.post("/accounts/logout/")
        for _ in range(30):
            sign_in(attacker, "dana", WRONG, "198.51.100.9")
        assert sign_in(Client(), "dana", RIGHT).status_code == 429
        assert sign_in(hers, "dana", RIGHT).status_code == 302

    def test_has_a_count_of_its_own(self) -> None:
        account("dana")
        hers = Client()
        sign_in(hers, "dana", RIGHT)
        hers.post("/accounts/logout/")
        assert [sign_in(hers, "dana", WRONG).status_code for _ in range(9)] == [200] * 8 + [429]
        assert sign_in(Client(), "dana", RIGHT).status_code == 302

    def test_is_known_for_the_names_that_signed_in_on_it_only(self) -> None:
        account("dana"), account("erin")
        shared = Client()
        for name in ("dana", "erin"):
            sign_in(shared, name, RIGHT)
            shared.post("/accounts/logout/")
        for name in ("dana", "erin", "frank"):
            for _ in range(8):
                sign_in(Client(), name, WRONG, "198.51.100.9")
        answers = {name: sign_in(shared, name, WRONG).status_code for name in ("dana", "erin", "frank")}
        assert answers == {"dana": 200, "erin": 200, "frank": 429}

    @pytest.mark.parametrize("token", ["", "x", "a" * 32, "a" * 10_000, "\xe9" * 32])
    def test_cannot_be_pretended(self, token: str) -> None:
        account("dana")
        client = Client()
        client.cookies[settings.KNOWN_DEVICE_COOKIE] = token
        for _ in range(8):
            sign_in(client, "dana", WRONG)
        assert sign_in(client, "dana", RIGHT).status_code == 429

    def test_its_cookie_is_read_by_no_script_and_kept_as_a_digest(self) -> None:
        account("dana")
        client = Client()
        cookie = sign_in(client, "dana", RIGHT).cookies[settings.KNOWN_DEVICE_COOKIE]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
        assert cookie.value not in {row.device for row in KnownDevice.objects.all()}


def through_the_count(name: str, *, right: bool, minutes: float) -> int:
    """One try of somebody at the school, past the real count and a door that only knows whether it was right."""

    def door(request: HttpRequest) -> HttpResponse:
        request.try_passed = right  # type: ignore[attr-defined]
        return HttpResponse()

    request = RequestFactory().post(SIGN_IN, {"login": name, "password": "said"}, REMOTE_ADDR=SCHOOL)
    request.moment, request.user = AT + timedelta(minutes=minutes), AnonymousUser()  # type: ignore[attr-defined]
    return throttle.Throttle(door)(request).status_code


class TestAWholeSchool:
    def test_six_hundred_people_sign_in_from_one_address_in_five_minutes(self) -> None:
        """One in five mistypes once, one in twenty three times; every one of them gets in."""
        inside = 0
        for n in range(600):
            for _ in range(3 if n % 20 == 0 else 1 if n % 5 == 0 else 0):
                assert through_the_count(f"staff{n}", right=False, minutes=n / 120) == 200
            inside += through_the_count(f"staff{n}", right=True, minutes=n / 120) == 200
        assert inside == 600

    def test_and_so_do_their_first_forty_through_the_front_door(self) -> None:
        password = make_password(RIGHT, "salt" * 6, "md5")
        names = [f"staff{n:03d}" for n in range(40)]
        Account.objects.bulk_create(Account(username=name, password=password) for name in names)
        for n, name in enumerate(names):
            client = Client()
            for _ in range(3 if n % 20 == 0 else 1 if n % 5 == 0 else 0):
                sign_in(client, name, WRONG)
            assert sign_in(client, name, RIGHT).status_code == 302 and is_in(client)

    def test_one_address_that_guesses_at_every_name_is_stopped_and_known_computers_are_not(self) -> None:
        account("dana"), account("erin")
        hers = Client()
        sign_in(hers, "dana", RIGHT)
        hers.post("/accounts/logout/")
        codes = [through_the_count(f"name{n}", right=False, minutes=0) for n in range(601)]
        assert codes == [200] * 600 + [429]
        assert sign_in(Client(), "erin", RIGHT).status_code == 429
        assert sign_in(Client(), "erin", RIGHT, "198.51.100.9").status_code == 302
        assert sign_in(hers, "dana", RIGHT).status_code == 302
        with at(10):
            assert sign_in(Client(), "name1", WRONG).status_code == 200

    def test_ipv6_computers_of_one_network_are_one_address(self) -> None:
        one, other = (RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2:{tail}::1") for tail in ("a", "b"))
        assert throttle.address_of(one) == throttle.address_of(other) == "2001:db8:1:2::/64"

    def test_behind_a_proxy_of_ours_the_address_is_the_one_that_it_wrote_down(self) -> None:
        asked = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7")
        assert throttle.address_of(asked) == "10.0.0.1", "nobody is believed who is not ours"
        with override_settings(PROXIES=1):
            assert throttle.address_of(asked) == "203.0.113.7", "not what the browser claims"


class TestNothingIsLost:
    def test_a_count_outlives_the_rollback_of_its_request(self) -> None:
        """`OneTransaction` undoes what a request of status 400 or more wrote; its try stays counted."""

        def view(_request: HttpRequest) -> HttpResponse:
            Account.objects.create(username=f"written-{uuid4()}")
            return HttpResponse("no", status=403)

        before = Account.objects.count()
        chain = throttle.Throttle(OneTransaction(view))
        for _ in range(9):
            request = RequestFactory().post(SIGN_IN, {"login": "dana", "password": WRONG})
            request.moment, request.user = AT, AnonymousUser()  # type: ignore[attr-defined]
            answer = chain(request)
        assert answer.status_code == 429
        assert Account.objects.count() == before, "the view's own rows were undone"
        assert Tries.objects.filter(strikes=1).exists()

    def test_a_try_is_counted_before_it_is_answered(self) -> None:
        account("dana")
        seen: list[int] = []

        def view(_request: HttpRequest) -> HttpResponse:
            seen.append(Tries.objects.get(bucket=throttle.name_key(throttle.named("dana"))).failures)
            return HttpResponse()

        request = RequestFactory().post(SIGN_IN, {"login": "dana", "password": WRONG})
        request.moment, request.user = AT, AnonymousUser()  # type: ignore[attr-defined]
        throttle.Throttle(view)(request)
        assert seen == [1]


@pytest.mark.django_db(transaction=False)
def test_many_tries_at_the_same_moment_are_no_more_than_eight(django_db_blocker: Any) -> None:
    """On real connections of their own, as web processes have."""
    key = f"together-{uuid4().hex[:20]}"

    def one_try(_n: int) -> bool:
        with django_db_blocker.unblock():
            try:
                return not throttle.reserve({key: ONE_NAME}, AT)
            finally:
                connection.close()

    try:
        with ThreadPoolExecutor(8) as pool:
            let_in = list(pool.map(one_try, range(40)))
        assert sum(let_in) == 8
    finally:
        with keeper() as rows:
            rows.execute("DELETE FROM front_door_tries WHERE bucket = %s", [key])
