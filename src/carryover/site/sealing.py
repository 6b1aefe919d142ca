"""The keys that seal notes, out of the installation's secrets: the database never holds them."""

from __future__ import annotations

from carryover.plans.sealing import KeyRing, read_ring
from carryover.site.home import CannotStart
from carryover.site.secrets import Secrets


def sealing(secrets: Secrets) -> KeyRing:
    """The ring of keys. Raises CannotStart for one that cannot be understood, without telling what stood there."""
    try:
        return read_ring(secrets.sealing_keys)
    except ValueError as error:
        raise CannotStart(
            "CARRYOVER_SEALING_KEYS, or sealing_keys in secrets.json, must hold keys as name:hex with commas between,"
            " the newest first, each of 64 hex digits."
        ) from error
