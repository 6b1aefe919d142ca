"""The journal behind a wall: one sees one's own acts, those of cards that one handed over, and the record of access that one may read."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import ME, ground, guard, students

# An array test may not be moved below a wall (it is not leakproof), so a query of the app could not use the index on
# students. These functions ask the wall's own question once and then read as the owner.
_WHERE = """
    e.student_ids @> ARRAY[about]
    AND (since IS NULL OR e.at >= since) AND (until IS NULL OR e.at < until)
    AND (by_kind IS NULL OR e.actor_kind = by_kind) AND (by_id IS NULL OR e.actor_id = by_id)
    AND (of_acts IS NULL OR e.act = ANY (of_acts))
    AND (without IS NULL OR e.actor_id IS NULL OR e.actor_id <> ALL (without))
"""
_MAY = "IF NOT EXISTS (SELECT FROM scope_students('{access.read}') s WHERE s = about) THEN RETURN; END IF;"
_ASKED = "about uuid, since timestamptz, until timestamptz, by_kind text, by_id uuid, of_acts text[], without uuid[]"
_AS_OWNER = (
    "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
    " SET plan_cache_mode = force_custom_plan"
)

LOOKS = f"""
CREATE FUNCTION scope_looks({_ASKED}, before bigint, most int)
RETURNS TABLE (id bigint, at timestamptz, actor_kind varchar, actor_id uuid, by_right varchar, act varchar,
    thing_kind varchar, thing_id varchar, detail jsonb)
{_AS_OWNER} AS $$
BEGIN
    {_MAY}
    RETURN QUERY SELECT e.id, e.at, e.actor_kind, e.actor_id, e."right", e.act, e.thing_kind, e.thing_id, e.detail
    FROM journal_entry e WHERE {_WHERE} AND (before IS NULL OR e.id < before) ORDER BY e.id DESC LIMIT most;
END $$;

CREATE FUNCTION scope_looks_by_day({_ASKED}, zone text, most int)
RETURNS TABLE (day date, actor_kind varchar, actor_id uuid, by_right varchar, act varchar, compartment text,
    purpose text, looks bigint, first_at timestamptz, last_at timestamptz)
{_AS_OWNER} AS $$
BEGIN
    {_MAY}
    RETURN QUERY SELECT (e.at AT TIME ZONE zone)::date AS d, e.actor_kind, e.actor_id, e."right", e.act,
        e.detail ->> 'compartment', e.detail ->> 'purpose', count(*), min(e.at), max(e.at)
    FROM journal_entry e WHERE {_WHERE}
    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY d DESC, max(e.at) DESC, e.act LIMIT most;
END $$;

CREATE FUNCTION scope_lookers({_ASKED})
RETURNS TABLE (actor_kind varchar, actor_id uuid, looks bigint, last_at timestamptz, emergency boolean)
{_AS_OWNER} AS $$
BEGIN
    {_MAY}
    RETURN QUERY SELECT e.actor_kind, e.actor_id, count(*), max(e.at), bool_or(e."right" = 'break_glass')
    FROM journal_entry e WHERE {_WHERE} GROUP BY 1, 2 ORDER BY max(e.at) DESC;
END $$;
"""  # noqa: S608 - no value of anybody's is in it
_TYPES = "uuid, timestamptz, timestamptz, text, uuid, text[], uuid[]"
NO_LOOKS = (
    f"DROP FUNCTION scope_looks({_TYPES}, bigint, int); DROP FUNCTION scope_looks_by_day({_TYPES}, text, int);"
    f" DROP FUNCTION scope_lookers({_TYPES});"
)
OWN = f"actor_kind = 'adult' AND actor_id = {ME}"
# Whoever hands a card over is told how often it was opened; the wall around cards says whose they are.
OF_CARDS = "actor_kind = 'card' AND actor_id IN (SELECT c.id FROM scope_substitutecard c)"


class Migration(migrations.Migration):
    """The wall, and the three ways to read what stands behind it."""

    dependencies = [("scope", "0009_break_glass"), ("journal", "0003_waterline_and_history")]
    operations = [
        *ground("journal_entry"),
        guard(
            "journal_entry",
            or_read=f"({OWN}) OR student_ids && ARRAY({students(['access.read'])}) OR ({OF_CARDS})",
            or_enter="true",
        ),
        migrations.RunSQL(LOOKS, NO_LOOKS),
    ]
