"""A tablet as the tests hold it: makes envelopes exactly as the app does and sends them through the real door."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.test import Client

from carryover.roster.models import Account
from carryover.scope.actors import enter
from carryover.scope.models import Device
from carryover.terms import uuid7

NAMES = UUID("7b1d0b2e-3f53-4a0e-9e0b-7a4a4f7f2c11")


@dataclass
class Tablet:
    """One installation with a token and a grant; ids and numbers are made at capture, as on the device."""

    client: Client
    install: UUID
    token: str
    grant: str
    epoch: str
    at: datetime
    n: int = 0
    queue: list[dict[str, Any]] = field(default_factory=list)

    def item(self, kind: str, payload: dict[str, Any], /, **other: Any) -> dict[str, Any]:
        """One envelope, queued."""
        self.at += timedelta(seconds=1)
        text = json.dumps({"occurred_at": self.at.isoformat(), **payload})
        made: dict[str, Any] = {
            "id": str(uuid7(int(self.at.timestamp() * 1000), uuid5(self.install, str(self.n)).bytes[:10])),
            "install": str(self.install),
            "n": self.n,
            "v": 1,
            "kind": kind,
            "grant": self.grant,
            "mac": None,
            "hash": hashlib.sha256(text.encode()).hexdigest(),
            "dev_wall": self.at.isoformat(),
            "dev_mono": 1000.0 * self.n,
            "boot": str(uuid5(self.install, "boot")),
            "tz": "America/New_York",
            "offset_est_ms": 0,
            "sealed": None,
            "payload": text,
        } | other
        self.n += 1
        self.queue.append(made)
        return made

    def capture(
        self, sheet: dict[str, Any], initials: str, method: str, value: dict[str, Any], **other: Any
    ) -> dict[str, Any]:
        """A capture of the first measure of this method of the student with these initials."""
        student = student_on(sheet, initials)
        return self.item("capture", self.seen(student, measure_of(student, method), value), **other)

    def seen(self, student: dict[str, Any], measure: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
        """The payload of a capture."""
        return {
            "student": student["id"],
            "plan_version": student["plan"]["version_id"],
            "measure": measure["id"],
            "session": str(uuid5(self.install, "session")),
            "session_started_at": self.at.isoformat(),
            "late": False,
            "value": value,
        }

    def send(self, items: list[dict[str, Any]] | None = None, **other: Any) -> Any:
        """Post a batch; the whole queue when no items are given. Returns Django's response."""
        batch = {
            "epoch": self.epoch,
            "install": str(self.install),
            "next_n": self.n,
            "pending": len(self.queue),
            "items": self.queue if items is None else items,
        } | other
        return self.client.post(
            "/sync/v1/events", json.dumps(batch), content_type="application/json", headers=self.headers
        )

    def verdicts(self, items: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
        """The verdicts on a batch that must be answered with 200."""
        response = self.send(items)
        assert response.status_code == 200, response.content
        verdicts: list[dict[str, Any]] = response.json()["verdicts"]
        return verdicts

    def day(self) -> dict[str, Any]:
        """Today's sheet."""
        response = self.client.get("/sync/v1/day", headers=self.headers)
        assert response.status_code == 200, response.content
        sheet: dict[str, Any] = response.json()
        return sheet

    def looks(self) -> None:
        """From here on the database answers this tablet: it sees every landing and what it set aside itself."""
        enter(None, Device.objects.get(install=self.install).id, self.at.date(), self.at)

    @property
    def headers(self) -> dict[str, str]:
        """Token and grant."""
        return {"Authorization": f"Bearer {self.token}", "X-Carryover-Grant": self.grant}


def set_up(username: str, name: str = "tablet") -> Tablet:
    """A tablet enrolled by this person's signed-in browser."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    install = uuid5(NAMES, name)
    response = client.post("/sync/v1/enrol", {"install": str(install)}, content_type="application/json")
    assert response.status_code == 200, response.content
    given = response.json()
    client.logout()
    now = datetime.fromisoformat(given["server_time"]).astimezone(UTC)
    return Tablet(
        client, install, given["device_token"], given["grant"], given["epoch"], now - timedelta(minutes=30)
    )


def student_on(sheet: dict[str, Any], initials: str) -> dict[str, Any]:
    """The student with these initials on a day sheet."""
    found: dict[str, Any] = next(s for s in sheet["students"] if s["initials"] == initials)
    return found


def measure_of(student: dict[str, Any], method: str) -> dict[str, Any]:
    """The student's first measure of this method."""
    found: dict[str, Any] = next(m for m in student["measures"] if m["method"] == method)
    return found
