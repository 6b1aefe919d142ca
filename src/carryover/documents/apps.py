"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.documents"
    default_auto_field = "django.db.models.BigAutoField"
