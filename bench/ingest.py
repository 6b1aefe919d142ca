"""Upload of observations through the real door, against a psycopg COPY of the same rows.

Both commit once a batch with fsync on. The COPY goes into a logged copy of the event table with the same keys and
indexes and does nothing else; the upload authenticates the tablet, checks every item's hash, grant, plan version and
permission, lands it, logs it, journals the request and answers item by item. Rounds alternate.
Goal (issue: the thread, end to end): at least 0.15 of COPY's rows a second at batches of 100, 0.17 at 1,000.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
from datetime import timedelta
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4, uuid5

import psycopg

from bench.figures import machine, spread
from bench.world import World, world
from carryover.roster.models import Account
from carryover.scope.actors import actor_of, enter
from carryover.scope.acts import enrol
from carryover.site import clock
from carryover.terms import uuid7

ROUNDS = 9
SPACE = UUID("3f1f3a52-1f52-4a9e-8d15-5f3b4a1f0a11")


def main() -> None:
    """Print rows a second of both and their ratio, for batches of 100 and 1,000."""
    with world("tiny") as here:
        sender = Sender(here)
        for size, goal in ((100, 0.15), (1000, 0.17)):
            sender.measure(size, goal)


class Sender:
    """One tablet with one connection, and one psycopg connection for COPY."""

    def __init__(self, here: World) -> None:
        self.here = here
        self.install = uuid4()
        self.n = 0
        now = clock.now()
        adult = Account.objects.select_related("adult__school__district").get(username="denise").adult
        assert adult is not None and adult.school is not None
        enter(adult.id, None, now.date(), now)
        made = enrol(actor_of(adult, now, now.date()), adult.school, self.install, "bench")
        self.token, self.grant = made.device_token, made.grant
        parts = urlsplit(here.address)
        self.web = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        self.sheet = self._get("/sync/v1/day")
        self.epoch = self._epoch()
        self.copy = psycopg.connect("", **here.databases.owner.dsn())
        self.at = now - timedelta(hours=2)

    def measure(self, size: int, goal: float) -> None:
        """Alternate uploads and COPYs of the same number of rows."""
        self._table()
        uploads, copies = [], []
        self._upload(self._batch(size), size)
        for _ in range(ROUNDS):
            batches = [self._batch(size) for _ in range(max(1, 2000 // size))]
            start = perf_counter()
            for body in batches:
                self._upload(body, size)
            uploads.append(size * len(batches) / (perf_counter() - start))
            rows = self._rows(size * len(batches))
            chunks = [rows[i : i + size] for i in range(0, len(rows), size)]
            start = perf_counter()
            for chunk in chunks:
                self._copy(chunk)
            copies.append(len(rows) / (perf_counter() - start))
        ratios = [u / c for u, c in zip(uploads, copies, strict=True)]
        print(f"batches of {size}: upload {spread(uploads, 'rows/s')}; COPY {spread(copies, 'rows/s')}")
        print(f"  ratio {spread(ratios, f'(goal {goal})')}")
        print(f"  {machine()}", flush=True)

    def _table(self) -> None:
        self.copy.execute("DROP TABLE IF EXISTS bench_event")
        self.copy.execute("CREATE TABLE bench_event (LIKE observations_event_2027 INCLUDING ALL)")
        self.copy.commit()

    def _rows(self, count: int) -> list[tuple[object, ...]]:
        """The newest rows that the uploads made, as they stand in the log."""
        self.copy.execute("TRUNCATE bench_event")
        rows = self.copy.execute(
            "SELECT * FROM observations_event_2027 WHERE device_id IS NOT NULL ORDER BY seq DESC LIMIT %s",
            [count],
        ).fetchall()
        self.copy.commit()
        return [tuple(json.dumps(v) if isinstance(v, dict) else v for v in row) for row in rows]

    def _copy(self, rows: list[tuple[object, ...]]) -> None:
        with self.copy.cursor() as cursor, cursor.copy("COPY bench_event FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.copy.commit()

    def _batch(self, size: int) -> bytes:
        items = [self._item() for _ in range(size)]
        return json.dumps(
            {
                "epoch": self.epoch,
                "install": str(self.install),
                "next_n": self.n,
                "pending": size,
                "items": items,
            }
        ).encode()

    def _item(self) -> dict[str, object]:
        students = self.sheet["students"]
        student = students[self.n % len(students)]
        measure = student["measures"][self.n % len(student["measures"])]
        value = {
            "count": {"count": 1},
            "duration": {"seconds": 12.5},
            "trials": {"correct": True, "prompt": "I"},
        }
        self.at += timedelta(milliseconds=50)
        payload = json.dumps(
            {
                "student": student["id"],
                "plan_version": student["plan"]["version_id"],
                "measure": measure["id"],
                "session": str(uuid5(SPACE, str(self.n // 50))),
                "session_started_at": self.at.isoformat(),
                "occurred_at": self.at.isoformat(),
                "late": False,
                "value": value[measure["method"]],
            }
        )
        self.n += 1
        return {
            "id": str(uuid7(int(self.at.timestamp() * 1000), os.urandom(10))),
            "install": str(self.install),
            "n": self.n - 1,
            "v": 1,
            "kind": "capture",
            "grant": self.grant,
            "mac": None,
            "hash": hashlib.sha256(payload.encode()).hexdigest(),
            "dev_wall": self.at.isoformat(),
            "dev_mono": 1.0,
            "boot": str(self.install),
            "tz": "America/New_York",
            "offset_est_ms": 0,
            "sealed": None,
            "payload": payload,
        }

    def _upload(self, body: bytes, size: int) -> None:
        answer = self._post(body)
        stored = sum(v["verdict"] == "stored" for v in answer["verdicts"])
        if stored != size:
            raise SystemExit(f"Only {stored} of {size} were stored: {answer['verdicts'][:3]}")

    def _epoch(self) -> str:
        empty = json.dumps({"epoch": "", "install": str(self.install), "items": []})
        self.web.request("POST", "/sync/v1/events", empty, self._headers())
        return str(json.loads(self.web.getresponse().read())["epoch"])

    def _post(self, body: bytes) -> dict[str, Any]:
        self.web.request("POST", "/sync/v1/events", body, self._headers())
        response = self.web.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        if response.status != 200:
            raise SystemExit(f"{response.status}: {answer}")
        return answer

    def _get(self, path: str) -> dict[str, Any]:
        self.web.request("GET", path, headers=self._headers())
        answer: dict[str, Any] = json.loads(self.web.getresponse().read())
        return answer

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "X-Carryover-Grant": self.grant,
            "Content-Type": "application/json",
        }


if __name__ == "__main__":
    main()
