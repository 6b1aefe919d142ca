"""What the district calls a role: a label, and no right."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404

from carryover.journal.acts import record
from carryover.roster.roles import Role
from carryover.roster.spelling import tidy
from carryover.scope.actors import Actor
from carryover.scope.adults import every_school
from carryover.scope.policy import Thing
from carryover.scope.queries import require


@transaction.atomic
def label_roles(actor: Actor, labels: Mapping[str, str]) -> None:
    """Call roles by the district's own names, an empty one by its plain name; for whoever keeps every school."""
    permits = [
        require(actor, "people.manage", Thing(school=school)) for school in sorted(every_school(actor))
    ]
    if not set(labels) <= set(Role):
        raise Http404
    district = actor.adult.district
    district.role_labels = {role: tidy(name)[:60] for role, name in labels.items() if tidy(name)}
    district.save(update_fields=["role_labels"])
    record(
        at=actor.now,
        actor=actor.key,
        right=permits[0].right,
        act="role.label",
        thing=("district", district.id),
    )
