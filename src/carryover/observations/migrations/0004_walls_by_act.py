"""Walls that ask acts around what was observed; partitions are shut, they are entered through the log."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import forced, guard

SEEN_BY = ["day.read", "graph.read"]
YEARS = range(2024, 2032)


class Migration(migrations.Migration):
    """A device appends and sees what landed; adults read what their acts open."""

    dependencies = [("observations", "0003_notes_taken_back"), ("scope", "0004_walls_by_act")]
    operations = [
        guard(
            "observations_landing",
            read=SEEN_BY,
            or_read="scope_device() IS NOT NULL",
            or_enter="device_id = scope_device()",
        ),
        guard("observations_event", read=SEEN_BY, or_enter="device_id = scope_device()"),
        *forced("observations_event_other", *(f"observations_event_{year}" for year in YEARS)),
        guard("observations_datednote", read=["graph.read"], enter=["note.put"], change=["note.put"]),
        guard(
            "observations_setaside",
            or_read="device_id = scope_device()",
            or_enter="device_id = scope_device()",
        ),
    ]
