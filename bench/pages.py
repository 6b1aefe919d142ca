"""Server time of the story's pages on the district demo against the tiny one: cost must not grow with the district.

Marcus's caseload and Denise's day are the same students in every size; only the school around them grows.
Goal (issue: the thread, end to end): each page's p95 at most 1.5 times its p95 on tiny.
"""

from __future__ import annotations

import re
from time import perf_counter

from django.test import Client

from bench.figures import machine, p95, spread
from bench.world import point_at, world
from carryover.roster.models import Account
from carryover.site.demo.shapes import goal_id

PAGES = ("caseload", "graph", "day sheet")
ROUNDS = 12
EACH = 4
WARM = 2
GRAPH = re.compile(rf"/students/[0-9a-f-]+/goals/{goal_id('asks-for-a-break')}/graph/")


def main() -> None:
    """Print each page's time on both sizes and the ratio of the 95th percentiles; the sizes take turns."""
    with world("tiny", "year") as tiny, world("district", "year") as district:
        times: dict[str, dict[str, list[float]]] = {
            size: {page: [] for page in PAGES} for size in ("tiny", "district")
        }
        for turn in range(ROUNDS):
            for size, here in (("tiny", tiny), ("district", district))[:: 1 if turn % 2 else -1]:
                point_at(here.databases.app.database)
                for page, taken in _visit().items():
                    times[size][page] += taken
    for page in PAGES:
        small, large = times["tiny"][page], times["district"][page]
        print(f"{page}: tiny {spread(small, 'ms', 1000)}; district {spread(large, 'ms', 1000)}")
        print(f"  p95 ratio {p95(large) / p95(small):.2f} (goal at most 1.5)")
    print(machine(), flush=True)


def _visit() -> dict[str, list[float]]:
    marcus, denise = signed_in("marcus"), signed_in("denise")
    found = GRAPH.search(marcus.get(f"/students/{jaylen(marcus)}/").content.decode())
    if not found:
        raise SystemExit("Jaylen's graph is not linked from his page: the demo is not what it should be.")
    addresses = {
        "caseload": (marcus, "/caseload/"),
        "graph": (marcus, found.group(0)),
        "day sheet": (denise, "/day/"),
    }
    return {page: _times(*addresses[page]) for page in PAGES}


def jaylen(client: Client) -> str:
    page = client.post("/caseload/", {"q": "J.T."}).content.decode()
    found = re.search(r"/students/([0-9a-f-]{36})/", page)
    if not found:
        raise SystemExit("Jaylen is not on Marcus's caseload.")
    return found.group(1)


def _times(client: Client, path: str) -> list[float]:
    times = []
    for turn in range(EACH + WARM):
        start = perf_counter()
        response = client.get(path)
        taken = perf_counter() - start
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}.")
        if turn >= WARM:
            times.append(taken)
    return times


def signed_in(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(username=username))
    return client


if __name__ == "__main__":
    main()
