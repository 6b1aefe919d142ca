"""Whoever keeps the server lets somebody in again; and every night what is over is put away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from carryover.roster.models import Account
from carryover.site import letting_in
from carryover.site.home import CannotStart
from carryover.site.jobs import tidy
from carryover.site.models import KeptForm, KnownDevice, OpenSession, Tries
from spec.scope.world import overheard
from spec.site.people import AT, PASSWORD, QUICK, SIGN_IN, at, is_in, known, signed_in, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hashing is slow on purpose; how slow is not what is tested here."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


class TestLettingIn:
    def test_a_wait_is_taken_back(self) -> None:
        known()
        for _ in range(9):
            Client().post(SIGN_IN, {"login": "marcus", "password": "wrong"})
        assert letting_in.main(["MARCUS"]) == 0
        client = Client()
        client.post(SIGN_IN, {"login": "marcus", "password": PASSWORD})
        assert is_in(client)

    def test_lost_phone_and_lost_codes(self) -> None:
        client = signed_in()
        with_app(known())
        letting_in.main(["marcus", "--without-means"])
        assert not Authenticator.objects.filter(user__username="marcus").exists() and not is_in(client)
        again = Client()
        again.post(SIGN_IN, {"login": "marcus", "password": PASSWORD})
        assert is_in(again)

    def test_a_new_password_is_typed_twice_and_good_enough(self) -> None:
        client = signed_in()
        said = iter(["four plain words here"] * 2)
        letting_in.main(["marcus", "--password"], lambda _prompt: next(said))
        assert not is_in(client)
        assert Account.objects.get(username="marcus").check_password("four plain words here")

    @pytest.mark.parametrize(
        "typed",
        [("one of many words", "another of them"), ("short", "short"), ("password1234", "password1234")],
    )
    def test_another_one_changes_nothing(self, typed: tuple[str, str]) -> None:
        known()
        said = iter(typed)
        with pytest.raises(CannotStart):
            letting_in.main(["marcus", "--password"], lambda _prompt: next(said))
        assert Account.objects.get(username="marcus").check_password(PASSWORD)

    def test_a_name_that_nobody_has_is_told(self) -> None:
        with pytest.raises(CannotStart, match="Nobody has the user name nobody"):
            letting_in.main(["nobody"])

    def test_it_is_in_the_journal(self) -> None:
        with overheard() as told:
            letting_in.main(["marcus"])
        found = [(each.actor_kind, each.thing_id) for each in told if each.act == "account.let_in"]
        assert found == [("server", str(Account.objects.get(username="marcus").id))]


class TestTidying:
    def test_what_is_over_is_put_away_and_what_holds_stays(self) -> None:
        client = signed_in()
        client.post("/accounts/kept/", {"form": '{"a": ["b"]}', "path": "/a/", "page": "/a/"})
        Client().post(SIGN_IN, {"login": "marcus", "password": "wrong"})
        tidy(0)
        assert (
            KeptForm.objects.exists()
            and KnownDevice.objects.exists()
            and Tries.objects.exists()
            and is_in(client)
        )
        OpenSession.objects.update(expire_date=AT - timedelta(days=60))
        with at(days=400):
            assert tidy(0) >= 4
        assert not any(table.objects.exists() for table in (KeptForm, KnownDevice, Tries, OpenSession))


class TestAFormWhoseTokenIsOld:
    def test_from_a_page_of_ours_is_kept_for_its_writer(self) -> None:
        """A second tab signed in again; the first still has the old token."""
        client = signed_in()
        client.handler.enforce_csrf_checks = True
        decide = re.search(r'href="([^"]+/decide/)"', client.get("/queue/").content.decode())
        assert decide is not None
        typed = {"reason": "Typed before lunch.", "csrfmiddlewaretoken": "a" * 64}
        answer = client.post(decide[1], typed, headers={"origin": "http://testserver"})
        kept = KeptForm.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/kept/{kept.id}/")
        assert "Typed before lunch." in client.get(answer["Location"]).content.decode()

    @pytest.mark.parametrize("origin", ["", "https://evil.example", "null"])
    def test_from_anywhere_else_is_not(self, origin: str) -> None:
        client = signed_in()
        client.handler.enforce_csrf_checks = True
        headers = {"origin": origin} if origin else {}
        answer = client.post("/service-accounts/new/", {"reason": "x"}, headers=headers)
        assert answer.status_code == 403 and not KeptForm.objects.exists()
