"""The start-up check of what students need: every function that the settings name for it must be there."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string


def every_source_of_needs_resolves(
    app_configs: Sequence[AppConfig] | None = None, **_: object
) -> list[CheckMessage]:
    """One error for each name in `CARRYOVER_NEEDS` that leads nowhere: the gate would not know what a plan asks."""
    return [
        Error(
            f"CARRYOVER_NEEDS names {name!r}, which leads nowhere.",
            hint="Name a function of a room that finds what students need (scope/needs.py).",
            id="carryover.E040",
        )
        for name in settings.CARRYOVER_NEEDS
        if not _leads_somewhere(name)
    ]


def _leads_somewhere(name: str) -> bool:
    try:
        return callable(import_string(name))
    except ImportError:
        return False
