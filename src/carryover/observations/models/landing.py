"""Where items land before and beside becoming events: uniqueness lives here, never in the partitioned log."""

from __future__ import annotations

from django.db import models

from carryover.roster.models import School


class Sequence(models.Model):
    """The counter of one school: sequence numbers are handed out in commit order by locking this row."""

    school = models.OneToOneField(School, primary_key=True, on_delete=models.PROTECT)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"sequence at {self.last}"


class Landing(models.Model):
    """An item as it landed, with its verdict: one row an id, one row an (installation, n), for ever."""

    id = models.UUIDField(primary_key=True)
    install = models.UUIDField()
    n = models.BigIntegerField()
    v = models.SmallIntegerField()
    kind = models.TextField()
    hash = models.TextField()
    payload = models.TextField()
    dev_wall = models.DateTimeField()
    offset_est_ms = models.BigIntegerField(null=True)
    tz = models.TextField()
    school_year = models.SmallIntegerField()
    school_id = models.UUIDField()
    seq = models.BigIntegerField()
    verdict = models.TextField()
    reason = models.TextField()
    device_id = models.UUIDField()
    grant_id = models.UUIDField(null=True)
    author_id = models.UUIDField(null=True)
    student_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("day.read", "graph.read")

    class Meta:
        managed = False
        db_table = "observations_landing"

    def __str__(self) -> str:
        return f"{self.install} {self.n}"


class SetAside(models.Model):
    """An item that cannot have a landing row of its own: unreadable, a second content under one id, a cloned tablet."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    device_id = models.UUIDField()
    item_id = models.UUIDField(null=True)
    install = models.UUIDField(null=True)
    n = models.BigIntegerField(null=True)
    raw = models.BinaryField()
    reason = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason


class Epoch(models.Model):
    """The identity of this database's life: a restore begins a new one, and tablets offer again what they hold."""

    id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
