"""The front door as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Names the room for Django."""

    name = "carryover.site"
    label = "front_door"
