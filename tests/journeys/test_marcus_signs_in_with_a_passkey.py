"""Marcus sets up a passkey, signs in with it, confirms with it, and does not lose what he was typing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from browser import accessibility_faults, signed_in
from journeys.conftest import House
from spec.site.people import code

pytestmark = pytest.mark.browser
SECURITY = "/accounts/security/"
PARTS = ("app/", "passkeys/add/", "password/")


@contextmanager
def authenticator(page: Page, *, verified: bool = True) -> Iterator[None]:
    """A passkey holder inside this browser, as a laptop with a fingerprint reader has one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield


def passkey_made(page: Page, address: str) -> list[str]:
    """From the account menu to a new passkey; the recovery codes that are shown once."""
    page.click("details.menu summary")
    page.click("text=Sign-in and security")
    page.click("text=Add a passkey")
    assert accessibility_faults(page) == []
    page.fill("input[name=name]", "school laptop")
    page.click("text=Make the passkey")
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    assert accessibility_faults(page) == []
    return page.locator(".codes code").all_inner_texts()


class TestAPasskey:
    def test_is_made_named_and_opens_the_door_alone(self, house: House) -> None:
        profile, page = house.visit("marcus")
        with authenticator(page):
            codes = passkey_made(page, house.address)
            assert len(set(codes)) == 10
            page.click("text=I have them")
            page.goto(house.address + SECURITY)
            expect(page.locator("text=school laptop").first).to_be_visible()
            assert accessibility_faults(page) == []
            sign_out(page)
            assert accessibility_faults(page) == []
            page.click("text=Sign in with a passkey")
            page.wait_for_url(lambda url: "/accounts/" not in url)
            expect(page.locator("details.menu summary")).to_contain_text("Marcus Reyes")
        profile.close()

    def test_leads_on_to_where_one_was_going(self, house: House) -> None:
        profile, page = house.visit("marcus")
        with authenticator(page):
            passkey_made(page, house.address)
            sign_out(page)
            page.goto(f"{house.address}/caseload/")
            page.click("text=Sign in with a passkey")
            page.wait_for_url("**/caseload/")
        profile.close()

    def test_is_asked_for_after_the_password_too(self, house: House) -> None:
        profile, page = house.visit("marcus")
        with authenticator(page):
            passkey_made(page, house.address)
            sign_out(page)
            page.fill("input[name=login]", "marcus")
            page.fill("input[name=password]", house.password)
            page.click("main button[type=submit] >> nth=0")
            expect(page.locator("h1")).to_have_text("Second step")
            assert accessibility_faults(page) == []
            page.click("text=Use your passkey")
            page.wait_for_url(lambda url: "/accounts/" not in url)
        profile.close()

    def test_that_the_person_does_not_give_leaves_them_with_the_other_ways(self, house: House) -> None:
        profile, page = house.visit("marcus")
        sign_out(page)
        with authenticator(page):
            page.click("text=Sign in with a passkey")
            expect(page.locator("[data-passkey-failed]")).to_be_visible()
            expect(page.locator("input[name=password]")).to_be_visible()
        profile.close()

    def test_confirms_before_an_export(self, house: House) -> None:
        profile, page = house.visit("marcus")
        with authenticator(page):
            passkey_made(page, house.address)
            page.goto(f"{house.address}/accounts/confirm/?next=/caseload/")
            assert accessibility_faults(page) == []
            page.click("text=Use your passkey")
            page.wait_for_url("**/caseload/")
        profile.close()

    def test_is_taken_away_again(self, house: House) -> None:
        profile, page = house.visit("marcus")
        with authenticator(page):
            passkey_made(page, house.address)
            page.goto(house.address + SECURITY)
            page.click("button:has-text('Remove')")
            expect(page.locator("[role=status]").first).to_contain_text("The passkey is removed")
            sign_out(page)
            page.click("text=Sign in with a passkey")
            expect(page.locator("[role=status], [role=alert]").first).to_be_visible()
            assert "/accounts/login/" in page.url
        profile.close()


class TestAnApp:
    def test_is_set_up_from_the_key_in_text_and_the_square_is_drawn_under_our_content_policy(
        self, house: House
    ) -> None:
        profile, page = house.visit("marcus", SECURITY)
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        page.click("text=Set up an app")
        box = page.locator("svg.qr").bounding_box()
        assert box is not None and box["width"] >= 200 and accessibility_faults(page) == []
        secret = page.locator("code.numbers").inner_text().replace(" ", "")
        page.fill("input[name=code]", code(secret=secret))
        page.click("main button[type=submit]")
        expect(page.locator("h1")).to_have_text("Your recovery codes")
        assert refused == []
        profile.close()


class TestTheEndOfASession:
    def decide(self, house: House) -> tuple[BrowserContext, Page, str]:
        """Marcus, on the page on which he decides, with a clock that the test moves."""
        profile = house.browser.new_context()
        page = signed_in(profile, house.address, "marcus", house.password, "/queue/")
        page.clock.install()
        page.goto(page.locator("a[href$='/decide/']").first.evaluate("link => link.href"))
        return profile, page, page.url

    def test_is_told_before_and_can_be_put_off(self, house: House) -> None:
        profile, page, _address = self.decide(house)
        box = page.locator("#session-end")
        expect(box).to_be_hidden()
        page.clock.fast_forward("13:05")
        expect(box).to_be_visible()
        expect(box).to_be_focused()
        assert accessibility_faults(page) == []
        page.click("text=Stay signed in")
        expect(box).to_be_hidden()
        profile.close()

    def test_keeps_what_is_half_typed_and_puts_it_back(self, house: House) -> None:
        profile, page, address = self.decide(house)
        page.locator("main textarea").first.fill("Half a sentence about")
        with page.expect_response("**/accounts/stay/"):
            page.clock.fast_forward("03:10")  # whoever types is here, and the server is told
        told: list[str] = []

        def overhear(route: Route) -> None:
            answer = route.fetch()
            told.append(answer.json()["kept"])
            route.fulfill(response=answer)

        page.route("**/accounts/kept/", overhear)
        with page.expect_response("**/accounts/kept/"):
            page.clock.fast_forward("14:52")
        (kept,) = told
        page.goto(f"{house.address}/accounts/kept/{kept}/")
        expect(page.locator("main")).to_contain_text("Half a sentence about")
        assert accessibility_faults(page) == []
        page.click("text=Put it back into its form")
        expect(page.locator("main textarea").first).to_have_value("Half a sentence about")
        assert page.url == address
        profile.close()


class TestOnPaperAndOnAPhone:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nothing_overflows_at_360_pixels(self, house: House, scheme: str) -> None:
        profile, page = house.visit(
            "marcus", SECURITY, viewport={"width": 360, "height": 640}, color_scheme=scheme
        )
        for path in (
            SECURITY,
            f"{SECURITY}app/",
            f"{SECURITY}passkeys/add/",
            f"{SECURITY}password/",
            "/accounts/confirm/",
        ):
            page.goto(house.address + path)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, path
            assert accessibility_faults(page) == [], path
        profile.close()


def sign_out(page: Page) -> None:
    """By the menu."""
    page.click("details.menu summary")
    page.click("details.menu button:has-text('Sign out')")
    page.wait_for_url("**/accounts/login/**")
