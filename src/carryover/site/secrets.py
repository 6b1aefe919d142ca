"""The installation's own keys and passwords, made once by chance and kept in one file.

Promises: no default secret exists anywhere. `keep` makes the file once, readable by its owner only, and never
changes a value that is there. `peek` never writes: with no file yet it gives random values that live as long
as the process, so that reading the settings works before the first start and protects nothing with a known
key.
"""

from __future__ import annotations

import json
import os
import secrets as chance
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from carryover.site.home import CannotStart, Home, told

WORDS = (
    *(
        "amber",
        "birch",
        "cedar",
        "delta",
        "ember",
        "fjord",
        "grove",
        "heron",
        "islet",
        "junco",
        "knoll",
        "larch",
    ),
    *(
        "maple",
        "north",
        "ocean",
        "plaza",
        "quill",
        "river",
        "slate",
        "tulip",
        "umbra",
        "vista",
        "wheat",
        "yarrow",
    ),
)
FROM_ENVIRONMENT = {
    "CARRYOVER_SECRET_KEY": "secret_key",
    "CARRYOVER_SIGNING_KEY": "signing_key",
    "CARRYOVER_SEALING_KEYS": "sealing_keys",
}


def _token() -> str:
    return chance.token_urlsafe(32)


def _phrase() -> str:
    return "-".join(chance.choice(WORDS) for _ in range(4))


@dataclass(frozen=True)
class Secrets:
    """Each value is a secret of this installation alone; none is shown when the value is printed."""

    secret_key: str = field(default_factory=lambda: chance.token_urlsafe(50), repr=False)
    signing_key: str = field(default_factory=lambda: chance.token_hex(32), repr=False)
    sealing_keys: str = field(default_factory=lambda: f"k1:{chance.token_hex(32)}", repr=False)
    admin_password: str = field(default_factory=_token, repr=False)
    owner_password: str = field(default_factory=_token, repr=False)
    app_password: str = field(default_factory=_token, repr=False)
    keeper_password: str = field(default_factory=_token, repr=False)
    demo_password: str = field(default_factory=_phrase, repr=False)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not isinstance(value, str) or len(value) < 12:
                raise ValueError(f"{each.name} is not a secret")


def keep(home: Home, env: Mapping[str, str]) -> Secrets:
    """The installation's secrets, made and written at the first call.

    Raises CannotStart for a damaged file.
    """
    with told(home.root):
        found = _read(home)
        if found is None:
            found = {}
        complete = Secrets(**found)
        if asdict(complete) != found:
            _write(home, complete)
        home.secrets.chmod(0o600)
    return _overridden(complete, env)


def peek(home: Home, env: Mapping[str, str]) -> Secrets:
    """The installation's secrets if they exist, else random ones that are written nowhere."""
    with told(home.root):
        found = _read(home)
    return _overridden(Secrets(**(found or {})), env)


def _overridden(kept: Secrets, env: Mapping[str, str]) -> Secrets:
    given = {name: env[variable] for variable, name in FROM_ENVIRONMENT.items() if env.get(variable)}
    try:
        return replace(kept, **given)
    except ValueError as error:
        raise CannotStart(
            f"{' and '.join(variable for variable in FROM_ENVIRONMENT if env.get(variable))} "
            "must have at least 12 characters."
        ) from error


def _read(home: Home) -> dict[str, str] | None:
    """What the file holds, or None without a file; unknown names are left for the version that knows them."""
    try:
        text = home.secrets.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    try:
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError("secrets are named")
        known = {each.name: found[each.name] for each in fields(Secrets) if each.name in found}
        Secrets(**known)
    except (ValueError, TypeError) as error:
        raise CannotStart(
            f"The file {home.secrets} is damaged and the database cannot be opened without it. "
            "Put the copy from your backup in its place."
        ) from error
    return known


def _write(home: Home, complete: Secrets) -> None:
    """In one step, so that a crash leaves either no file or a whole one.

    Names of a later version are kept.
    """
    kept = json.loads(home.secrets.read_text(encoding="utf-8")) if home.secrets.exists() else {}
    draft = home.root / f"secrets.json.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({**kept, **asdict(complete)}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home.secrets)
