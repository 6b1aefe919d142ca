"""Carryover: each student's plan carried into the school day, and the day's evidence back into the plan."""
