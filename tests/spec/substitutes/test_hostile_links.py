"""Links and cookies that lie: forged, old, another server's, endless; all answered alike, counted, and never logged."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from carryover.scope.card_door import cookie_for
from carryover.scope.guesses import FROM_ONE, GUESSES, MOST_ADDRESSES, WINDOW, Guesses
from carryover.scope.substitutes import revoke_card
from carryover.site.card_links import WithoutCardLinks
from spec.scope.world import entries_written, journal, overheard
from spec.substitutes.cards import ENDS, NOW, acting, at, made, phone, signed_in

pytestmark = pytest.mark.django_db
NAME = "carryover_card"


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> Iterator[None]:
    GUESSES.forget()
    yield
    GUESSES.forget()


def shape(answer: HttpResponse) -> tuple[int, str, tuple[str, ...]]:
    """Everything of an answer that a stranger sees, without the token that is another on every page."""
    body = re.sub(r"\b[A-Za-z0-9]{64}\b|/s/[^\"<]*", "", answer.content.decode())
    return answer.status_code, body, tuple(sorted(answer.headers))


def with_cookie(text: str) -> Client:
    """A phone that holds this as its cookie."""
    client = Client()
    client.cookies[NAME] = text
    return client


def dead(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Secrets that open nothing, by the reason."""
    card, revoked = made()
    revoke_card(acting("ap"), card.id)
    return {
        "revoked": revoked,
        "unknown": "A" * 24,
        "short": "x",
        "with a slash": "a/b/c",
        "strange": "%c3%bf' OR 1=1 --",
        "long": "A" * 65,
    }


class TestAllThatOpensNothing:
    def test_is_answered_alike_whatever_the_reason(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = {why: shape(Client().get(f"/s/{secret}")) for why, secret in dead(monkeypatch).items()}
        _card, ended = made()
        at(monkeypatch, ENDS)
        answers["ended"] = shape(Client().get(f"/s/{ended}"))
        assert len(set(answers.values())) == 1
        status, body, _headers = answers["unknown"]
        assert status == 404
        assert "This card is not valid now" in body and "ask the office" in body

    def test_is_looked_up_in_the_same_way(
        self, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for secret in dead(monkeypatch).values():
            with django_assert_num_queries(4):  # the door, and a savepoint undone
                Client().get(f"/s/{secret}")

    def test_what_no_address_can_hold_is_turned_away_before_anything_is_asked(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            answer = Client().get("/s/%00%ff' OR 1=1 --")
        assert answer.status_code == 400 and "card" not in answer.content.decode()

    def test_writes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        secrets = dead(monkeypatch)
        before = entries_written()
        for secret in secrets.values():
            Client().get(f"/s/{secret}")
        assert entries_written() == before

    def test_five_megabytes_are_no_secret(self) -> None:
        answer = Client().get("/s/" + "A" * 5_000_000)
        assert answer.status_code == 414 and len(answer.content) < 10_000

    def test_tells_no_cache_no_search_engine_and_no_next_page(self) -> None:
        for answer in (Client().get("/s/nothing"), Client().get("/s/")):
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]


class TestTheCookie:
    def test_a_changed_one_opens_nothing_and_is_taken_away(self) -> None:
        client = phone(made()[1])
        good = client.cookies[NAME].value
        for bad in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x" + good, good.split(":")[0], ""):
            answer = with_cookie(bad).get("/s/")
            assert answer.status_code == 404
            assert answer.cookies[NAME]["max-age"] == 0 and answer.cookies[NAME]["path"] == "/s/"

    def test_one_signed_by_another_server_opens_nothing(self) -> None:
        card, _secret = made()
        with override_settings(SECRET_KEY="another server's key, which is long enough for it"):
            theirs, _age = cookie_for(card, NOW)
        assert with_cookie(theirs).get("/s/").status_code == 404

    @pytest.mark.parametrize(
        "value", [{}, {"c": "x", "t": 1, "r": None}, {"c": None, "t": None, "r": None}, [], "text", 7]
    )
    def test_one_of_our_own_key_with_something_else_in_it_opens_nothing(self, value: object) -> None:
        text = Signer(salt="carryover.scope.card").sign_object(value)
        assert with_cookie(text).get("/s/").status_code == 404

    def test_one_signed_for_something_else_opens_nothing(self) -> None:
        card, _secret = made()
        text = Signer(salt="carryover.scope.grant").sign_object({"c": str(card.id), "t": 0, "r": None})
        assert with_cookie(text).get("/s/").status_code == 404

    def test_a_kept_one_opens_nothing_after_the_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = phone(made()[1]).cookies[NAME].value
        at(monkeypatch, ENDS)
        assert with_cookie(kept).get("/s/").status_code == 404
        assert with_cookie(kept).post("/s/read/").status_code == 404

    def test_a_card_s_cookie_signs_nobody_in(self) -> None:
        client = phone(made()[1])
        for address in ("/day/", "/queue/", "/substitutes/", "/api/v1/openapi.json/../x"):
            assert client.get(address).status_code in (302, 404)
        assert client.get("/day/")["Location"].startswith("/accounts/login/")


class TestOtherWaysOfAsking:
    @pytest.mark.parametrize("method", ["head", "options", "post", "put", "delete", "patch"])
    def test_a_link_is_only_opened_by_get(self, method: str) -> None:
        """A mail program that checks links by HEAD opens nothing."""
        _card, secret = made()
        answers = [getattr(Client(), method)(f"/s/{each}") for each in (secret, "unknown")]
        assert {answer.status_code for answer in answers} == {405}
        assert not answers[0].cookies

    @pytest.mark.parametrize("method", ["head", "options", "post", "put"])
    def test_a_card_is_only_read(self, method: str) -> None:
        client = phone(made()[1])
        before = entries_written()
        assert getattr(client, method)("/s/").status_code == 405
        assert entries_written() == before

    def test_that_one_has_read_it_is_said_with_the_page_s_own_form(self) -> None:
        client = phone(made()[1])
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client.cookies
        assert strict.post("/s/read/").status_code == 403
        assert client.get("/s/read/").status_code == 405
        assert not journal().filter(act="substitute.acknowledge").exists()


class TestGuessing:
    def test_many_are_told_to_wait_and_the_journal_is_told_once(self) -> None:
        client, before = Client(), entries_written()
        with overheard() as told:
            statuses = [client.get(f"/s/guess{n}").status_code for n in range(FROM_ONE + 5)]
        assert statuses == [404] * FROM_ONE + [429] * 5
        assert client.get("/s/again")["Retry-After"] == "300"
        assert entries_written() == before + 1
        (entry,) = told
        assert entry[1:] == ("nobody", None, "none", "substitute.guesses", "link", "none", [], "{}")

    def test_a_school_behind_one_address_is_not_locked_out_of_its_cards(self) -> None:
        _card, secret = made()
        for n in range(FROM_ONE + 1):
            Client().get(f"/s/guess{n}")
        assert phone(secret).get("/s/").status_code == 200

    def test_opening_the_page_without_any_cookie_is_no_guess(self) -> None:
        assert {Client().get("/s/").status_code for _ in range(FROM_ONE + 5)} == {404}

    def test_forged_cookies_count_too(self) -> None:
        assert [with_cookie(f"x{n}").get("/s/").status_code for n in range(FROM_ONE + 1)][-1] == 429

    def test_after_five_minutes_one_may_try_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for n in range(FROM_ONE + 1):
            Client().get(f"/s/guess{n}")
        at(monkeypatch, NOW + WINDOW)
        assert Client().get("/s/guess").status_code == 404

    def test_the_counts_do_not_grow_for_ever_and_a_household_of_addresses_is_one(self) -> None:
        counted = Guesses()
        for n in range(2 * MOST_ADDRESSES):
            counted.note(f"2001:db8:{n:x}::1", NOW)
        assert len(counted.counts) <= MOST_ADDRESSES
        alone = Guesses()
        found = [alone.note(f"2001:db8::{n:x}", NOW)[0] for n in range(1, FROM_ONE + 2)]
        assert found == [False] * FROM_ONE + [True]

    def test_everybody_together_is_counted_as_well(self) -> None:
        counted = Guesses()
        found = [counted.note(f"10.0.{n // 250}.{n % 250}", NOW) for n in range(402)]
        assert [many for many, _first in found[:400]] == [False] * 400
        assert found[400] == (True, True) and found[401] == (True, False)
        assert counted.note("10.9.9.9", NOW + timedelta(minutes=6)) == (False, False)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is written at any level, through the filter of our handlers."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(WithoutCardLinks())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def test_no_log_holds_a_secret(log: io.StringIO) -> None:
    _card, secret = made()
    phone(secret).get("/s/")
    Client().get("/s/" + secret[::-1])
    for method in ("head", "options", "post"):
        getattr(Client(enforce_csrf_checks=True), method)(f"/s/{secret}")
    logging.getLogger("elsewhere").error("Cannot read %s at all", f"https://school.example/s/{secret}?x=1")
    signed_in("denise").get("/day/nowhere/")
    told = log.getvalue()
    assert "/s/…" in told and "Not Found: /day/nowhere/" in told, "something is written"
    assert secret not in told and secret[::-1] not in told


def test_every_handler_of_the_product_leaves_them_out() -> None:
    from_settings = logging.getLogger().handlers
    ours = [handler for handler in from_settings if handler.__class__ is logging.StreamHandler]
    assert ours and all(any(isinstance(f, WithoutCardLinks) for f in each.filters) for each in ours)
