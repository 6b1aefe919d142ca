"""Places to try a data folder in, and a way to try it as somebody who is not root."""

from __future__ import annotations

import os
import pickle
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from carryover.site import embedded
from carryover.site.home import Home
from carryover.site.starting import ready

T = TypeVar("T")


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder that every user may pass through (pytest's own is private to its user)."""
    folder = Path(tempfile.mkdtemp(prefix="co-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for data in folder.rglob("pg_data"):
        embedded.stop(Home(data.parent, data.parent / "sockets"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def original() -> Iterator[Path]:
    """One finished data folder with a stopped database, to copy from: making one takes a second."""
    folder = Path(tempfile.mkdtemp(prefix="co-", dir="/tmp"))
    folder.chmod(0o755)
    with ready({"CARRYOVER_HOME": str(folder / "data")}):
        pass
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data(place: Path, original: Path) -> Path:
    """A finished data folder of this test's own."""
    subprocess.run(["cp", "-a", original, place / "data"], check=True)
    return place / "data"


@pytest.fixture
def as_ordinary_user() -> Callable[[Callable[[], T]], T]:
    """Run something as a user without special rights, whoever runs the tests; give back what it returned."""
    return _as_ordinary_user


def _as_ordinary_user(what: Callable[[], T]) -> T:
    if os.geteuid() != 0:
        return what()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            nobody = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            answer: object = what()
        except BaseException as error:
            answer = AssertionError(f"{type(error).__name__}: {error}")
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        result = pickle.load(pipe)
    os.waitpid(child, 0)
    if isinstance(result, AssertionError):
        raise result
    return result  # type: ignore[no-any-return]
