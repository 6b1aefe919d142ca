"""The forms of a draft: a goal and its agreement. They read what was typed and keep it; they write nothing."""
