"""Server time of the story's pages on the district demo against the tiny one: cost must not grow with the district.

Marcus's caseload and Denise's day are the same students in every size; only the school around them grows.
Goal (issue: the thread, end to end): each page's p95 at most 1.5 times its p95 on tiny.
"""

from __future__ import annotations

import re
from time import perf_counter
from urllib.parse import urlsplit

from django.test import Client

from bench.figures import machine, p95, spread
from bench.world import world
from carryover.roster.models import Account

ROUNDS = 40
WARM = 5


def main() -> None:
    """Print each page's time on both sizes and the ratio of the 95th percentiles."""
    times = {size: _measure(size) for size in ("tiny", "district")}
    for page in times["tiny"]:
        small, large = times["tiny"][page], times["district"][page]
        print(f"{page}: tiny {spread(small, 'ms', 1000)}; district {spread(large, 'ms', 1000)}")
        print(f"  p95 ratio {p95(large) / p95(small):.2f} (goal at most 1.5)")
    print(machine(), flush=True)


def _measure(size: str) -> dict[str, list[float]]:
    with world(size, "year" if size == "district" else "month"):
        marcus, denise = _signed_in("marcus"), _signed_in("denise")
        caseload = marcus.get("/caseload/").content.decode()
        found = re.search(r'/students/[0-9a-f-]+/goals/[^/"]+/decide/', caseload)
        if not found:
            raise SystemExit("No rule has fired on Marcus's caseload: the demo is not what it should be.")
        graph = urlsplit(found.group(0).replace("decide/", "graph/")).path
        pages = {"caseload": (marcus, "/caseload/"), "graph": (marcus, graph), "day sheet": (denise, "/day/")}
        return {name: _times(client, path) for name, (client, path) in pages.items()}


def _times(client: Client, path: str) -> list[float]:
    times = []
    for turn in range(ROUNDS + WARM):
        start = perf_counter()
        response = client.get(path)
        taken = perf_counter() - start
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}.")
        if turn >= WARM:
            times.append(taken)
    return times


def _signed_in(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(username=username))
    return client


if __name__ == "__main__":
    main()
