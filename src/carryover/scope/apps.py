"""The scope of practice as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ScopeConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.scope"
    default_auto_field = "django.db.models.BigAutoField"
