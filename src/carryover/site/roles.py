"""The three database roles and what each may touch; databases made, copied and dropped by the administrator.

Promises: `prepare` may be repeated and leaves what it finds right; it never gives the app role a right to
change the structure, to own, or to step over row security. A password of a role on a server that is not our
own is replaced only when the caller says so. `clone` is a copy of a template at file speed, for tests.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress

import psycopg
from psycopg import errors, sql

from carryover.site.connections import Connection, Databases
from carryover.site.home import CannotStart

EXTENSIONS = ("btree_gist", "pg_trgm")
OLDEST = 150000  # PostgreSQL 15
KINDS = {
    "owner": sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"),
    "app": sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"),
    "keeper": sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS"),
}
RIGHTS = (
    "GRANT USAGE ON SCHEMA public TO {app}, {keeper}",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {keeper}",
    "ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO {keeper}",
)


def connect(to: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """A connection in autocommit. Raises psycopg.OperationalError when the server refuses or is away."""
    return psycopg.connect("", autocommit=True, connect_timeout=10, **to.dsn())


def may_prepare(admin: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether this user can make the roles and the database. To give BYPASSRLS, one must have it."""
    row = admin.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolcreatedb AND rolbypassrls) FROM pg_roles WHERE rolname = "
        "current_user"
    ).fetchone()
    return bool(row and row[0])


def prepare(to: Databases, *, reset_passwords: bool = False) -> None:
    """Roles, database, extensions and default rights, each made if missing. Raises CannotStart.

    With `reset_passwords`, or on the embedded server, roles that exist get this installation's passwords.
    """
    if to.admin is None:
        raise ValueError("only an administrator prepares a database")
    with connect(to.admin) as admin:
        if admin.info.server_version < OLDEST:
            raise CannotStart("Carryover needs PostgreSQL 15 or later; the server of DATABASE_URL is older.")
        if not may_prepare(admin):
            raise CannotStart(
                f"The user {to.admin.user} of DATABASE_URL may not create roles and databases: use an "
                "administrator, "
                "or set DATABASE_OWNER_URL and DATABASE_KEEPER_URL too."
            )
        with admin.transaction():
            # Two servers of one district may start at the same moment.
            admin.execute("SELECT pg_advisory_xact_lock(%s)", [_number(f"prepare {to.owner.database}")])
            for kind, role in (("owner", to.owner), ("app", to.app), ("keeper", to.keeper)):
                _role(admin, kind, role, reset=reset_passwords or to.embedded)
        create(admin, to, to.owner.database)
    with connect(to.owner) as owner:
        _furnish(owner, to)


def ready_for(to: Databases) -> bool:
    """Whether all three roles can enter and the database is furnished; cheap enough for every start."""
    try:
        for role in (to.app, to.keeper):
            connect(role).close()
        with connect(to.owner) as owner:
            found = owner.execute(
                "SELECT count(*) FROM pg_extension WHERE extname = ANY(%s)", [list(EXTENSIONS)]
            ).fetchone()
            granted = owner.execute(
                "SELECT count(*) FROM pg_default_acl WHERE defaclrole = current_user::regrole"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return found == (len(EXTENSIONS),) and granted == (2,)


def refuse_strong_app(to: Databases) -> None:
    """Row security holds only for a role that cannot step over it: refuse any other as the app's.

    CannotStart.
    """
    with connect(to.app) as app:
        row = app.execute(
            "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, %s, 'MEMBER')"
            " FROM pg_roles WHERE rolname = current_user",
            [to.owner.user],
        ).fetchone()
    if row != (False,):
        raise CannotStart(
            f"The user {to.app.user} of DATABASE_URL could step over row security: it must not be a "
            "superuser, "
            f"have BYPASSRLS or be a member of {to.owner.user}."
        )


def create(
    admin: psycopg.Connection[tuple[object, ...]], to: Databases, name: str, template: str = "template0"
) -> None:
    """A database of that name owned by the owner role, for the three roles only; nothing if it exists."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    names = {
        "db": sql.Identifier(name),
        "owner": sql.Identifier(to.owner.user),
        "from": sql.Identifier(template),
    }
    coding = sql.SQL(" ENCODING 'UTF8'") if template == "template0" else sql.SQL("")
    try:
        if not _is_superuser(admin):
            admin.execute(sql.SQL("GRANT {owner} TO CURRENT_USER").format(**names))
        admin.execute(sql.SQL("CREATE DATABASE {db} OWNER {owner} TEMPLATE {from}").format(**names) + coding)
    except (errors.DuplicateDatabase, errors.UniqueViolation):
        return
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {db} FROM PUBLIC").format(**names))
    admin.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {db} TO {app}, {keeper}").format(
            **names, app=sql.Identifier(to.app.user), keeper=sql.Identifier(to.keeper.user)
        )
    )


def clone(to: Databases, template: str, name: str) -> Databases:
    """A fresh copy of `template` under `name` (an older one is dropped), with the same roles.

    Nobody may be in it.
    """
    admin = _admin(to)
    with admin:
        _drop(admin, name)
        with _locked(admin, template):
            create(admin, to, name, template)
    return to.to(name)


def drop(to: Databases, name: str) -> None:
    """Remove a database with everything in it, whoever is connected; nothing if it does not exist."""
    with _admin(to) as admin:
        _drop(admin, name)


def template_database(to: Databases, key: str, migrate: Callable[[Databases], None]) -> str:
    """The name of a migrated database to copy, made by the first caller with this key; others wait for it.

    `key` must change when the migrations do; what templates of other keys left is removed. `migrate` gets the
    connections of the empty database and must close its own. A failed or killed migration leaves no template.
    """
    prefix = f"{to.owner.database}_test_"
    name = f"{prefix}{_number(key) % 10**10:010d}"
    with _admin(to) as admin, _locked(admin, prefix):
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        _tidy(admin, prefix, f"{name}_new")
        draft = to.to(f"{name}_new")
        create(admin, draft, draft.owner.database)
        with connect(draft.owner) as owner:
            _furnish(owner, draft)
        migrate(draft)
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(f"{name}_new"), sql.Identifier(name)
            )
        )
    return name


def _tidy(admin: psycopg.Connection[tuple[object, ...]], prefix: str, draft: str) -> None:
    """Remove an unfinished draft, and what earlier templates left, unless somebody is in it."""
    _drop(admin, draft)
    old = admin.execute(
        "SELECT datname FROM pg_database WHERE datname ~ ('^' || %s || '[0-9]{10}(_|$)')", [prefix]
    ).fetchall()
    for (name,) in old:
        with suppress(errors.ObjectInUse):
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(str(name))))


class _locked:
    """One at a time over the whole server, by a lock that ends with the connection."""

    def __init__(self, admin: psycopg.Connection[tuple[object, ...]], what: str) -> None:
        self.admin, self.number = admin, _number(what)

    def __enter__(self) -> None:
        self.admin.execute("SELECT pg_advisory_lock(%s)", [self.number])

    def __exit__(self, *_: object) -> None:
        self.admin.execute("SELECT pg_advisory_unlock(%s)", [self.number])


def _admin(to: Databases) -> psycopg.Connection[tuple[object, ...]]:
    if to.admin is None:
        raise CannotStart(
            "Test databases need a DATABASE_URL whose user may create roles and databases, without "
            "DATABASE_OWNER_URL and DATABASE_KEEPER_URL; or unset it to use the embedded server."
        )
    return connect(to.admin)


def _drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _number(text: str) -> int:
    return zlib.crc32(text.encode())


def _is_superuser(admin: psycopg.Connection[tuple[object, ...]]) -> bool:
    return admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,)


def _role(admin: psycopg.Connection[tuple[object, ...]], kind: str, role: Connection, *, reset: bool) -> None:
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.user]).fetchone()
    if exists and not reset:
        try:
            connect(role.to("postgres")).close()
        except psycopg.OperationalError as error:
            raise CannotStart(
                f"The server of DATABASE_URL already has a role {role.user} with another password: copy "
                "secrets.json "
                "from the installation that made it, or name another database in DATABASE_URL."
            ) from error
        return
    verb = sql.SQL("ALTER ROLE {} {} PASSWORD {}") if exists else sql.SQL("CREATE ROLE {} {} PASSWORD {}")
    try:
        admin.execute(verb.format(sql.Identifier(role.user), KINDS[kind], sql.Literal(role.password)))
    except errors.InsufficientPrivilege as error:
        raise CannotStart(
            f"The administrator in DATABASE_URL may not make the role {role.user}: "
            f"{error.diag.message_primary}."
        ) from error


def _furnish(owner: psycopg.Connection[tuple[object, ...]], to: Databases) -> None:
    """As the owner: trusted extensions, and the rights that every later table will carry."""
    names = {"app": sql.Identifier(to.app.user), "keeper": sql.Identifier(to.keeper.user)}
    for right in RIGHTS:
        owner.execute(sql.SQL(right).format(**names))
    for extension in EXTENSIONS:
        try:
            owner.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        except (errors.UndefinedFile, errors.FeatureNotSupported) as error:
            raise CannotStart(
                f"The PostgreSQL server has no extension {extension}: install its contrib package."
            ) from error
