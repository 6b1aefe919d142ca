"""The exchange of rosters as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.exchange"
    default_auto_field = "django.db.models.BigAutoField"
