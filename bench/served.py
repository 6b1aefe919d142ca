"""The real web server on a database, for as long as a measurement or a browser test needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from ssl import CERT_NONE, SSLContext, create_default_context
from urllib.request import urlopen


def _trusting() -> SSLContext:
    context = create_default_context()
    context.check_hostname, context.verify_mode = False, CERT_NONE
    return context


ANYBODY = _trusting()
"""Whoever answers on the port that we have just given away is our own server."""


@contextmanager
def served(
    database: str, *, workers: int = 1, tls: tuple[Path, Path] | None = None, **settings: str
) -> Iterator[str]:
    """The address at which the product serves that database, with a certificate and key if given.

    `settings` are further environment variables.
    """
    port = _free_port()
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
    command += ["--ssl-certificate", str(tls[0]), "--ssl-keyfile", str(tls[1])] if tls else []
    scheme = "https" if tls else "http"
    server = subprocess.Popen(
        [*command, "carryover.site.wsgi:application"],
        env=os.environ | {"CARRYOVER_DATABASE": database} | settings,
    )
    try:
        _await(f"{scheme}://127.0.0.1:{port}/healthz", server)
        # Service workers and passkeys need a name that counts as secure.
        yield f"{scheme}://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urlopen(address, timeout=1, context=ANYBODY):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not come up; what it said is above.")
