"""What keeping people asks across the walls, and a wall around who belongs to which class."""

from __future__ import annotations

from django.db import migrations

from carryover.scope.walls import functions_for_people, guard, schools, students

OF_MY_CLASSES = (
    f"student_id IN ({students(['student.see'])}) AND EXISTS (SELECT FROM roster_schoolclass c"
    f" WHERE c.id = school_class_id AND c.school_id IN ({schools('class.manage')}))"
)


class Migration(migrations.Migration):
    """A member of a class is entered by whoever keeps the class and may know of the student."""

    dependencies = [("scope", "0007_history"), ("roster", "0005_classes")]
    operations = [
        functions_for_people(),
        guard("roster_classmember", read=["student.see"], or_enter=OF_MY_CLASSES, or_change=OF_MY_CLASSES),
    ]
