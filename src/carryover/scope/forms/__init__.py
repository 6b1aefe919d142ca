"""The forms of a school's people and year. They read what was typed and keep it; they write nothing."""
