"""The pictures of the README, made from the running product, and a check of what the documents say: `make docs`.

Promises: a private database with the made-up school, whose clock stands still on the morning of Tue Oct 20, 2026, and a
real browser with that clock, so that the same version gives the same pictures. `--check` only reads the documents.
Status 1 and a line for each fault when a document names what does not exist.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
MORNING = datetime(2026, 10, 20, 12, 50, tzinfo=UTC)
"""08:50 in the made-up district: Denise is in the reading block."""

# Read when the settings load, so before anything of the product is imported.
os.environ.setdefault("CARRYOVER_HOME", str(ROOT / "build" / "docs-home"))
os.environ["CARRYOVER_NOW"] = MORNING.isoformat()
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.world import world  # noqa: E402
from docs.written import faults, missing_names  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402

from browser import opened, signed_in  # noqa: E402
from carryover.site.demo.people import installation_password  # noqa: E402

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
TABLET = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, at what size, and how they come to what is shown."""

    name: str
    who: str
    size: dict[str, int]
    walk: Callable[[Page], None]
    start: str = "/"
    dark: bool = False
    touch: bool = False


def stay(page: Page) -> None:
    """The page as it opens."""


def by_words(words: str) -> Callable[[Page], None]:
    """Follow the link that reads so in the line of Jaylen's goal."""

    def walk(page: Page) -> None:
        page.locator("li", has_text="J.T., Asks for a break").get_by_role("link", name=words).click()
        page.wait_for_load_state()

    return walk


def to_graph(page: Page) -> None:
    """From the queue by way of the decision to the graph of the same goal."""
    by_words("Decide")(page)
    page.goto(re.sub(r"decide/$", "graph/", page.url))


def to_support(page: Page) -> None:
    """The decision with the second choice taken and its reason begun."""
    by_words("Decide")(page)
    page.get_by_label("Change support, within what the plan leaves to you").check()


def to_report(page: Page) -> None:
    """From the queue to the progress report of the same student."""
    by_words("Decide")(page)
    student = re.search(r"/students/([0-9a-f-]{36})/", page.url)
    if student is None:
        raise RuntimeError(f"{page.url} names no student")
    page.goto(re.sub(r"/students/.*", f"/documents/students/{student.group(1)}/report/", page.url))


def take_up(page: Page) -> None:
    """Set the tablet up for whoever is signed in, and come to today."""
    page.click("[data-act=enrol]")
    page.click("[data-act=start-as]")
    page.locator("main[data-screen=today]").wait_for()
    page.locator("[data-act=start-block]").first.wait_for()


def record(page: Page) -> None:
    """A few taps about Jaylen in the block that is now."""
    take_up(page)
    page.locator("[data-act=start-block]").first.click()
    page.locator("[data-act=choose-student]", has_text="J.T.").first.click()
    for _ in range(3):
        page.locator("[data-act=count]:visible").first.click()
    for prompt in ("I", "V", "I"):
        page.locator(f"[data-act=trial][data-prompt={prompt}]:visible").first.click()
    page.locator("[data-waiting='0']").first.wait_for(state="attached")


PICTURES_MADE = (
    Picture("queue", "marcus", DESK, stay),
    Picture("caseload", "marcus", DESK, stay, start="/caseload/"),
    Picture("graph", "marcus", DESK, to_graph),
    Picture("graph-dark", "marcus", DESK, to_graph, dark=True),
    Picture("decision", "marcus", DESK, to_support),
    Picture("report", "marcus", DESK, to_report),
    Picture("tablet-today", "denise", PHONE, take_up, start="/tablet/", touch=True),
    Picture("tablet-capture", "denise", PHONE, record, start="/tablet/", touch=True),
    Picture("tablet-capture-wide", "denise", TABLET, record, start="/tablet/", touch=True),
)


def take(browser: Browser, address: str, password: str, picture: Picture) -> Path:
    """Make one picture in a fresh browser profile and return its file."""
    profile = browser.new_context(
        viewport={"width": picture.size["width"], "height": picture.size["height"]},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        has_touch=picture.touch,
        locale="en-US",
        timezone_id="America/New_York",
    )
    profile.clock.set_fixed_time(MORNING)
    page = signed_in(profile, address, picture.who, password, picture.start)
    picture.walk(page)
    page.evaluate("document.fonts.ready")
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(400)
    path = PICTURES / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    profile.close()
    smaller(path)
    return path


def smaller(path: Path) -> None:
    """Fewer colors where pngquant is installed; the picture as the browser made it where it is not."""
    if tool := shutil.which("pngquant"):
        asked = [
            tool,
            "--force",
            "--strip",
            "--skip-if-larger",
            "--quality",
            "80-100",
            "--output",
            str(path),
            str(path),
        ]
        subprocess.run(asked, capture_output=True, check=False)


def main(words: list[str]) -> int:
    """Check the documents and make the pictures, or those that are named."""
    said = [word for word in words if word != "--check"]
    unknown = set(said) - {picture.name for picture in PICTURES_MADE}
    if unknown:
        sys.stderr.write(f"There is no picture called {min(unknown)}.\n")
        return 2
    if "--check" not in words:
        PICTURES.mkdir(exist_ok=True)
        with world("tiny") as here, opened() as browser:
            for picture in PICTURES_MADE:
                if not said or picture.name in said:
                    made = take(browser, here.address, installation_password(os.environ), picture)
                    sys.stdout.write(f"{made.relative_to(ROOT)}  {made.stat().st_size // 1000} KB\n")
    wrong = [*faults(), *missing_names()]
    sys.stdout.write("\n".join([*wrong, f"documents: {len(wrong)} faults"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
