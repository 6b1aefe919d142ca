"""A wall that asks acts around recorded decisions."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import guard


class Migration(migrations.Migration):
    """Read with the graph, written by those who may decide."""

    dependencies = [("decisions", "0002_walls"), ("scope", "0004_walls_by_act")]
    operations = [guard("decisions_decision", read=["graph.read"], enter=["decision.make"])]
