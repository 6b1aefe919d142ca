"""The forms of a school's people and year, of the record of access and of emergencies: they keep what was typed."""
