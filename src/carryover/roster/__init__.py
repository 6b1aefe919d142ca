"""Who is who: districts, schools, calendars, bells, students, adults, families, enrolments, accounts.

Promises: plain rows and the school calendar as a value. It decides nothing about rights: narrowed look-ups are in
`scope`, so this room has no views and no api.
"""
