"""The day sheet and the plan card: who an adult is with today, in bell order, what to collect, and how to help.

Promises: computed from facts when asked, never stored; absences, early release, trips and letter days show as such.
"""
