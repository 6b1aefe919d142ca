"""What asking for rights costs: pages with policy and row security, and the same pages with both off, in the same run.

Off means: the requests run as the keeper, whom row security does not bind, and every question of `scope` is answered
with yes without looking. The record of access is measured apart, by leaving out its one statement a request. Goals
(issue: scope of practice): policy and row security at most 15 % of a page's time; `visible()` on stress at most 1.5 ×
tiny.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from statistics import median
from time import perf_counter
from types import ModuleType
from typing import Any
from unittest.mock import patch

from django.db import connections, transaction
from django.test import Client

from bench.figures import machine, p95, spread
from bench.pages import GRAPH, jaylen, signed_in
from bench.world import TODAY, World, point_at, world
from carryover.journal import acts as journal
from carryover.plans.models import PlanVersion
from carryover.roster.models import Account, Adult, Student
from carryover.scope import actors, queries, routes
from carryover.scope.actors import Actor, actor_of, enter
from carryover.scope.queries import Permit, visible
from carryover.site import clock

ROUNDS = 30
MODES = ("on", "off", "no record")
QUESTIONS = 60


def main() -> None:
    """Print each page's time with rights asked and not asked, the share, and how `visible` grows with the district."""
    with world("tiny", "year") as here:
        point_at(here.databases.app.database)
        _pages(here)
    with world("tiny", "none") as tiny, world("stress", "none") as stress:
        _growth(tiny, stress)
    print(machine(), flush=True)


def _pages(here: World) -> None:
    marcus, denise = signed_in("marcus"), signed_in("denise")
    student = f"/students/{jaylen(marcus)}/"
    found = GRAPH.search(marcus.get(student).content.decode())
    assert found, "Jaylen's graph is linked from his page"
    pages = {
        "caseload": (marcus, "/caseload/"),
        "student": (marcus, student),
        "graph": (marcus, found.group(0)),
        "card": (denise, f"{student}card/"),
        "day sheet": (denise, "/day/"),
    }
    times: dict[str, dict[str, list[float]]] = {page: {mode: [] for mode in MODES} for page in pages}
    for turn in range(ROUNDS + 2):
        for mode in MODES[:: 1 if turn % 2 else -1]:
            with _as(mode, here):
                # The web keeps its connection; on a new one the first pages would pay for it.
                for client, address in pages.values():
                    _once(client, address)
                for page, (client, address) in pages.items():
                    taken = _once(client, address)
                    if turn >= 2:
                        times[page][mode].append(taken)
    for page, by in times.items():
        on, off, bare = (median(by[mode]) for mode in MODES)
        print(f"{page}: asked {spread(by['on'], 'ms', 1000)}; not asked {spread(by['off'], 'ms', 1000)}")
        print(f"  policy and row security {100 * (on - off) / on:.1f} % of the page (goal at most 15 %)")
        print(f"  the record of access {100 * (on - bare) / on:.1f} %, reported apart")


def _once(client: Client, address: str) -> float:
    start = perf_counter()
    answer = client.get(address)
    taken = perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")
    return taken


@contextmanager
def _as(mode: str, here: World) -> Iterator[None]:
    with ExitStack() as stack:
        if mode == "off":
            stack.enter_context(_role(here.databases.keeper.django()))
            for old, new in _ALWAYS_YES.items():
                stack.enter_context(_everywhere(old, new))
        elif mode == "no record":
            stack.enter_context(_everywhere(journal.record, _nothing))
        yield


@contextmanager
def _role(of: dict[str, Any]) -> Iterator[None]:
    """The web's own connection under another role."""
    used = connections["default"]
    was = {key: used.settings_dict[key] for key in ("USER", "PASSWORD")}
    for settings in ({key: of[key] for key in was}, was):
        used.close()
        used.settings_dict.update(settings)
        used.ensure_connection()
        if settings is not was:
            yield


@contextmanager
def _everywhere(old: Callable[..., object], new: Callable[..., object]) -> Iterator[None]:
    """A function of ours replaced under its name in every module that imported it."""
    with ExitStack() as stack:
        for module in [
            m for name, m in sys.modules.items() if name.startswith("carryover.") and _has(m, old)
        ]:
            stack.enter_context(patch.object(module, old.__name__, new))
        yield


def _has(module: ModuleType, function: Callable[..., object]) -> bool:
    return getattr(module, function.__name__, None) is function


def _nothing(*_: object, **__: object) -> None:
    return None


def _yes(*_: object, **__: object) -> Permit:
    return Permit("case_manager")


_KNOWN: dict[Any, Actor] = {}


def _actor(adult: Adult, now: datetime, today: date) -> Actor:
    """Who was looked up once: relationships are part of what is measured."""
    if adult.id not in _KNOWN:
        _KNOWN[adult.id] = actor_of(adult, now, today)
    return _KNOWN[adult.id]


_ALWAYS_YES: dict[Callable[..., object], Callable[..., object]] = {
    queries.may: _yes,
    queries.require: _yes,
    queries.students_for: lambda *_, **__: Student.objects.all(),
    queries.visible: lambda _asker, model, *_: model._default_manager.all(),
    queries.case_manager_of: _nothing,
    routes.pass_door: _nothing,
    actors.actor_of: _actor,
    actors.enter: _nothing,
}


def _growth(tiny: World, stress: World) -> None:
    times: dict[str, list[float]] = {"tiny": [], "stress": []}
    for turn in range(QUESTIONS + 4):
        for size, here in (("tiny", tiny), ("stress", stress))[:: 1 if turn % 2 else -1]:
            point_at(here.databases.app.database)
            taken = _asked()
            if turn >= 4:
                times[size].append(taken)
    ratio = p95(times["stress"]) / p95(times["tiny"])
    print(f"visible(), Marcus's plans: tiny {spread(times['tiny'], 'ms', 1000)}")
    print(f"  stress {spread(times['stress'], 'ms', 1000)}; p95 ratio {ratio:.2f} (goal at most 1.5)")


def _asked() -> float:
    adult = Account.objects.select_related("adult__district").get(username="marcus").adult
    assert adult is not None
    now = clock.now()
    with transaction.atomic():
        start = perf_counter()
        enter(adult.id, None, TODAY, now)
        found = list(visible(actor_of(adult, now, TODAY), PlanVersion).values_list("id", flat=True))
        taken = perf_counter() - start
    if len(found) < 22:
        raise SystemExit(f"Marcus sees {len(found)} versions: the demo is not what it should be.")
    return taken


if __name__ == "__main__":
    main()
