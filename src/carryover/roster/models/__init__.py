"""The roster's rows, one concept a file."""

from __future__ import annotations

from carryover.roster.models.account import Account
from carryover.roster.models.calendar import BellSchedule, Period, SchoolDay
from carryover.roster.models.classes import ClassMember, SchoolClass
from carryover.roster.models.district import District, School
from carryover.roster.models.people import Adult, Enrolment, Guardian, Student
from carryover.roster.models.presence import Absence, Outing

__all__ = [
    "Absence",
    "Account",
    "Adult",
    "BellSchedule",
    "ClassMember",
    "District",
    "Enrolment",
    "Guardian",
    "Outing",
    "Period",
    "School",
    "SchoolClass",
    "SchoolDay",
    "Student",
]
