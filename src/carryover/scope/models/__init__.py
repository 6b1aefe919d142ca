"""The rows on which rights rest, one concept a file."""

from __future__ import annotations

from carryover.scope.models.device import Device, Grant
from carryover.scope.models.machine import ServiceAccount, ServiceToken
from carryover.scope.models.relationship import AssignedPeriod, Relationship

__all__ = ["AssignedPeriod", "Device", "Grant", "Relationship", "ServiceAccount", "ServiceToken"]
