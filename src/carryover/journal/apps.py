"""The journal as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.journal"
    default_auto_field = "django.db.models.BigAutoField"
