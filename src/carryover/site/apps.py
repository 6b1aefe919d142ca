"""The front door as a Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core import checks

from carryover.site.jobs_check import every_job_resolves
from carryover.site.translations import compile_all

START = "start"
"""The tag of what must hold before anything is served."""


class SiteConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.site"
    label = "front_door"

    def ready(self) -> None:
        """Every job that an act enqueues by name must exist before the first request, and so must every translation.

        What authentication tells is heard from now on.
        """
        compile_all()
        # Late, because they need the models, which are there only now.
        import_module("carryover.site.account.events").listen()
        checks.register(every_job_resolves, START)
        checks.register(import_module("carryover.site.doors_check").every_address_says_what_it_asks, START)
