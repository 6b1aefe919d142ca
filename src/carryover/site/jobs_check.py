"""The start-up check of background jobs: a job that an act asks for by name must be one that a room defines."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error

from carryover.journal.enqueue import job_names

ROOMS = "carryover."


def every_job_resolves(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    """One error for each name in a module's `ENQUEUES` that no room's `jobs.py` defines."""
    rooms = [each for each in app_configs or apps.get_app_configs() if each.name.startswith(ROOMS)]
    modules = (module for room in rooms for module in _acts(room.name))
    return unresolved(modules, job_names())


def unresolved(modules: Iterable[ModuleType], known: frozenset[str]) -> list[CheckMessage]:
    """The errors of these modules when only the jobs in `known` exist."""
    return [
        Error(
            f"{module.__name__} asks for the job {name!r}, which no room defines.",
            hint="Define it with that name in the later room's jobs.py, or correct ENQUEUES.",
            id="carryover.E001",
        )
        for module in modules
        for name in getattr(module, "ENQUEUES", ())
        if name not in known
    ]


def _acts(room: str) -> Iterator[ModuleType]:
    """The modules of a room in which acts live: `acts`, and what lies in it when it is a folder."""
    inside = pkgutil.iter_modules(import_module(room).__path__)
    if any(found.name == "acts" for found in inside):
        acts = import_module(f"{room}.acts")
        yield acts
        for found in pkgutil.iter_modules(getattr(acts, "__path__", [])):
            yield import_module(f"{acts.__name__}.{found.name}")
