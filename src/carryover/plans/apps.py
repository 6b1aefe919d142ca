"""The plans as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.plans"
    default_auto_field = "django.db.models.BigAutoField"
