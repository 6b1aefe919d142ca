"""The content policy, the cookies and the way out, as a real browser holds them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from bench.served import served
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from browser import signed_in
from carryover.site import lan, roles
from carryover.site.home import locate, make
from carryover.site.starting import Hold
from crawling import route_of
from journeys.conftest import MORNING, House
from oidc_provider import CLIENT, SECRET, provider

pytestmark = pytest.mark.browser
MAIL = "marcus.reyes@cedarvale.example"
LISTEN = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""
HREFS = "links => links.map(link => link.href)"


def listening(profile: BrowserContext) -> list[str]:
    """What the pages of this profile complain about, as it comes in."""
    heard: list[str] = []
    profile.add_init_script(LISTEN)
    profile.on(
        "console",
        lambda said: (
            heard.append(f"{said.page and said.page.url}: {said.text}") if said.type == "error" else None
        ),
    )
    profile.on("weberror", lambda error: heard.append(str(error.error)))
    return heard


def walk(profile: BrowserContext, page: Page, each: int = 1) -> Iterator[str]:
    """Open every page that links lead to, `each` of one kind; the addresses of those that are pages."""
    waiting, seen, of_kind = [page.url], {page.url}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = route_of(urlsplit(address).path)
        if of_kind[kind] >= each or not _is_page(profile, address):
            continue
        of_kind[kind] += 1
        page.goto(address)
        yield address
        for link in page.eval_on_selector_all("a[href]", HREFS):
            bare = str(link).partition("#")[0]
            if bare.startswith(address.partition("/tablet")[0][:20]) and bare not in seen:
                seen.add(bare)
                waiting.append(bare)


def _is_page(profile: BrowserContext, address: str) -> bool:
    return profile.request.fetch(address, method="HEAD").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(("username", "pages"), [("marcus", 10), ("denise", 4), ("director", 8)])
def test_no_page_breaks_the_content_policy(house: House, username: str, pages: int) -> None:
    profile, page = house.visit(username)
    heard = listening(profile)
    opened = list(walk(profile, page))
    assert len(opened) >= pages, opened
    assert heard == []


def test_the_tablet_starts_and_keeps_itself_under_its_policy(house: House) -> None:
    profile, page = house.visit("denise")
    heard = listening(profile)
    page.goto(f"{house.address}/tablet/")
    page.click("[data-act=enrol]")
    page.click("[data-act=start-as]")
    expect(page.locator("main")).to_have_attribute("data-screen", "today")
    assert page.evaluate("navigator.serviceWorker.ready.then(found => found.active.scriptURL)").endswith(
        "/sw.js"
    )
    assert heard == []
    with pytest.raises(Error, match=r"own service worker|TrustedScriptURL"):
        page.evaluate("navigator.serviceWorker.register('/static/look/look.js')")


def test_text_that_is_swapped_in_brings_no_script(house: House) -> None:
    _, page = house.visit("marcus", "/caseload/")
    into = "html => { document.querySelector('h1').innerHTML = html }"
    page.evaluate(into, "<b>Caseload</b>")
    for hostile in (
        "<img src=x onerror=alert(1)>",
        "<template><script>1</script></template>",
        "<a href=' JavaScript:1'>x</a>",
    ):
        with pytest.raises(Error, match="TrustedHTML"):
            page.evaluate(into, hostile)
    with pytest.raises(Error, match="TrustedScriptURL"):
        page.evaluate("() => { document.createElement('script').src = '/x.js' }")


def test_the_findings_beside_the_report_still_follow_the_form(house: House) -> None:
    profile, page = house.visit("marcus", "/caseload/")
    heard = listening(profile)
    link = page.locator("main a[href^='/students/']", has_text="J.T.").first.get_attribute("href")
    assert link is not None
    page.goto(f"{house.address}/documents/students/{link.split('/')[2]}/report/")
    with page.expect_response(lambda answer: answer.url.endswith("/check/")) as checked:
        page.fill("[name=change_1]", "A second break card lies on the carpet.")
        page.locator("[name=change_1]").blur()
    assert checked.value.status == 200
    expect(page.locator("#findings")).to_contain_text("2")
    assert heard == []


def test_after_signing_out_the_back_button_shows_nobody(house: House) -> None:
    _, page = house.visit("marcus", "/caseload/")
    expect(page.locator("main")).to_contain_text("J.T.")
    page.click("details.menu summary")
    page.click("details.menu >> text=Sign out")
    page.wait_for_url("**/accounts/login/**")
    page.go_back()
    page.wait_for_load_state()
    assert "J.T." not in page.content() and "/accounts/login" in page.url


def test_signing_out_at_the_desk_leaves_the_tablets_queue_and_its_files(house: House) -> None:
    profile, page = house.visit("denise", "/tablet/")
    page.click("[data-act=enrol]")
    page.click("[data-act=start-as]")
    page.evaluate("navigator.serviceWorker.ready")
    kept = "async () => [(await indexedDB.databases()).map(d => d.name).sort(), await caches.keys()]"
    before = page.evaluate(kept)
    desk = profile.new_page()
    desk.goto(f"{house.address}/accounts/logout/")
    desk.click("main button[type=submit]")
    desk.wait_for_url("**/accounts/login/**")
    assert page.evaluate(kept) == before and before[0] and before[1]


PROVIDER = """
[providers.school]
name = "Cedarvale"
discovery = "{issuer}"
client_id = "{client}"
client_secret = "{secret}"
domain = "cedarvale.example"
"""


def test_the_way_to_the_schools_own_sign_in_is_open_and_to_no_other(
    server: Hold, template: str, chrome: Browser, tmp_path: Path
) -> None:
    name = f"{template}_provided_{os.getpid()}"
    to = roles.clone(server.databases, template, name)
    with provider() as answering, psycopg.connect("", autocommit=True, **to.keeper.dsn()) as keeper:
        keeper.execute("UPDATE roster_account SET email = %s WHERE username = 'marcus'", [MAIL])
        answering.claims = {"sub": "m-1", "email": MAIL, "email_verified": True}
        file = tmp_path / "sign-in.toml"
        file.write_text(PROVIDER.format(issuer=answering.issuer, client=CLIENT, secret=SECRET))
        with served(name, CARRYOVER_NOW="", CARRYOVER_SIGN_IN=str(file)) as address:
            profile = chrome.new_context()
            page, heard = profile.new_page(), listening(profile)
            page.goto(f"{address}/accounts/login/?next=/accounts/security/")
            page.click("text=Sign in with Cedarvale")
            page.wait_for_url("**/accounts/security/")
            assert heard == []
            page.evaluate(
                "() => { const form = document.createElement('form'); form.method = 'post';"
                " form.action = 'https://elsewhere.example/'; document.body.append(form); form.submit(); }"
            )
            page.wait_for_timeout(500)
            assert any("form-action" in each for each in heard) and page.url.startswith(address)
    roles.drop(server.databases, name)


@pytest.fixture
def secure(server: Hold, template: str, chrome: Browser, tmp_path: Path) -> Iterator[House]:
    """The house served over TLS, as `make run LAN=1` does."""
    name = f"{template}_secure_{os.getpid()}"
    to = roles.clone(server.databases, template, name)
    made = lan.certificate(
        make(locate({"CARRYOVER_HOME": str(tmp_path / "data")})),
        ("192.168.1.20",),
        "room12",
        datetime.now(UTC),
    )
    shift = str((MORNING - datetime.now(UTC)).total_seconds())
    moved = {"CARRYOVER_NOW": "", "CARRYOVER_CLOCK_SHIFT": shift}
    with served(name, tls=(made.chain, made.key), CARRYOVER_TLS="1", **moved) as address:
        yield House(address, to, server.secrets.demo_password, chrome)
    roles.drop(server.databases, name)


def test_over_tls_cookies_belong_to_this_host_and_the_tablet_finds_its_token(secure: House) -> None:
    profile = secure.browser.new_context(ignore_https_errors=True)
    page = signed_in(profile, secure.address, "denise", secure.password, "/day/")
    page.click("details.menu summary")
    page.click("details.menu >> text=Dark display")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.click("details.menu summary")
    page.click("details.menu >> text=Español")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    kept = {each["name"]: each for each in profile.cookies()}
    assert set(kept) == {
        f"__Host-{name}" for name in ("sessionid", "csrftoken", "display", "language", "known")
    }
    for name, each in kept.items():
        assert each["secure"] and each["path"] == "/" and each["sameSite"] == "Lax", name
        assert each["httpOnly"] == (name != "__Host-csrftoken"), name
        assert each["domain"] == "localhost", "of this host alone: no leading dot"

    page.goto(f"{secure.address}/tablet/")
    page.click("[data-act=enrol]")
    page.click("[data-act=start-as]")
    expect(page.locator("main")).to_have_attribute("data-screen", "today")
