"""The graph workbench, the review queue and the recorded decision.

Promises: a rule is judged when read, from the events themselves, so one contrary event takes it away; a change of
support is signed within the plan's latitude; a change of goal only drafts an amendment.
"""
