"""The observations as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.observations"
    default_auto_field = "django.db.models.BigAutoField"
