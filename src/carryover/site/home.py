"""The data folder: where one installation keeps everything that is not code.

Promises: `locate` reads only its arguments and one small record and changes nothing. `make` creates what is
missing inside the folder, changes no folder outside it, and is safe to repeat. Whatever stands in the way is
told as one sentence that says what to do.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SOCKET_FILE = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes: sizeof(sun_path) - 1 on Linux; unix(7)
OURS = frozenset(
    {
        "secrets.json",
        "pg_data",
        "pg_data.new",
        "sockets",
        "sockets.where",
        "log",
        "lock",
        "in-use",
        "lan",
        "sign-in.toml",
    }
)


class CannotStart(Exception):
    """Something outside the program stands in the way; `sentence` tells a person what, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Home:
    """The paths of one installation. `root` is absolute.

    `sockets` may lie elsewhere when `root` is very long or has a comma.
    """

    root: Path
    sockets: Path

    def __post_init__(self) -> None:
        if not self.root.is_absolute():
            raise ValueError("a data folder is named by an absolute path")

    @property
    def pg_data(self) -> Path:
        """The private PostgreSQL's data."""
        return self.root / "pg_data"

    @property
    def secrets(self) -> Path:
        """Keys and passwords, readable by the installation's own user only."""
        return self.root / "secrets.json"

    @property
    def log(self) -> Path:
        """What the servers have to say about themselves."""
        return self.root / "log"

    @property
    def pg_log(self) -> Path:
        """PostgreSQL's own log folder."""
        return self.log / "postgres"

    @property
    def static(self) -> Path:
        """Static files collected for a web server of your own; empty when ours serves them."""
        return self.root / "static"

    @property
    def heads(self) -> Path:
        """Heads of the journal's chain, kept outside the database."""
        return self.root / "heads"

    @property
    def lan(self) -> Path:
        """The certificate authority and certificate for the school network."""
        return self.root / "lan"

    @property
    def record_of_sockets(self) -> Path:
        """Where the socket folder is, when it could not be inside `root`."""
        return self.root / "sockets.where"


def locate(env: Mapping[str, str]) -> Home:
    """The data folder that `CARRYOVER_HOME` names, or `.carryover/` of this checkout. Creates nothing."""
    named = env.get("CARRYOVER_HOME", "").strip()
    root = Path(os.path.abspath(Path(named).expanduser() if named else _base() / ".carryover"))
    home = Home(root=root, sockets=root / "sockets")
    if fits(home.sockets):
        return home
    recorded = _recorded(home)
    return replace(home, sockets=recorded) if recorded else home


def make(home: Home) -> Home:
    """Create the folder and what belongs in it; the answer has the socket folder that can really be used.

    Raises CannotStart when the folder cannot be made, is not writable, or holds somebody else's files.
    """
    with told(home.root):
        fresh = not home.root.exists()
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_foreign(home.root)
        if fresh or os.geteuid() == 0:
            home.root.chmod(root_mode())
        with tempfile.TemporaryFile(dir=home.root) as trial:
            trial.write(b"writable")
        home.log.mkdir(mode=0o711, exist_ok=True)
        home.static.mkdir(mode=0o700, exist_ok=True)
        if fits(home.root / "sockets"):
            sockets = home.root / "sockets"
            sockets.mkdir(mode=0o700, exist_ok=True)
        else:
            sockets = _elsewhere(home)
    return replace(home, sockets=sockets)


def root_mode() -> int:
    """The mode of the data folder: private.

    Run by root, the database's own user must be able to pass through.
    """
    return 0o711 if os.geteuid() == 0 else 0o700


def fits(sockets: Path) -> bool:
    """Whether the system accepts the path of a socket here, and libpq: a comma would part two hosts."""
    return "," not in str(sockets) and len(os.fsencode(sockets / SOCKET_FILE)) <= LONGEST_SOCKET_PATH


@contextmanager
def told(root: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence about the data folder."""
    try:
        yield
    except PermissionError as error:
        where = error.filename or root
        raise CannotStart(
            f"The data folder {root} cannot be used: no permission for {where}. "
            "Set CARRYOVER_HOME to a folder that you may write to."
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise CannotStart(
            f"The data folder {root} cannot be used: {error.filename or root} is a file, not a folder. "
            "Set CARRYOVER_HOME to a folder that you may write to."
        ) from error
    except OSError as error:
        raise CannotStart(f"The data folder {root} cannot be used: {error.strerror or error}.") from error


def _base() -> Path:
    return CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else Path.cwd()


def _refuse_foreign(root: Path) -> None:
    """A folder full of other things is not taken over: its mode and its files are somebody else's."""
    found = {entry.name for entry in root.iterdir()}
    if found and not found & OURS:
        raise CannotStart(
            f"The folder {root} holds other files and is not a Carryover data folder. "
            "Set CARRYOVER_HOME to an empty or a new folder."
        )


def _recorded(home: Home) -> Path | None:
    try:
        text = home.record_of_sockets.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return Path(text) if text else None


def _elsewhere(home: Home) -> Path:
    """A short private folder for the socket, remembered so that every process finds the same one."""
    known = _recorded(home)
    if known and fits(known) and _is_private(known, home):
        return known
    sockets = Path(tempfile.mkdtemp(prefix="carryover-"))
    if not fits(sockets):
        sockets.rmdir()
        raise CannotStart(
            f"The path of the data folder {home.root} is too long for a database socket, and so is "
            f"{sockets.parent}. "
            "Set CARRYOVER_HOME to a shorter path."
        )
    home.record_of_sockets.write_text(f"{sockets}\n", encoding="utf-8")
    return sockets


def _is_private(folder: Path, home: Home) -> bool:
    """Whether nobody but us, or the database's user whom we chose, can have put anything there."""
    try:
        found = folder.lstat()
        owners = {os.geteuid()} | ({home.pg_data.stat().st_uid} if home.pg_data.exists() else set())
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700 and found.st_uid in owners
