"""Walls that ask acts around plans. A tablet's upload is judged by the version it names, so a device reads versions."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import guard

WRITERS = ["plan.draft", "decision.make"]


class Migration(migrations.Migration):
    """Read for the card, written by those who may draft or decide; frozen rows are changed by nobody."""

    dependencies = [("plans", "0002_walls"), ("scope", "0004_walls_by_act")]
    operations = [
        guard("plans_studentplan", read=["day.read", "plan.read"], enter=["plan.draft"], change=WRITERS),
        guard(
            "plans_planversion",
            read=["day.read", "plan.read"],
            enter=WRITERS,
            or_read="scope_device() IS NOT NULL",
        ),
        guard("plans_signature", read=["plan.read"], enter=WRITERS),
        guard("plans_plandraft", read=["day.read"], enter=WRITERS, change=WRITERS),
        guard("plans_plandraftevent", read=["day.read"], or_enter="true"),
    ]
