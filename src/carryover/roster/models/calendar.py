"""School days and bells: facts from which a day sheet is computed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from carryover.roster.models.district import School


class BellSchedule(models.Model):
    """A named set of periods, such as the regular day, early release or an A day."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="bell_schedules")
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """One block of a bell schedule. The same `code` names the same block on a regular and a short day."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    bells = models.ForeignKey(BellSchedule, on_delete=models.CASCADE, related_name="periods")
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("starts",)
        constraints = (
            models.UniqueConstraint(fields=["bells", "code"], name="period_code_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="period_ends_later"),
        )

    def __str__(self) -> str:
        return self.name


class SchoolDay(models.Model):
    """One calendar day of a school: whether there is school, on which bells, and which letter it bears."""

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=16)
    letter = models.CharField(max_length=1, blank=True)
    bells = models.ForeignKey(BellSchedule, on_delete=models.PROTECT, null=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "day"], name="school_day_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["instructional", "early_release", "closed"]),
                name="school_day_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
