"""The screens of a school's people, classes, families and year."""
