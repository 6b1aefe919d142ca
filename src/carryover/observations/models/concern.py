"""What an adult finds does not fit, what they add to it, and how it was answered. Rows are only ever added."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Q

from carryover.roster.models import Adult, School, Student

_FROZEN = pgtrigger.Protect(name="raised_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)


class Concern(models.Model):
    """'Told two different things', or 'this definition does not fit what I see'. The id is made where it is raised.

    `line` is the card line or guidance line that it is about; `school` is whose clock it goes by.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12)
    plan_version_id = models.UUIDField(null=True)
    measure = models.CharField(max_length=64, blank=True)
    line = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    day = models.DateField()
    device_id = models.UUIDField(null=True)
    flag = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()

    student_path = "student_id"
    seen_by = ("concern.see",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(about="two_things", measure="") | Q(about="definition") & ~Q(measure=""),
                name="concern_about",
            ),
        )
        indexes = (
            models.Index(fields=["student", "raised_at"], name="concern_student"),
            models.Index(fields=["author", "raised_at"], name="concern_author"),
        )
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"{self.about} {self.day}"


class ConcernAddition(models.Model):
    """What the same adult added afterwards; it may land before what it belongs to, so nothing holds them together."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    concern = models.UUIDField(db_index=True)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    line = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=200, blank=True)
    device_id = models.UUIDField(null=True)

    student_path = "student_id"
    seen_by = ("concern.see",)

    class Meta:
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"added {self.at:%Y-%m-%d}"


class ConcernStep(models.Model):
    """What became of a concern: 1 answered, 2 opened again by its author, 3 answered for good. Never without words.

    `link_…` copies what the answer changed: a guidance line, a line of the plan, or a draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    words = models.CharField(max_length=600)
    by = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    link_kind = models.CharField(max_length=10, blank=True)
    link_id = models.CharField(max_length=64, blank=True)
    link_words = models.CharField(max_length=200, blank=True)

    student_path = "student_id"
    seen_by = ("concern.see",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["concern", "number"], name="concern_step_once"),
            models.CheckConstraint(
                condition=Q(kind="answered", number__in=[1, 3]) | Q(kind="reopened", number=2),
                name="concern_step_in_turn",
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="concern_step_has_words"),
            models.CheckConstraint(
                condition=Q(link_kind__in=["", "guidance", "plan_line", "draft"]), name="concern_link_kind"
            ),
        )
        triggers = (_FROZEN,)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
