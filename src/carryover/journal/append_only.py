"""Tables that only grow: rights taken from the app role, for migrations of every room that keeps a record."""

from __future__ import annotations

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython


def app_may_only_append(*tables: str) -> RunPython:
    """Take from the app role the right to change or delete rows of these tables."""

    def forward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {_app_role(editor)}")

    return RunPython(forward, RunPython.noop)


def app_may_only_read(*tables: str) -> RunPython:
    """Take from the app role every right on these tables but that of reading."""

    def forward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            editor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {_app_role(editor)}")

    return RunPython(forward, RunPython.noop)


def app_has_no_door(*tables: str) -> RunPython:
    """Take from the app role every right on these tables (partitions are entered through their parent)."""

    def forward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            editor.execute(f"REVOKE ALL ON {table} FROM {_app_role(editor)}")

    return RunPython(forward, RunPython.noop)


def _app_role(editor: BaseDatabaseSchemaEditor) -> str:
    return editor.connection.ops.quote_name(settings.DATABASES["default"]["USER"])
