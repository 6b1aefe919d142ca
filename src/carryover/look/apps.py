"""The room as a Django app, so that its templates, tags, words and files are found."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """`carryover.look`: no models, only what is seen."""

    name = "carryover.look"
    label = "look"
    verbose_name = "Look"
