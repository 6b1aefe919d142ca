"""The front door as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import import_string

from carryover.site.jobs_check import every_job_resolves
from carryover.site.translations import compile_all


class SiteConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.site"
    label = "front_door"

    def ready(self) -> None:
        """Every job that an act enqueues by name must exist before the first request, and so must every translation.

        What authentication tells is heard from now on.
        """
        compile_all()
        import_string(
            "carryover.site.account.events.listen"
        )()  # it needs the models, which are there only now
        checks.register(every_job_resolves)
