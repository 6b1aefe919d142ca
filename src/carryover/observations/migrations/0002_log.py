"""The landing table and the partitioned log, with their walls.

Uniqueness of an id and of (installation, n) lives in the landing table: a partitioned table can only be unique within
a partition. The app role has no door to a partition, may never change an event, and inserts only under a device or
for a student in its scope.
"""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_has_no_door, app_may_only_append
from carryover.scope.walls import wall

YEARS = range(2024, 2032)

LANDING = """
CREATE TABLE observations_landing (
    id uuid PRIMARY KEY,
    install uuid NOT NULL,
    n bigint NOT NULL,
    v smallint NOT NULL,
    kind text NOT NULL,
    hash text NOT NULL,
    payload text NOT NULL,
    dev_wall timestamptz NOT NULL,
    offset_est_ms bigint,
    tz text NOT NULL,
    school_year smallint NOT NULL,
    school_id uuid NOT NULL,
    seq bigint NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('stored', 'stored_flagged', 'held')),
    reason text NOT NULL,
    device_id uuid NOT NULL,
    grant_id uuid,
    author_id uuid,
    student_id uuid,
    received_at timestamptz NOT NULL,
    UNIQUE (install, n)
);
CREATE INDEX observations_landing_held ON observations_landing (school_id, received_at) WHERE verdict = 'held';
ALTER TABLE observations_landing ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_device ON observations_landing USING (scope_device() IS NOT NULL)
    WITH CHECK (device_id = scope_device());
CREATE POLICY in_scope ON observations_landing FOR SELECT USING (student_id IN (SELECT scope_students()));
"""

EVENTS = """
CREATE TABLE observations_event (
    school_year smallint NOT NULL,
    id uuid NOT NULL,
    seq bigint NOT NULL,
    school_id uuid NOT NULL,
    student_id uuid NOT NULL,
    kind text NOT NULL,
    plan_version_id uuid,
    measure text,
    session uuid,
    occurred_at timestamptz NOT NULL,
    day date NOT NULL,
    value jsonb,
    voids uuid,
    author_id uuid NOT NULL,
    device_id uuid,
    late boolean NOT NULL,
    flag text NOT NULL,
    time_quality text NOT NULL,
    PRIMARY KEY (school_year, id)
) PARTITION BY LIST (school_year);
CREATE INDEX observations_event_student ON observations_event (student_id, day);
CREATE INDEX observations_event_voids ON observations_event (voids) WHERE voids IS NOT NULL;
CREATE TABLE observations_event_other PARTITION OF observations_event DEFAULT;
ALTER TABLE observations_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY append ON observations_event FOR INSERT WITH CHECK (device_id = scope_device());
CREATE POLICY in_scope ON observations_event FOR SELECT USING (student_id IN (SELECT scope_students()));
CREATE FUNCTION observations_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event never changes: correct it with a later event';
END $$;
CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE ON observations_event
    FOR EACH ROW EXECUTE FUNCTION observations_refuse_change();
"""


class Migration(migrations.Migration):
    """Tables in SQL because Django does not write partitions."""

    dependencies = [("observations", "0001_initial"), ("scope", "0002_walls")]
    operations = [
        migrations.RunSQL(LANDING, "DROP TABLE observations_landing;"),
        migrations.RunSQL(
            EVENTS, "DROP TABLE observations_event; DROP FUNCTION observations_refuse_change();"
        ),
        *(
            migrations.RunSQL(
                f"CREATE TABLE observations_event_{year} PARTITION OF observations_event FOR VALUES IN ({year});",
                f"DROP TABLE observations_event_{year};",
            )
            for year in YEARS
        ),
        app_may_only_append("observations_event", "observations_landing"),
        app_has_no_door("observations_event_other", *(f"observations_event_{year}" for year in YEARS)),
        wall("observations_datednote"),
    ]
