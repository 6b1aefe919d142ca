"""What is done to people, relationships and tablets: one verb a file, each with its entry in one transaction."""

from __future__ import annotations

from carryover.scope.acts.tablet import (
    GRANT_LASTS,
    Enrolled,
    device_of,
    digest,
    enrol,
    give_grant,
    grant_ids,
    read_grants,
    scope_hash,
    sign_grant,
)

__all__ = [
    "GRANT_LASTS",
    "Enrolled",
    "device_of",
    "digest",
    "enrol",
    "give_grant",
    "grant_ids",
    "read_grants",
    "scope_hash",
    "sign_grant",
]
