"""A real Chromium for the journeys: the system's when there is one, else the one of the npm package."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
UNPACK = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"


@cache
def chromium() -> str:
    """The path of a Chromium; RuntimeError with one sentence when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    node_file = CHECKOUT / ".venv" / ".node"
    node = (
        Path(node_file.read_text().strip()) / "node"
        if node_file.exists()
        else Path(shutil.which("node") or "node")
    )
    unpacked = subprocess.run(
        [str(node), "--input-type=module", "-e", UNPACK],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if unpacked.returncode:
        raise RuntimeError("No Chromium: install Debian's chromium, or run make install for the npm package.")
    return unpacked.stdout.strip()


@contextmanager
def opened() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS, headless=True)
        try:
            yield browser
        finally:
            browser.close()


def signed_in(context: BrowserContext, address: str, username: str, password: str, then: str = "/") -> Page:
    """A page on which this person has signed in through the form."""
    page = context.new_page()
    page.goto(f"{address}/accounts/login/?next={then}")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds wrong under WCAG 2.2 A and AA, a line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))"
    )
    return [str(line) for line in found]
