"""The tablet app's weight, and the time from a tap to its durable write, in Chromium at a quarter of its speed.

Weight: every .js and .css of the build, gzipped one by one; goal at most 90 KB, fonts apart. Tap: from the click until
the counter of waiting items has grown, which the app does only when IndexedDB reports the strict-durability
transaction complete. Offline, so that nothing is sent meanwhile. Only Chromium is to be had here: not Safari.
"""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

from bench.figures import machine, p95, spread
from bench.world import CHECKOUT, world

sys.path.insert(0, str(CHECKOUT / "tests"))
from browser import opened, signed_in
from carryover.site.home import locate
from carryover.site.secrets import keep

TAPS = 150
SLOWDOWN = 4
WATCH = """async (taps) => {
  const counter = () => Number(document.querySelector('[data-waiting]').dataset.waiting);
  const times = [];
  for (let i = 0; i < taps; i += 1) {
    const before = counter(), start = performance.now();
    document.querySelector('[data-act=count]').click();
    await new Promise((done) => {
      const look = () => (counter() > before ? done() : setTimeout(look, 1));
      look();
    });
    times.push(performance.now() - start);
    await new Promise((rest) => setTimeout(rest, 20));
  }
  return times;
}"""


def main() -> None:
    """Print both."""
    kilobytes = weight(CHECKOUT / "tablet" / "dist")
    print(f"JS + CSS {kilobytes:.1f} KB gzipped (goal at most 90)")
    times = taps()
    print(f"tap to durable write at {SLOWDOWN}x slowdown: {spread(times, 'ms')}; p95 {p95(times):.0f} ms")
    print(machine(), flush=True)


def weight(built: Path) -> float:
    """Kilobytes of the build's scripts and styles, gzipped."""
    files = [path for path in built.rglob("*") if path.suffix in (".js", ".css")]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1024


def taps() -> list[float]:
    """Milliseconds of each tap."""
    password = keep(locate(os.environ), os.environ).demo_password
    with world("tiny") as here, opened() as browser:
        profile = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
        page = signed_in(profile, here.address, "denise", password, "/tablet/")
        page.click("[data-act=enrol]")
        page.click("[data-act=start-as]")
        page.click("[data-act=start-block][data-period=P1]")
        page.locator("[data-act=choose-student]").first.click()
        page.wait_for_selector("[data-act=count]")
        profile.set_offline(True)
        profile.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        return [float(taken) for taken in page.evaluate(WATCH, TAPS)]


if __name__ == "__main__":
    main()
