"""The policy table written into the database, whose walls ask it; by the owner, who alone may."""

from __future__ import annotations

from django.db import transaction

from carryover.scope.models import Allowed
from carryover.scope.policy import Row, rows


def write(using: str) -> bool:
    """Make the database's lines those of `policy.toml`; True when they were others. `using` is the owner's alias."""
    with transaction.atomic(using=using):
        if kept(using) == frozenset(rows()):
            return False
        Allowed.objects.using(using).all().delete()
        Allowed.objects.using(using).bulk_create(
            [Allowed(act=r.act, relation=r.relation, role=r.role, state=r.state) for r in rows()]
        )
    return True


def kept(using: str) -> frozenset[Row]:
    """The lines that the database's walls ask now."""
    found = Allowed.objects.using(using).values_list("act", "relation", "role", "state")
    return frozenset(Row(*each) for each in found)
