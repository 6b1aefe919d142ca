"""Districts and their schools. One database holds one district or one cooperative."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class District(models.Model):
    """A local education agency; its time zone decides which school day a moment belongs to.

    `majority_age` is the age in years at which rights under IDEA pass to students in its State (34 CFR 300.520).
    `role_labels` is what the district calls a role; a label carries no right.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64)
    majority_age = models.PositiveSmallIntegerField(default=18, db_default=18)
    role_labels = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A building with its own bells and calendar."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["district", "code"], name="school_code_once"),)

    def __str__(self) -> str:
        return self.name
