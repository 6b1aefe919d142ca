"""What adults are trained in, what being with a student needs, and who let somebody work without it until when."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from carryover.roster.models import Adult, District, Student
from carryover.scope.competence import LONGEST_OVERRIDE


class OwnCompetency(models.Model):
    """A competency that a district added to the reviewed ones. Its name is its key and does not change."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="own_competencies")
    name = models.CharField(max_length=60)
    one_student = models.BooleanField()
    trained_here = models.BooleanField()
    who_trains = models.CharField(max_length=160)
    instead = models.CharField(max_length=160)
    source = models.CharField(max_length=160)
    added_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint("district", Lower("name"), name="own_competency_once"),)

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """That an adult is trained in something, for one student or for all, until the day its issuer named.

    `expires_on` is entered, never worked out; one that does not expire says so (`never_expires`). `plan_number` is the
    version of the plan that was trained. From `ended_on` on it no longer holds, whatever it says.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="certificates")
    competency = models.CharField(max_length=60)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, null=True, related_name="+")
    plan_number = models.IntegerField(null=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)
    never_expires = models.BooleanField(default=False)
    issuer = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")

    student_path = "student_id"
    seen_by = ("training.see",)

    class Meta:
        indexes = (models.Index(fields=["adult", "competency"], name="certificate_adult"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True, never_expires=True)
                | Q(expires_on__isnull=False, never_expires=False),
                name="certificate_says_when_it_expires",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="certificate_expires_later",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_reason="", ended_by__isnull=True)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
                name="certificate_ended_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.competency} from {self.issued_on}"


class Requirement(models.Model):
    """A competency that being with a student needs, entered by hand: in one period, or all day (blank).

    One that was taken back on the day it was entered ends the day before: it never held.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="requirements")
    competency = models.CharField(max_length=60)
    period = models.CharField(max_length=16, blank=True)
    why = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("training.see", "day.read")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from") - timedelta(days=1)),
                name="requirement_ends_later",
            ),
            models.UniqueConstraint(
                fields=["student", "competency", "period"],
                condition=Q(valid_to__isnull=True),
                name="requirement_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.competency} from {self.valid_from}"


class Override(models.Model):
    """Somebody named let an adult work with a student without a competency, why, and what is done instead.

    It ends by itself, thirty days after it begins at the latest, and opens nothing that is shown to the certified.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="overrides")
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="overrides")
    competency = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    why = models.CharField(max_length=300)
    measure = models.CharField(max_length=300)
    allowed_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(Adult, on_delete=models.PROTECT, null=True, related_name="+")

    student_path = "student_id"
    seen_by = ("training.see",)

    class Meta:
        indexes = (models.Index(fields=["adult", "ends_on"], name="override_adult"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + timedelta(days=LONGEST_OVERRIDE)),
                name="override_is_short",
            ),
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(measure=""), name="override_says_why_and_what_instead"
            ),
            models.CheckConstraint(condition=~Q(adult=F("allowed_by")), name="override_by_somebody_else"),
            models.UniqueConstraint(
                fields=["student", "adult", "competency", "starts_on"],
                condition=Q(ended_on__isnull=True),
                name="override_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_reason="", ended_by__isnull=True)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
                name="override_ended_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.competency} until {self.ends_on}"
