"""The style page in a real browser: no accessibility fault, and nothing off the side at 200 % text."""

from __future__ import annotations

import mimetypes
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import include, path
from playwright.sync_api import Browser, Page, Route, sync_playwright

from carryover.look.assets import build
from carryover.look.frame import Frame, RailItem
from carryover.look.views import gallery

CHECKOUT = Path(__file__).resolve().parents[3]
STATIC = CHECKOUT / "src" / "carryover" / "look" / "static"
NODE_MODULES = CHECKOUT / "node_modules"
FIND = "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACE = "http://look.example/"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (NODE_MODULES / "axe-core").exists(), reason="npm install has not been run"),
]


class Marcus:
    """A signed-in case manager, as far as a page frame needs to know."""

    is_authenticated = True

    def __str__(self) -> str:
        return "M. Reyes"


urlpatterns = [path("look/", include("carryover.look.urls"))]


@pytest.fixture(autouse=True)
def _site(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    settings.CARRYOVER_FRAME = Frame(  # type: ignore[attr-defined]
        rail=(RailItem("School", "look:gallery", "school"),), find="look:gallery"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    build(NODE_MODULES)
    found = subprocess.run(["node", "-e", FIND], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=found.stdout.strip(), args=["--no-sandbox", "--disable-gpu"]
        )


def serve(route: Route) -> None:
    address = route.request.url.removeprefix(PLACE)
    if address:
        file = STATIC / address.removeprefix(settings.STATIC_URL.lstrip("/"))
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "font/woff2")
        return
    request = RequestFactory().get("/look/gallery/")
    request.user = Marcus()  # type: ignore[assignment]
    html = gallery(request).content
    policy = {"Content-Security-Policy": "default-src 'self'"}
    route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)


def opened(browser: Browser, width: int, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 768},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    context.route("**/*", serve)
    page = context.new_page()
    page.goto(PLACE)
    return page


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (1366, "dark"), (360, "light")])
def test_no_accessibility_fault(browser: Browser, width: int, scheme: str) -> None:
    page = opened(browser, width, scheme)
    page.evaluate((NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]] == []


@pytest.mark.parametrize(("width", "text"), [(1366, "100%"), (1366, "200%"), (360, "100%"), (320, "100%")])
def test_nothing_runs_off_the_side(browser: Browser, width: int, text: str) -> None:
    page = opened(browser, width)
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
    assert sideways(page) == 0


def test_errors_take_the_focus_and_lead_to_their_field(browser: Browser) -> None:
    page = opened(browser, 1366)
    page.wait_for_function("document.activeElement.matches('[data-error-summary]')")
    page.click("[data-error-summary] a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "id_start"


def test_nothing_breaks_the_content_policy(browser: Browser) -> None:
    context = browser.new_context()
    context.route("**/*", serve)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(PLACE)
    page.wait_for_load_state("networkidle")
    assert said == []
