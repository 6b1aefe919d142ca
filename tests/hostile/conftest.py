"""A database of their own for requests that nobody should send: what could not be undone is thrown away with it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import override_settings
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from carryover.site import roles
from carryover.site.starting import Hold

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Nobody's password is guessed here, so none need be slow."""


def point_at(name: str) -> None:
    """Every connection of this process goes to that database from now on."""
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name


@pytest.fixture(scope="module")
def apart(
    server: Hold, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A copy of the demo for one module, in which each request is undone by itself and nothing is written down."""
    usual, name = str(connections["default"].settings_dict["NAME"]), f"{template}_apart_{os.getpid()}"
    roles.clone(server.databases, template, name)
    logging.disable(logging.CRITICAL)  # what is written down has its own test
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        point_at(name)
        yield
        point_at(usual)
    logging.disable(logging.NOTSET)
    cache.clear()  # refused sign-ins are counted there
    translation.deactivate()
    timezone.deactivate()
    roles.drop(server.databases, name)
