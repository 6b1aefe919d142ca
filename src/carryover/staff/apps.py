"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.staff"
    default_auto_field = "django.db.models.BigAutoField"
