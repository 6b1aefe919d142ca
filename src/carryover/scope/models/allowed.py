"""The policy table as the database keeps it, so that its walls ask the same lines."""

from __future__ import annotations

from django.db import models


class Allowed(models.Model):
    """One way to hold one right. Written from `policy.toml` by the owner; the app may only read it."""

    id = models.BigAutoField(primary_key=True)
    act = models.CharField(max_length=40)
    relation = models.CharField(max_length=16)
    role = models.CharField(max_length=32)
    state = models.CharField(max_length=16)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["act", "relation", "role", "state"], name="allowed_once"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.relation}"
