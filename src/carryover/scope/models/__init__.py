"""The rows on which rights rest, one concept a file."""

from __future__ import annotations

from carryover.scope.models.allowed import Allowed
from carryover.scope.models.competence import Certificate, Override, OwnCompetency, Requirement
from carryover.scope.models.device import Device, Grant
from carryover.scope.models.disclosure import Disclosure, FamilyAccess
from carryover.scope.models.glass import Glass, GlassReview
from carryover.scope.models.instrument import Instrument
from carryover.scope.models.machine import ServiceAccount, ServiceToken
from carryover.scope.models.relationship import AssignedPeriod, Relationship
from carryover.scope.models.substitute import SubstituteCard

__all__ = [
    "Allowed",
    "AssignedPeriod",
    "Certificate",
    "Device",
    "Disclosure",
    "FamilyAccess",
    "Glass",
    "GlassReview",
    "Grant",
    "Instrument",
    "Override",
    "OwnCompetency",
    "Relationship",
    "Requirement",
    "ServiceAccount",
    "ServiceToken",
    "SubstituteCard",
]
