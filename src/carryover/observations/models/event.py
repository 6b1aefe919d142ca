"""The event log: append-only, partitioned by the school year that the server assigns."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef


class Event(models.Model):
    """One counted item: a capture, a void of one, or the close of a session."""

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.UUIDField()
    seq = models.BigIntegerField()
    school_id = models.UUIDField()
    student_id = models.UUIDField()
    kind = models.TextField()
    plan_version_id = models.UUIDField(null=True)
    measure = models.TextField(null=True)
    session = models.UUIDField(null=True)
    occurred_at = models.DateTimeField()
    day = models.DateField()
    value = models.JSONField(null=True)
    voids = models.UUIDField(null=True)
    author_id = models.UUIDField()
    device_id = models.UUIDField(null=True)
    late = models.BooleanField()
    flag = models.TextField()
    time_quality = models.TextField()

    student_path = "student_id"
    seen_by = ("day.read", "graph.read")

    class Meta:
        managed = False
        db_table = "observations_event"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def taken_back() -> Exists:
    """Whether an event (or a landed item) of the outer query was taken back: true where a void of it exists."""
    return Exists(Event.objects.filter(voids=OuterRef("id"), student_id=OuterRef("student_id"), kind="void"))
