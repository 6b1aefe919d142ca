"""The roster as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.roster"
    default_auto_field = "django.db.models.BigAutoField"
