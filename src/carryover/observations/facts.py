"""Looking up what a batch is judged by: grants, plan versions, relationships, authors. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import connection

from carryover.observations.judge import Facts, Opened, VersionFacts
from carryover.observations.wire import Concern, Void
from carryover.scope.tablets import GrantSeen, Tablet, standing

_METHODS = msgspec.json.Decoder(dict[str, str])  # Django leaves jsonb as text

_VERSIONS = """
SELECT v.id, v.student_id,
    (SELECT jsonb_object_agg(g -> 'measure' ->> 'id', g -> 'measure' ->> 'method')
     FROM jsonb_array_elements(v.content -> 'goals') g),
    (SELECT min(later.effective_from) FROM plans_planversion later
     WHERE later.plan_id = v.plan_id AND later.number > v.number)
FROM plans_planversion v WHERE v.id = ANY(%s)
"""
_RECORDED = "SELECT id, author_id FROM observations_landing WHERE id = ANY(%s)"
_RAISED = f"{_RECORDED} AND kind = 'concern' AND verdict <> 'held'"


def facts_for(tablet: Tablet, opened: Sequence[Opened], now: datetime) -> Facts:
    """Everything the items of one request are judged by."""
    payloads = [item.payload for item in opened if item.payload is not None]
    concerns = [payload for payload in payloads if isinstance(payload, Concern)]
    recorded = {payload.student for payload in payloads if not isinstance(payload, Concern)}
    texts = {item.envelope.grant for item in opened}
    grants, assigned = standing(texts, recorded, "observation.record")
    voided = {payload.voids for payload in payloads if isinstance(payload, Void)}
    named = {payload.plan_version for payload in payloads if not isinstance(payload, Void)}
    return Facts(
        now=now,
        zone=tablet.zone,
        device=tablet.id,
        device_revoked=tablet.revoked,
        grants=grants,
        versions=versions_named(version for version in named if version is not None),
        assignments=assigned,
        authors=_authors(voided, opened, grants),
        # Few batches hold a concern: the others ask nothing more.
        raisers=standing(texts, {each.student for each in concerns}, "concern.raise")[1] if concerns else {},
        raised=_raisers({each.adds_to for each in concerns if each.adds_to}, opened, grants),
    )


def versions_named(ids: Iterable[UUID]) -> dict[UUID, VersionFacts]:
    """The signed versions with these ids: owner, the method of each measure, and from when a newer one stands."""
    wanted = list(ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [wanted])
        rows: list[tuple[UUID, UUID, str | None, date | None]] = cursor.fetchall()
    return {
        key: VersionFacts(key, student, _METHODS.decode(methods or "{}"), later)
        for key, student, methods, later in rows
    }


def _authors(
    voided: set[UUID], opened: Sequence[Opened], grants: Mapping[str, GrantSeen]
) -> dict[UUID, UUID | None]:
    """Who recorded each event that is to be taken back, whether it landed before or comes in this very batch."""
    if not voided:
        return {}
    here = {item.envelope.id: item for item in opened if item.envelope.id in voided}
    return _written_by(here.values(), grants) | _landed(_RECORDED, voided)


def _raisers(
    added_to: set[UUID], opened: Sequence[Opened], grants: Mapping[str, GrantSeen]
) -> dict[UUID, UUID | None]:
    """Who raised each concern that is added to: one that counts already, or one of this very batch."""
    if not added_to:
        return {}
    here = [o for o in opened if o.envelope.id in added_to and isinstance(o.payload, Concern) and not o.held]
    return _written_by(here, grants) | _landed(_RAISED, added_to)


def _written_by(items: Iterable[Opened], grants: Mapping[str, GrantSeen]) -> dict[UUID, UUID | None]:
    return {o.envelope.id: grants[o.envelope.grant].adult for o in items if o.envelope.grant in grants}


def _landed(statement: str, ids: set[UUID]) -> dict[UUID, UUID | None]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        return dict(cursor.fetchall())
