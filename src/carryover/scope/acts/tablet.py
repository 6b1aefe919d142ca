"""Tablets enrolled and grants given: verbs, each with its journal entry in one transaction."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

from carryover.journal.acts import record
from carryover.roster.models import School
from carryover.scope.actors import Actor
from carryover.scope.models import Device, Grant
from carryover.terms import Refusal, Refused, new_id

GRANT_LASTS = timedelta(hours=24)
_SIGNER = "carryover.scope.grant"


@dataclass(frozen=True)
class Enrolled:
    """What a tablet is handed once: its token (kept by it alone) and the author's first grant."""

    device: Device
    device_token: str
    grant: str
    grant_row: Grant


def enrol(actor: Actor, school: School, install: UUID, label: str) -> Enrolled:
    """Give this installation a credential that may only append, and the signed-in adult a grant on it.

    An installation that enrols again gets a new token; the old one stops working.
    """
    token = secrets.token_urlsafe(32)
    device, _created = Device.objects.update_or_create(
        install=install,
        defaults={
            "school": school,
            "label": label[:60],
            "token_hash": digest(token),
            "enrolled_by": actor.adult,
            "enrolled_at": actor.now,
            "revoked_at": None,
        },
    )
    record(at=actor.now, actor=actor.key, right="self", act="device.enrol", thing=("device", device.id))
    text, row = give_grant(actor, device)
    return Enrolled(device, token, text, row)


def give_grant(actor: Actor, device: Device) -> tuple[str, Grant]:
    """A server-signed author grant for the signed-in adult on a device, good for a day of recording."""
    if device.revoked_at is not None:
        raise Refused(
            Refusal(
                "Use this tablet",
                "It was taken out of use.",
                "The office can enrol it again.",
                "device.revoked",
            )
        )
    grant = Grant.objects.create(
        id=new_id(actor.now, os.urandom),
        device=device,
        adult=actor.adult,
        issued_at=actor.now,
        expires_at=actor.now + GRANT_LASTS,
    )
    record(at=actor.now, actor=actor.key, right="self", act="grant.give", thing=("grant", grant.id))
    return sign_grant(grant, scope_hash(actor)), grant


def scope_hash(actor: Actor) -> str:
    """A short digest of the students the actor reaches today: it changes when the caseload does."""
    students = sorted(str(student) for student in actor.to_students)
    return hashlib.sha256(",".join(students).encode()).hexdigest()[:16]


def sign_grant(grant: Grant, scope: str) -> str:
    """The opaque text of a grant as the tablet keeps it."""
    return Signer(salt=_SIGNER).sign_object(
        {
            "g": str(grant.id),
            "a": str(grant.adult_id),
            "d": str(grant.device_id),
            "s": scope,
            "f": int(grant.issued_at.timestamp()),
            "t": int(grant.expires_at.timestamp()),
        }
    )


def grant_ids(texts: Iterable[str]) -> dict[str, UUID]:
    """The ids in those of these texts whose signature is ours."""
    ids: dict[str, UUID] = {}
    for text in texts:
        try:
            ids[text] = UUID(Signer(salt=_SIGNER).unsign_object(text)["g"])
        except (BadSignature, KeyError, TypeError, ValueError):
            continue
    return ids


def read_grants(texts: Iterable[str]) -> dict[str, Grant]:
    """The grants behind these texts with their adults: only those that are ours and still have their row."""
    ids = grant_ids(texts)
    rows = Grant.objects.select_related("adult__district").in_bulk(list(ids.values()))
    return {text: rows[key] for text, key in ids.items() if key in rows}


def device_of(token: str) -> Device | None:
    """The device with this token, revoked or not, or None."""
    return Device.objects.select_related("school__district").filter(token_hash=digest(token)).first()


def digest(token: str) -> bytes:
    """What is stored of a token: long random tokens need no slow hash."""
    return hashlib.sha256(token.encode()).digest()
