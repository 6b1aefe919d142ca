"""A session ends by its clock, by its owner's word and with its account; what was being typed is not lost with it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from carryover.roster.models import Account
from carryover.site.models import KeptForm, OpenSession
from spec.demo.evidence import signed_in as entered
from spec.site.people import QUICK, SECURITY, SIGN_IN, at, is_in, known, signed_in

pytestmark = pytest.mark.django_db
CHROME = (
    "Mozilla/5.0 (X11; CrOS x86_64 15917) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hashing is slow on purpose; how slow is not what is tested here."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


@pytest.fixture
def goal() -> str:
    """The address of the page on which Marcus decides about a goal of Jaylen's."""
    entered("marcus")
    found = re.search(r'href="([^"]+/decide/)"', signed_in().get("/queue/").content.decode())
    assert found is not None
    return found[1]


def told(client: Client) -> str:
    """What the sign-in page says."""
    return html.unescape(client.get(SIGN_IN).content.decode())


class TestTheClock:
    def test_a_desk_locks_after_a_quarter_of_an_hour_without_use(self) -> None:
        client = signed_in()
        with at(minutes=14):
            assert is_in(client)
        with at(minutes=28):
            assert is_in(client), "a use begins the quarter hour again"
        with at(minutes=43):
            answer = client.get("/queue/")
            assert answer.status_code == 302
            assert answer["Location"] == f"{SIGN_IN}?next=/queue/"
            assert "because nothing had happened here for a while" in told(client)

    def test_nothing_lasts_longer_than_twelve_hours_however_much_it_is_used(self) -> None:
        client = signed_in()
        for minutes in range(14, 720, 14):
            with at(minutes=minutes):
                assert is_in(client)
        with at(hours=12):
            assert not is_in(client)
            assert "had reached its longest time" in told(client)

    def test_a_tablets_sign_in_is_good_for_its_grant_and_then_gone(self) -> None:
        client = signed_in("denise", then="/tablet/")
        assert client.session["kind"] == "tablet"
        with at(minutes=4):
            assert client.post("/sync/v1/enrol", {"install": "x"}, "application/json").status_code != 401
        with at(minutes=8):
            assert is_in(client)
        with at(minutes=10):
            assert not is_in(client)

    def test_a_tablet_left_lying_is_closed_after_five_minutes(self) -> None:
        client = signed_in("denise", then="/tablet/")
        with at(minutes=5):
            assert not is_in(client)

    def test_what_a_tablet_has_recorded_does_not_need_a_session(self) -> None:
        """The outbox goes by the device's own token: an ended session leaves that door as it was."""
        client = signed_in("denise", then="/tablet/")
        with at(hours=13):
            answer = client.post(
                "/sync/v1/events", "{}", "application/json", headers={"authorization": "Bearer x"}
            )
            assert answer.status_code == 401 and "kept" in answer.json()["message"]
        assert OpenSession.objects.filter(account__username="denise").exists()

    def test_the_machine_door_says_so_in_its_own_words(self) -> None:
        client = signed_in()
        with at(minutes=15):
            answer = client.get("/api/v1/students/0198c0de-0000-7000-8000-000000000000/plan")
            assert answer.status_code == 401 and answer.json()["error"] == "not_signed_in"

    def test_a_page_knows_for_how_long_it_holds_and_staying_lengthens_it(self) -> None:
        client = signed_in()
        assert 'data-left="900"' in client.get("/day/").content.decode()
        with at(minutes=10):
            assert client.post("/accounts/stay/").json() == {"left": 900}
        with at(minutes=24):
            assert is_in(client)

    def test_nobody_stays_who_is_gone(self) -> None:
        client = signed_in()
        with at(minutes=15):
            assert client.post("/accounts/stay/").status_code == 302

    def test_a_session_from_the_future_is_over(self) -> None:
        with at(hours=2):
            client = signed_in()
        assert not is_in(client)


class TestEnding:
    def test_the_key_is_a_new_one_after_signing_in(self) -> None:
        client = Client()
        client.get("/accounts/passkey/")
        before = client.session.session_key
        known()
        client.post(SIGN_IN, {"login": "marcus", "password": "correct horse battery"})
        assert before and client.session.session_key != before
        assert not OpenSession.objects.filter(session_key=before).exists()

    def test_a_closed_account_is_dead_on_its_next_request(self) -> None:
        client = signed_in()
        assert is_in(client)
        Account.objects.filter(username="marcus").update(is_active=False)
        assert not is_in(client)
        Account.objects.filter(username="marcus").update(is_active=True)

    def test_one_sees_ones_own_sessions_newest_first_and_ends_one(self) -> None:
        old = signed_in(headers={"user-agent": IPAD})
        with at(minutes=2):
            new = signed_in(headers={"user-agent": CHROME})
            page = new.get(SECURITY).content.decode()
        assert page.index("Chromebook, Chrome") < page.index("iPad, Safari")
        assert "10:05" in page and "10:07" in page
        ends = re.findall(r'action="(/accounts/security/sessions/[0-9a-f-]+/end/)"', page)
        assert len(ends) == 1, "not the one that is looked from"
        with at(minutes=2):
            assert new.post(ends[0]).status_code == 302
            assert not is_in(old) and is_in(new)

    def test_no_page_shows_the_key_of_a_session(self) -> None:
        client, other = signed_in(), signed_in()
        page = client.get(SECURITY).content.decode()
        assert client.session.session_key not in page and other.session.session_key not in page

    def test_one_ends_all_the_others(self) -> None:
        here, *others = (signed_in() for _ in range(4))
        assert here.post("/accounts/security/sessions/end-others/").status_code == 302
        assert is_in(here) and not any(is_in(other) for other in others)

    def test_nobody_ends_somebody_elses(self) -> None:
        hers, his = signed_in("denise"), signed_in("marcus")
        public = hers.session["public"]
        assert his.post(f"/accounts/security/sessions/{public}/end/").status_code == 404
        assert is_in(hers)

    def test_a_changed_password_ends_every_other_session(self) -> None:
        here, elsewhere = signed_in(), signed_in()
        new = {
            "oldpassword": "correct horse battery",
            "password1": "a longer new one",
            "password2": "a longer new one",
        }
        assert here.post("/accounts/security/password/", new).status_code == 302
        assert is_in(here) and not is_in(elsewhere)


class TestWhatWasBeingTyped:
    def test_a_form_sent_too_late_is_kept_shown_and_sent_again(self, goal: str) -> None:
        client = signed_in()
        typed = {"reason": "Four points below.\nAsk again.", "choice": "change"}
        with at(minutes=16):
            assert client.post(goal, typed).status_code == 302
            assert "what you typed is there to be sent again" in told(client)
            entered("marcus")
            back = client.post(SIGN_IN, {"login": "marcus", "password": "correct horse battery"})
            page = client.get(back["Location"]).content.decode()
        assert "Four points below.\nAsk again." in page and "nothing was written" in page
        with at(minutes=17):
            key = re.search(r"/accounts/kept/([0-9a-f-]+)/send/", page)
            assert key is not None
            sent = client.post(f"/accounts/kept/{key[1]}/send/", typed)
        assert (sent.status_code, sent["Location"]) == (307, goal)
        assert not KeptForm.objects.exists()

    def test_it_is_nobody_elses(self, goal: str) -> None:
        client = signed_in()
        with at(minutes=16):
            client.post(goal, {"reason": "Something about Jaylen."})
            kept = KeptForm.objects.get()
            next_one = signed_in("denise")
            for address in ("", "fields/", "send/", "throw-away/"):
                method = next_one.get if address in ("", "fields/") else next_one.post
                assert method(f"/accounts/kept/{kept.id}/{address}").status_code == 404
            shared = Client()
            shared.cookies = client.cookies
            known("denise")
            answer = shared.post(SIGN_IN, {"login": "denise", "password": "correct horse battery"})
            assert answer["Location"] == "/", "the next person on the computer is not led to it"

    def test_neither_passwords_nor_tokens_are_kept(self) -> None:
        client = signed_in()
        typed = {"password": "secret one", "code": "123456", "csrfmiddlewaretoken": "t", "note": "mine"}
        with at(minutes=16):
            client.post("/students/0198c0de-0000-7000-8000-000000000000/drafts/", typed)
        assert KeptForm.objects.get().fields == {"note": ["mine"]}

    def test_it_is_gone_after_a_day(self, goal: str) -> None:
        client = signed_in()
        with at(minutes=16):
            client.post(goal, {"reason": "Soon gone."})
            key = KeptForm.objects.get().id
        with at(hours=24, minutes=17):
            client = signed_in()
            assert client.get(f"/accounts/kept/{key}/").status_code == 404

    @pytest.mark.parametrize(
        "form", ["", "[]", "null", '{"a": 1}', '{"a": "x"}', "{" * 5000, '{"a": ["' + "x" * 300_000 + '"]}']
    )
    def test_a_script_cannot_fill_the_house(self, form: str) -> None:
        client = signed_in()
        answer = client.post("/accounts/kept/", {"form": form, "path": "/queue/", "page": "/queue/"})
        assert answer.json() == {"kept": None} and not KeptForm.objects.exists()

    @pytest.mark.parametrize(
        "path", ["//evil.example/", "https://evil.example/", "/\\evil", "queue", "/accounts/logout/"]
    )
    def test_it_is_sent_nowhere_else(self, path: str) -> None:
        client = signed_in()
        answer = client.post("/accounts/kept/", {"form": '{"a": ["x"]}', "path": path, "page": path})
        assert answer.json() == {"kept": None}

    def test_half_typed_text_is_kept_by_the_page_and_put_back(self) -> None:
        client = signed_in()
        kept = client.post(
            "/accounts/kept/", {"form": '{"reason": ["half a sen"]}', "path": "/a/", "page": "/b/?c=1"}
        ).json()["kept"]
        assert client.get(f"/accounts/kept/{kept}/fields/").json() == {
            "path": "/a/",
            "fields": {"reason": ["half a sen"]},
        }
        assert f"/b/?c=1#kept={kept}" in html.unescape(client.get(f"/accounts/kept/{kept}/").content.decode())

    def test_only_so_many_are_kept(self) -> None:
        client = signed_in()
        for n in range(25):
            client.post("/accounts/kept/", {"form": f'{{"a": ["{n}"]}}', "path": "/a/", "page": "/a/"})
        assert KeptForm.objects.count() == 20

    def test_somebody_whose_session_was_ended_elsewhere_is_told_that_nothing_was_written(
        self, goal: str
    ) -> None:
        client, elsewhere = signed_in(), signed_in()
        elsewhere.post("/accounts/security/sessions/end-others/")
        client.post(goal, {"reason": "lost"})
        assert "What you just sent was not written" in told(client)

    def test_a_part_of_a_page_takes_its_whole_page_to_the_sign_in(self) -> None:
        client = signed_in()
        htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/documents/a/report/"}
        with at(minutes=16):
            answer = client.post("/documents/a/report/check/", {"a": "b"}, headers=htmx)
            known: Any = answer.headers
        assert answer.status_code in (204, 404)
        if answer.status_code == 204:
            assert known["HX-Redirect"] == f"{SIGN_IN}?next=%2Fdocuments%2Fa%2Freport%2F"
