"""The two machine doors, assembled from every room's router."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.security import SessionAuth

from carryover.observations.api import router as observations
from carryover.plans.api import router as plans
from carryover.sheets.api import router as sheets

api = NinjaAPI(
    title="Carryover",
    version="1",
    urls_namespace="api-1",
    auth=SessionAuth(),
    docs_url=None,
    description="For integrators: the same acts and the same refusals as the desk.",
)
api.add_router("", plans)

sync = NinjaAPI(
    title="Carryover sync",
    version="1",
    urls_namespace="sync-1",
    docs_url=None,
    description="For tablets: append what was recorded, read the day. contracts/sync-v1.schema.json is the format.",
)
sync.add_router("", observations)
sync.add_router("", sheets)
