"""From a fresh checkout to databases that answer.

Promises: `ready` makes the data folder, the secrets, the embedded server (unless DATABASE_URL names another),
the roles and the database; called again it only looks. While a `Hold` is open the embedded server stays up;
the last one to let go stops it, and a process that is killed lets go by dying.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType

import psycopg

from carryover.site import embedded, roles
from carryover.site.connections import Databases, databases
from carryover.site.home import CannotStart, Home, locate, make, told
from carryover.site.secrets import Secrets, keep

PATIENCE = 30.0  # seconds that a server which is starting or ending gets before we say so


@dataclass
class Hold:
    """Ready databases, kept up until `release`; usable as a context manager."""

    home: Home
    secrets: Secrets
    databases: Databases
    _descriptor: int | None = field(default=None, repr=False)

    def release(self, *, stop: bool = True) -> None:
        """Let go; with `stop`, end the embedded server if nobody else holds it. Repeating does nothing."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        with _lock(self.home, "lock"):
            last = _alone(descriptor)
            if stop and last:
                embedded.stop(self.home)
            os.close(descriptor)

    def __enter__(self) -> Hold:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def ready(env: Mapping[str, str], *, database: str | None = None, reset_passwords: bool = False) -> Hold:
    """Have everything that the program needs to connect as any of its roles. Raises CannotStart.

    `database` names another database on the same server (its roles are named after it), for tests.
    `reset_passwords` lets roles that exist on a server of yours get this data folder's passwords.
    """
    home = make(locate(env))
    with _lock(home, "lock"):
        secrets = keep(home, env)
        to = databases(home, env, database or env.get("CARRYOVER_DATABASE") or None)
        descriptor = _enter(home) if to.embedded else None
        try:
            _connectable(home, secrets, to)
            if not roles.ready_for(to):
                _prepare(to, reset_passwords=reset_passwords)
            if not to.embedded:
                roles.refuse_strong_app(to)
        except BaseException:
            if descriptor is not None:
                os.close(descriptor)
            raise
    return Hold(home, secrets, to, descriptor)


@contextmanager
def alone_in(home: Home) -> Iterator[None]:
    """Nobody else holds the database, and nobody can begin to. Raises CannotStart when somebody does."""
    with _lock(home, "lock"):
        descriptor = _enter(home)
        try:
            if not _alone(descriptor):
                raise CannotStart(f"Carryover is running on {home.root}: stop it first with Ctrl-C.")
            yield
        finally:
            os.close(descriptor)


def _connectable(home: Home, secrets: Secrets, to: Databases) -> None:
    """Start our own server and wait until it answers; of a server of yours, ask once."""
    until = time.monotonic() + PATIENCE
    while True:
        if to.embedded:
            embedded.start(home, secrets.admin_password)
        try:
            roles.connect(to.admin or to.owner).close()
            return
        except psycopg.OperationalError as error:
            refusal = _sentence(home, to, error)
            if not to.embedded or "authentication" in str(error) or time.monotonic() > until:
                raise CannotStart(refusal) from error
        time.sleep(0.1)


def _sentence(home: Home, to: Databases, error: psycopg.OperationalError) -> str:
    said = str(error).strip().splitlines()[-1].strip().rstrip(".")
    if to.embedded and "authentication" in said:
        return (
            f"The passwords in {home.secrets} do not open the database in {home.pg_data}: "
            "put the secrets.json from your backup in its place."
        )
    if to.embedded:
        return f"PostgreSQL in {home.pg_data} does not answer: {said}. Its log is in {home.pg_log}."
    return f"The server of DATABASE_URL does not let us in: {said}."


def _prepare(to: Databases, *, reset_passwords: bool) -> None:
    if to.admin is None:
        raise CannotStart(
            "The three roles cannot all enter the database with the extensions btree_gist and pg_trgm and "
            "the default "
            "rights: ask who keeps the server to follow docs/how-to/your-own-postgresql.md."
        )
    roles.prepare(to, reset_passwords=reset_passwords)


@contextmanager
def _lock(home: Home, name: str) -> Iterator[None]:
    """One process at a time; the operating system frees it when the process dies."""
    with told(home.root):
        descriptor = os.open(home.root / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _enter(home: Home) -> int:
    descriptor = os.open(home.root / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
