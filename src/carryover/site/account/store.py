"""Where sessions are kept: Django's database store, with columns that say whose a session is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from carryover.site.models import OpenSession


class SessionStore(db.SessionStore):
    """A session whose row can be found by its account; ending it is deleting the row."""

    @classmethod
    def get_model_class(cls) -> type[OpenSession]:
        """The table."""
        return OpenSession

    def create_model_instance(self, data: dict[str, Any]) -> OpenSession:
        """The row of these data; the columns repeat what the data say."""
        row = cast(OpenSession, super().create_model_instance(data))
        account, public = data.get(SESSION_KEY), data.get("public")
        row.account_id = UUID(account) if account else None
        row.public = UUID(public) if public and account else None
        row.started_at, row.seen_at = at(data.get("started")), at(data.get("seen"))
        row.kind = str(data.get("kind", ""))
        row.device = str(data.get("device", ""))
        return row


def at(seconds: object) -> datetime | None:
    """A moment that a session holds as seconds of the epoch."""
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None
