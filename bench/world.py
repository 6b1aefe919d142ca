"""A running server on a database of its own, with the demo in it, gone again afterwards."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TODAY = date(2026, 10, 20)
CHECKOUT = Path(__file__).resolve().parents[1]
os.environ.setdefault("CARRYOVER_HOME", str(CHECKOUT / "build" / "bench-home"))
os.environ["CARRYOVER_TODAY"] = TODAY.isoformat()
os.environ["CARRYOVER_MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carryover.site.settings")

import django  # noqa: E402

from carryover.site.home import locate, make  # noqa: E402
from carryover.site.secrets import keep  # noqa: E402

keep(make(locate(os.environ)), os.environ)  # settings read the passwords when they load
django.setup()

from django.db import connections  # noqa: E402

from bench.served import served  # noqa: E402
from carryover.site import migrating, roles  # noqa: E402
from carryover.site.connections import Databases  # noqa: E402
from carryover.site.demo.load import load  # noqa: E402
from carryover.site.starting import ready  # noqa: E402


@dataclass(frozen=True)
class World:
    """Where the server answers and which database it serves."""

    address: str
    databases: Databases


@contextmanager
def world(size: str, observations: str = "month", workers: int = 1) -> Iterator[World]:
    """The demo district of this size, served by the real web server."""
    with ready(os.environ) as hold:
        name = f"carryover_bench_{size}"
        roles.drop(hold.databases, name)
        template = roles.template_database(hold.databases, _structure(), _migrate)
        to = roles.clone(hold.databases, template, name)
        load(to, size=size, seed=1, today=TODAY, observations=observations)
        point_at(name)
        try:
            with served(name, workers=workers) as address:
                yield World(address, to)
        finally:
            for each in connections.all():
                each.close()
            roles.drop(hold.databases, name)


@contextmanager
def emptied(name: str) -> Iterator[Databases]:
    """A migrated database with nobody in it, which this process's own connections lead to."""
    with ready(os.environ) as hold:
        template = roles.template_database(hold.databases, _structure(), _migrate)
        to = roles.clone(hold.databases, template, name)
        point_at(name)
        try:
            yield to
        finally:
            for each in connections.all():
                each.close()
            roles.drop(hold.databases, name)


def point_at(name: str) -> None:
    """Let this process's own connections lead to that database."""
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name


def _structure() -> str:
    """Changes when the tables do: an old template would measure yesterday's database."""
    rooms = CHECKOUT / "src" / "carryover"
    sources = [*rooms.glob("*/migrations/*.py"), rooms / "journal/append_only.py"]
    sources += [rooms / "scope" / name for name in ("walls.py", "walls.sql", "policy.toml")]
    sources.append(rooms / "journal/history.py")
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()


def _migrate(to: Databases) -> None:
    point_at(to.owner.database)
    migrating.bring_up()
