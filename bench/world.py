"""A running server on a database of its own, with the demo in it, gone again afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.request import urlopen

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

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from carryover.site import roles  # noqa: E402
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
        template = roles.template_database(hold.databases, "bench", _migrate)
        to = roles.clone(hold.databases, template, name)
        load(to, size=size, seed=1, today=TODAY, observations=observations)
        point_at(name)
        try:
            with _served(name, workers) as address:
                yield World(address, to)
        finally:
            for each in connections.all():
                each.close()
            roles.drop(hold.databases, name)


def point_at(name: str) -> None:
    """Let this process's own connections lead to that database."""
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name


def _migrate(to: Databases) -> None:
    point_at(to.owner.database)
    call_command("migrate", database="owner", verbosity=0)
    for each in connections.all():
        each.close()


@contextmanager
def _served(database: str, workers: int) -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", str(workers), "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen(
        [*command, "carryover.site.wsgi:application"], env=os.environ | {"CARRYOVER_DATABASE": database}
    )
    try:
        _await(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(address: str) -> None:
    for _ in range(200):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not come up.")
