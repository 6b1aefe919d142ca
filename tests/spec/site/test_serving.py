"""Serving: a taken port, a killed parent, an orderly end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from carryover.site import children, embedded, serving
from carryover.site.connections import databases
from carryover.site.home import CannotStart, locate
from carryover.site.removing import remove
from carryover.site.starting import ready


def until(what: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds."""
    for _ in range(200):
        if what():
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_taken_port_is_one_sentence_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(CannotStart) as refused:
            serving.require_free("127.0.0.1", number)
    assert refused.value.sentence == (f"Port {number} is taken by another program: run `make run PORT=8000`.")
    serving.require_free("127.0.0.1", number)


def test_demo_mode_is_only_for_the_demo() -> None:
    asked = Namespace(demo=None, today=None)
    assert serving.environment(asked, None)["CARRYOVER_MODE"] == "production"
    asked = Namespace(demo="tiny", today=date(2026, 10, 20))
    assert serving.environment(asked, None)["CARRYOVER_MODE"] == "demo"
    assert serving.environment(asked, None)["CARRYOVER_TODAY"] == "2026-10-20"


@pytest.mark.skipif(sys.platform != "linux", reason="a Linux promise")
def test_a_child_does_not_outlive_a_parent_that_is_killed() -> None:
    program = (
        "import os, sys, time; from carryover.site import children; "
        "sleeper = [sys.executable, '-c', 'import time; time.sleep(60)']; "
        "child = children.begin('a sleeper', sleeper, os.environ); "
        "print(child.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert alive(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert until(lambda: not alive(pid))


def test_ending_reaches_a_child_that_will_not_listen_and_its_own_children(place: Path) -> None:
    note = place / "pids"
    program = (
        "import os, signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"open({str(note)!r} + '.new', 'w').write(str(inner.pid)); "
        f"os.rename({str(note)!r} + '.new', {str(note)!r}); time.sleep(60)"
    )
    child = children.begin("deaf", [sys.executable, "-W", "ignore", "-c", program], os.environ)
    assert until(note.exists)
    inner = int(note.read_text())
    children.end([child], patience=0.1)
    assert child.ended()
    assert until(lambda: not alive(inner))


DATABASE_URLS = {
    "DATABASE_URL": "postgresql://app:a@db.example.org/school",
    "DATABASE_OWNER_URL": "postgresql://owner:o@db.example.org/school",
    "DATABASE_KEEPER_URL": "postgresql://keeper:k@db.example.org/school?sslmode=require",
}


def test_three_urls_are_taken_as_they_are(place: Path) -> None:
    env = {"CARRYOVER_HOME": str(place / "data"), **DATABASE_URLS}
    to = databases(locate(env), env)
    assert (to.app.user, to.owner.user, to.keeper.user, to.admin) == ("app", "owner", "keeper", None)
    assert to.keeper.dsn()["sslmode"] == "require"
    assert to.app.django()["NAME"] == "school"


def test_an_administrator_s_url_gives_three_roles_named_after_the_database(place: Path) -> None:
    env = {
        "CARRYOVER_HOME": str(place / "data"),
        "DATABASE_URL": "postgresql://root:r%40d@db.example.org:6432/lake",
    }
    to = databases(locate(env), env)
    assert (to.owner.user, to.app.user, to.keeper.user) == ("lake_owner", "lake_app", "lake_keeper")
    assert to.admin is not None and to.admin.password == "r@d" and to.admin.port == 6432
    assert "r@d" not in repr(to)


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"DATABASE_URL": "mysql://a@b/c"}, "must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://a:b@host:port/c"}, "must look like postgresql://"),
        ({"DATABASE_URL": "nonsense"}, "must look like postgresql://"),
        ({**DATABASE_URLS, "DATABASE_KEEPER_URL": ""}, "DATABASE_KEEPER_URL is not set"),
        ({**DATABASE_URLS, "DATABASE_OWNER_URL": "postgresql://o:o@h/other"}, "must name the same database"),
    ],
)
def test_a_database_url_that_cannot_be_is_one_sentence(place: Path, env: dict[str, str], said: str) -> None:
    given = {"CARRYOVER_HOME": str(place / "data"), **env}
    with pytest.raises(CannotStart, match=said):
        databases(locate(given), given)


def test_a_server_of_yours_is_prepared_once_and_its_roles_are_not_taken_over(data: Path) -> None:
    """The embedded server stands in for yours: reached by a URL, with a data folder that did not make it."""
    with ready({"CARRYOVER_HOME": str(data)}) as hold:
        admin = hold.databases.admin
        assert admin is not None
        url = f"postgresql://{admin.user}:{admin.password}@/lake?host={admin.host}"
        mine = {"CARRYOVER_HOME": str(data.parent / "mine"), "DATABASE_URL": url}
        for _ in range(2):
            with ready(mine) as yours:
                assert yours.databases.app.user == "lake_app" and not yours.databases.embedded
        other = {**mine, "CARRYOVER_HOME": str(data.parent / "other")}
        with pytest.raises(CannotStart, match="lake_owner with another password"):
            ready(other)
        with ready(mine):
            pass
        strong = {**mine, "DATABASE_OWNER_URL": url, "DATABASE_KEEPER_URL": url}
        with pytest.raises(CannotStart, match=r"could step over row security|cannot all enter"):
            ready(strong)


def test_cleaning_removes_only_what_nobody_named_and_nobody_uses(data: Path) -> None:
    home = locate({"CARRYOVER_HOME": str(data)})
    for named in ({"CARRYOVER_HOME": str(data)}, {"DATABASE_URL": "postgresql://a@b/c"}):
        with pytest.raises(CannotStart, match="may be real"):
            remove(home, named)
    with ready({"CARRYOVER_HOME": str(data)}):
        with pytest.raises(CannotStart, match="is running"):
            remove(home, {})
        assert embedded.running(home)
    assert "is gone" in remove(home, {})
    assert not data.exists()
    assert "no demo" in remove(home, {})
