"""The screens of a school's people and year, of whom one may see, of who has looked, and of emergencies."""
