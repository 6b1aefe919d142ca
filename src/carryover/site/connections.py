"""Which databases and which roles: four connections as values.

Promises: `databases` is cheap, connects to nothing and starts nothing, so settings can call it at import. The
owner migrates; the app serves and is neither owner nor superuser, so row security is a wall for it; the
keeper backs up, restores and loads, and steps over that wall; the administrator makes the other three and is
used for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from carryover.site.embedded import ADMIN, PORT
from carryover.site.home import CannotStart, Home
from carryover.site.secrets import peek

DATABASE = "carryover"
MAINTENANCE = ("", "postgres", "template1")
OWN_URLS = ("DATABASE_OWNER_URL", "DATABASE_KEEPER_URL")


@dataclass(frozen=True)
class Connection:
    """One role's way into one database. `host` may be a folder with a socket. `options` are libpq's own."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = ()

    def to(self, database: str) -> Connection:
        """The same role in another database of the same server."""
        return replace(self, database=database)

    def dsn(self) -> dict[str, Any]:
        """Keyword arguments for `psycopg.connect`."""
        return {
            **dict(self.options),
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
        }

    def django(self) -> dict[str, Any]:
        """An entry for Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "NAME": self.database,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
        }


@dataclass(frozen=True)
class Databases:
    """The connections of one installation. `admin` is None when the server's own staff made the roles."""

    owner: Connection
    app: Connection
    keeper: Connection
    admin: Connection | None
    embedded: bool

    def to(self, database: str) -> Databases:
        """The same roles in another database; the administrator stays where it is."""
        return replace(
            self, owner=self.owner.to(database), app=self.app.to(database), keeper=self.keeper.to(database)
        )


def databases(home: Home, env: Mapping[str, str], database: str | None = None) -> Databases:
    """Where this installation's data is, or that of another `database` beside it. Connects to nothing.

    Raises CannotStart for a DATABASE_URL that cannot be understood.
    """
    if not env.get("DATABASE_URL"):
        admin = Connection(str(home.sockets), PORT, "postgres", ADMIN, peek(home, env).admin_password)
        return _roles_of(admin.to(database or DATABASE), admin, home, env, embedded=True)
    given = parsed("DATABASE_URL", env["DATABASE_URL"])
    if any(env.get(name) for name in OWN_URLS):
        return _three_urls(given, env).to(database or given.database)
    named = given.database if given.database not in MAINTENANCE else DATABASE
    return _roles_of(given.to(database or named), given.to("postgres"), home, env, embedded=False)


def parsed(variable: str, url: str) -> Connection:
    """A `postgresql://user:password@host:port/database?option=value` URL as a value. Raises CannotStart."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        parts, port = urlsplit(""), PORT
    options = parse_qsl(parts.query)
    host = parts.hostname or dict(options).get("host", "")
    if parts.scheme not in ("postgres", "postgresql") or not host or not parts.username:
        raise CannotStart(f"{variable} must look like postgresql://user:password@host:5432/carryover.")
    return Connection(
        host=unquote(host),
        port=port,
        database=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        options=tuple((name, value) for name, value in options if name != "host"),
    )


def _roles_of(
    at: Connection, admin: Connection, home: Home, env: Mapping[str, str], *, embedded: bool
) -> Databases:
    """Roles are named after their database, so two installations on one server never share a role."""
    secrets = peek(home, env)
    return Databases(
        owner=replace(at, user=f"{at.database}_owner", password=secrets.owner_password),
        app=replace(at, user=f"{at.database}_app", password=secrets.app_password),
        keeper=replace(at, user=f"{at.database}_keeper", password=secrets.keeper_password),
        admin=admin,
        embedded=embedded,
    )


def _three_urls(app: Connection, env: Mapping[str, str]) -> Databases:
    missing = [name for name in OWN_URLS if not env.get(name)]
    if missing:
        raise CannotStart(f"{missing[0]} is not set: DATABASE_URL, {' and '.join(OWN_URLS)} belong together.")
    owner, keeper = (parsed(name, env[name]) for name in OWN_URLS)
    if len({each.database for each in (app, owner, keeper)}) != 1 or not app.database:
        raise CannotStart(f"DATABASE_URL, {' and '.join(OWN_URLS)} must name the same database.")
    return Databases(owner=owner, app=app, keeper=keeper, admin=None, embedded=False)
