"""What a district calls a role, while it is being spoken to: as a language is spoken for one request, so are titles.

A label and no right: nothing that decides anything reads it (D75).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

from carryover.roster.roles import Role

_SPOKEN: ContextVar[Mapping[str, str]] = ContextVar("titles of roles", default=MappingProxyType({}))


def speak(labels: Mapping[str, str]) -> None:
    """From here on, in this request or job, call roles by these words; a role that has none by its plain name."""
    _SPOKEN.set(MappingProxyType(dict(labels)))


def called(role: str) -> str:
    """What a role is called here."""
    return _SPOKEN.get().get(role) or str(Role(role).label)
