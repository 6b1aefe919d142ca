"""Trainings of adults for one student, and their steps as they were done."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from carryover.plans.models import PlanVersion
from carryover.roster.models import Adult, Student
from carryover.scope.models import Certificate


class Training(models.Model):
    """One adult trained in one competency with one student: on the version of the plan that was in force then.

    It ends with a certificate, or set aside; until then it is under way.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    trainee = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="trainings")
    competency = models.CharField(max_length=60)
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="+")
    behaviors = models.JSONField()
    percent = models.IntegerField()
    observations = models.IntegerField()
    begun_by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, null=True, related_name="training"
    )
    set_aside_at = models.DateTimeField(null=True)

    student_path = "student_id"
    seen_by = ("training.see",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["student", "trainee", "competency"],
                condition=Q(certificate__isnull=True, set_aside_at__isnull=True),
                name="one_training_under_way",
            ),
            models.CheckConstraint(condition=~Q(trainee=F("begun_by")), name="trained_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100, observations__gte=1, observations__lte=5),
                name="training_criterion",
            ),
        )

    def __str__(self) -> str:
        return self.competency


class Step(models.Model):
    """One step of a training: instruct, model, rehearse, or an observation with its answers.

    `answers` has one value for each behavior of the training: true, false, or null for no chance to see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="steps")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    day = models.DateField()
    trainer = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list)
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    student_path = "student_id"
    seen_by = ("training.see",)

    class Meta:
        ordering = ("day", "entered_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["instruct", "model", "rehearse", "observe"]), name="step_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
