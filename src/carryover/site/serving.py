"""`carryover serve`: everything that a school day needs, from one command, and gone again with Ctrl-C.

Promises: says in one sentence why it cannot start; prints the address only when the pages answer; ends the
web server, the worker and the database it holds, in this order, on Ctrl-C, SIGTERM or a closed terminal.
Killed without warning, it can be started again at once. No secret has a default: keys come from the data
folder or the environment.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import ssl
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib import import_module
from importlib.util import find_spec
from types import FrameType

from django.apps import apps

from carryover.site import children, clock, lan, migrating
from carryover.site.arguments import Arguments, day, port
from carryover.site.home import CannotStart
from carryover.site.starting import Hold, ready

SIZES = ("tiny", "district", "stress")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WORKERS = 2
THREADS = 3
PATIENCE = 30.0  # seconds for the pages to answer, and for the children to end
LONGEST_PAUSE = 300.0
WORKER_PAUSE = 5.0  # seconds before a background worker that ended is started again


def main(line: Sequence[str]) -> int:
    """`carryover serve`: run until told to end. Raises CannotStart."""
    asked = _asked(line)
    for each in ENDINGS:
        signal.signal(each, _end_asked)
    address = "0.0.0.0" if asked.lan else "127.0.0.1"  # noqa: S104 - LAN means every interface
    require_free(address, asked.port)
    with ready(os.environ) as hold:
        try:
            _serve(asked, hold, address)
        except KeyboardInterrupt:
            print("\nStopped.", flush=True)
        finally:
            for each in ENDINGS:
                signal.signal(each, signal.SIG_IGN)
    return 0


def require_free(address: str, number: int) -> None:
    """Refuse in one sentence a port that something else listens on, or that we may not use."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, number))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotStart(f"Port {number} is for root only: run `make run PORT=8000`.") from error
            other = 8001 if number == 8000 else 8000
            raise CannotStart(
                f"Port {number} is taken by another program: run `make run PORT={other}`."
            ) from error


def _asked(line: Sequence[str]) -> Namespace:
    parser = Arguments(prog="carryover serve", description="Start everything and show the address.")
    parser.add_argument("--port", type=port, default=8000, help="the port to listen on (default 8000)")
    parser.add_argument(
        "--demo", choices=SIZES, help="load the made-up district of this size if there is none"
    )
    parser.add_argument("--lan", action="store_true", help="serve the school network, with TLS")
    parser.add_argument("--today", type=day, help="the date to pretend, such as 2026-10-20")
    return parser.parse_args(line)


def _end_asked(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _serve(asked: Namespace, hold: Hold, address: str) -> None:
    certificate = _certificate(hold) if asked.lan else None
    os.environ.update(environment(asked, certificate))
    migrating.set_up()
    migrating.bring_up()
    if asked.demo:
        _have_demo(asked, hold)
    running = [children.begin("the web server", web_command(asked.port, address, certificate), os.environ)]
    try:
        _await_answer(running[0], asked.port, certificate)
        _announce(asked, certificate)
        _watch(running, hold)
    finally:
        for each in ENDINGS:
            signal.signal(each, signal.SIG_IGN)
        children.end(running, PATIENCE)


def _certificate(hold: Hold) -> lan.Certificate:
    return lan.certificate(hold.home, lan.addresses_here(), socket.gethostname(), datetime.now(UTC))


def _have_demo(asked: Namespace, hold: Hold) -> None:
    """The made-up district, loaded into an empty database; and a school day today, whenever somebody tries it."""
    demo = import_module("carryover.site.demo.load")
    today = asked.today or clock.now().astimezone(clock.DEMO_ZONE).date()
    if _is_empty():
        print(f"Making up a district of size {asked.demo} …", flush=True)
        demo.load(
            hold.databases, size=asked.demo, seed=1, today=today, observations="year", progress=os.isatty(2)
        )
    demo.ensure_school_day(hold.databases, today)


def environment(asked: Namespace, certificate: lan.Certificate | None) -> dict[str, str]:
    """What the settings of every process of this server read."""
    given = {
        "DJANGO_SETTINGS_MODULE": "carryover.site.settings",
        "CARRYOVER_MODE": "demo" if asked.demo else "production",
    }
    if asked.today:
        given["CARRYOVER_TODAY"] = str(asked.today)
    if certificate is not None:
        given["CARRYOVER_TLS"] = "1"
        given["CARRYOVER_HOSTS"] = ",".join((*certificate.names, "127.0.0.1", *certificate.addresses))
    return given


def web_command(number: int, address: str, certificate: lan.Certificate | None) -> list[str]:
    """The web server's command line."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        address,
        "--port",
        str(number),
    ]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws"]
    command += ["--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "5"]
    if certificate is not None:
        command += ["--ssl-certificate", str(certificate.chain), "--ssl-keyfile", str(certificate.key)]
    return [*command, "carryover.site.wsgi:application"]


def _is_empty() -> bool:
    """Whether the database holds no district yet; asked as the keeper, who sees every row."""
    return not apps.get_model("roster", "District")._default_manager.using("keeper").exists()


def _await_answer(web: children.Child, number: int, certificate: lan.Certificate | None) -> None:
    """Wait until the pages answer. Raises CannotStart when the server ends or answers with an error."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not web.ended():
        status = _answer(number, certificate)
        if status == HTTPStatus.OK:
            return
        if status is not None:
            break
        time.sleep(0.1)
    raise CannotStart("The pages do not answer; what the web server said is above.")


def _answer(number: int, certificate: lan.Certificate | None) -> int | None:
    """The status of the page that says all is well, or None while nobody answers."""
    connection: HTTPConnection
    if certificate is not None:
        trust = ssl.create_default_context(cafile=str(certificate.authority))
        connection = HTTPSConnection("127.0.0.1", number, timeout=5, context=trust)
    else:
        connection = HTTPConnection("127.0.0.1", number, timeout=5)
    with closing(connection), suppress(OSError, HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    return None


def _announce(asked: Namespace, certificate: lan.Certificate | None) -> None:
    print(f"\nCarryover is running at {'https' if certificate else 'http'}://localhost:{asked.port}")
    if certificate is not None:
        for each in certificate.addresses:
            print(f"  on the school network: https://{each}:{asked.port}")
        print(f"  tablets trust it once this file is installed on them: {certificate.authority}")
    if asked.demo:
        print("\n".join(sign_in_lines()))
    print("Stop with Ctrl-C.", flush=True)


def sign_in_lines() -> list[str]:
    """Who can sign in to the demo district."""
    if find_spec("carryover.site.demo") is None:
        return []
    lines: list[str] = import_module("carryover.site.demo.people").sign_in_lines()
    return lines


def _watch(running: list[children.Child], hold: Hold) -> None:
    """Until told to end: keep the worker going, and end with the web server."""
    command, log = worker_command(), hold.home.log / "worker.log"
    due, pause = time.monotonic(), WORKER_PAUSE
    while not running[0].ended():
        if command and time.monotonic() >= due and (len(running) == 1 or running[-1].ended()):
            if len(running) > 1:
                print(
                    f"The worker ended by itself and is started again; {log} says why.",
                    file=sys.stderr,
                    flush=True,
                )
                pause = min(2 * pause, LONGEST_PAUSE)
            running[1:] = [children.begin("the worker", command, os.environ, log)]
            due = time.monotonic() + pause
        time.sleep(0.3)
    raise CannotStart("The web server ended by itself; what it said is above.")


def worker_command() -> list[str]:
    """The background worker's command line; empty when no background jobs are installed."""
    if not apps.is_installed("procrastinate.contrib.django"):
        return []
    return [sys.executable, "-m", "carryover.site.managing", "procrastinate", "worker", "--concurrency", "1"]
