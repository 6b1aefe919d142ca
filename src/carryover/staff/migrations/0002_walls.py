"""Walls around trainings: read by those who may see a student's training and by the adult who is trained."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.history import keep_history
from carryover.scope.walls import ME, guard

OWN = f"trainee_id = {ME}"
MINE = f"EXISTS (SELECT FROM staff_training t WHERE t.id = training_id AND t.trainee_id = {ME})"
TRAINS = ["training.record", "training.sign"]


class Migration(migrations.Migration):
    """Entered and changed by those who train; a training is closed by those who sign off."""

    dependencies = [("staff", "0001_training"), ("scope", "0012_competence_walls")]
    operations = [
        keep_history("staff_training", student="student_id"),
        keep_history("staff_step", student="student_id"),
        guard("staff_training", read=["training.see"], or_read=OWN, enter=TRAINS, change=TRAINS),
        guard("staff_step", read=["training.see"], or_read=MINE, enter=TRAINS, change=TRAINS),
    ]
