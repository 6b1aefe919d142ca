"""The world that the tests share: a real database with the tiny demo district, on a day that never changes.

One PostgreSQL server, one template with everything in it, a copy for each worker. Tests run as the app role, which row
security binds.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
os.environ.setdefault("CARRYOVER_HOME", str(CHECKOUT / "build" / "test-home"))
os.environ.setdefault("CARRYOVER_MODE", "demo")
os.environ["CARRYOVER_NOW"] = "2026-10-20T14:05:00+00:00"
os.environ["DJANGO_SETTINGS_MODULE"] = "carryover.site.settings"  # after the data folder is named

from carryover.site.starting import Hold, ready  # noqa: E402

# Before anything reads the settings: they take the passwords that the first start writes into the data folder.
HOLD = ready(os.environ)
atexit.register(HOLD.release)

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from pytest_django import DjangoDbBlocker  # noqa: E402

from carryover.site import migrating, roles  # noqa: E402
from carryover.site.connections import Databases  # noqa: E402
from carryover.site.demo.load import load  # noqa: E402

# A seeded share of every search runs always; `make nightly` searches fifty times as long, by chance.
hypothesis.settings.register_profile("always", max_examples=60, derandomize=True, deadline=None)
hypothesis.settings.register_profile("nightly", max_examples=3000, deadline=None)
hypothesis.settings.load_profile("always")

TODAY = date(2026, 10, 20)
"""Tuesday, an A day: the day on which every test that needs the demo takes place."""


def pytest_configure(config: pytest.Config) -> None:
    """Settings are read before any test module is, and then the watch over the journal can stand."""
    django.setup()
    config.pluginmanager.import_plugin("watching")


@pytest.fixture(autouse=True)
def _nobody_leaves_a_language_behind() -> Iterator[None]:
    """A request speaks its reader's language from its first line on, in the thread of the test that made it."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def server() -> Hold:
    """The database server, kept up for as long as this process lives."""
    return HOLD


@pytest.fixture(scope="session")
def template(server: Hold, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of the database with every migration and the tiny demo in it; made once for all workers."""
    with django_db_blocker.unblock():
        return roles.template_database(server.databases, _key(), _fill)


@pytest.fixture(scope="session")
def django_db_setup(server: Hold, template: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """This worker's own copy of the template."""
    name = f"{template}_{os.getpid()}"
    _drop_copies_of_the_dead(server, template)
    roles.clone(server.databases, template, name)
    _point_at(name)
    yield
    for each in connections.all():
        each.close()
    roles.drop(server.databases, name)


def _drop_copies_of_the_dead(server: Hold, template: str) -> None:
    """Remove what killed runs left behind; a copy is named after the process that made it."""
    with roles.connect(server.databases.owner) as owner:
        names = [
            str(n)
            for (n,) in owner.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{template}\\_%"]
            )
        ]
    for name in names:
        if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
            roles.drop(server.databases, name)


def _point_at(name: str) -> None:
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name


def _fill(to: Databases) -> None:
    _point_at(to.owner.database)
    migrating.bring_up()
    load(to, size="tiny", seed=1, today=TODAY, observations="month")


def _key() -> str:
    """Changes when a migration or the generator does."""
    sources = [
        *CHECKOUT.glob("src/carryover/*/migrations/*.py"),
        *CHECKOUT.glob("src/carryover/site/demo/**/*.py"),
    ]
    sources += [
        CHECKOUT / "src/carryover/plans/content.py",
        CHECKOUT / "src/carryover/plans/acts/sign.py",
        CHECKOUT / "src/carryover/scope/walls.py",
        *CHECKOUT.glob("src/carryover/scope/*.sql"),
        CHECKOUT / "src/carryover/scope/policy.toml",
        CHECKOUT / "src/carryover/journal/append_only.py",
        CHECKOUT / "src/carryover/journal/history.py",
    ]
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()


QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Nobody's password is guessed here, so none need be slow."""


@pytest.fixture(scope="module")
def apart(
    server: Hold, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A copy of the demo for one module, in which each request is undone by itself and nothing is written down."""
    usual, name = str(connections["default"].settings_dict["NAME"]), f"{template}_apart_{os.getpid()}"
    roles.clone(server.databases, template, name)
    logging.disable(logging.CRITICAL)  # what is written down has its own test
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        _point_at(name)
        yield
        _point_at(usual)
    logging.disable(logging.NOTSET)
    translation.deactivate()
    timezone.deactivate()
    roles.drop(server.databases, name)
