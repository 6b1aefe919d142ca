"""The desk screens of a plan: the student, the plan, a draft, its goals, the agreement, check and sign.

Promises: every screen asks `scope` first and writes one journal entry of the look; a student the asker does not work
with answers as one who does not exist; nothing typed is lost when it is refused.
"""
