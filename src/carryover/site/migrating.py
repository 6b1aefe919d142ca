"""The tables brought up to this version, by the owner role.

Promises: with nothing to do it takes two look-ups and changes nothing; two servers that start at once take
turns; the app role is never used for it.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from importlib import import_module

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from carryover.site.arguments import Arguments

OWNER = "owner"
TURN = zlib.crc32(b"carryover migrate")


def set_up() -> None:
    """Have Django ready in this process; repeating does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carryover.site.settings")
    if not apps.ready:
        django.setup()


def main(line: Sequence[str]) -> int:
    """`carryover migrate`: bring the tables up to this version, telling what was done."""
    Arguments(prog="carryover migrate", description="Bring the tables up to this version.").parse_args(line)
    set_up()
    bring_up()
    return 0


def bring_up() -> int:
    """Apply what is missing and write the policy table where the walls ask it; the number of migrations applied."""
    connection = connections[OWNER]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        try:
            waiting = _waiting()
            if waiting:
                print(f"Bringing the tables up to this version ({waiting} steps) …", flush=True)
                call_command("migrate", database=OWNER, verbosity=0, interactive=False)
            # Late, because its models need Django set up.
            import_module("carryover.scope.policy_rows").write(OWNER)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    connections.close_all()
    return waiting


def _waiting() -> int:
    executor = MigrationExecutor(connections[OWNER])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
