"""A file on its way from the dry run to being applied: it travels with the page and is kept by nobody.

Promises: what comes back is what was shown, to the same person, for the same school, within a day; anything else is
nothing. It is signed, not hidden: it is the reader's own file.
"""

from __future__ import annotations

import base64
import zlib
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

LASTS = timedelta(hours=24)
_SALT = "carryover.exchange.offer"


def sealed(content: bytes, whole: bool, adult: UUID, school: UUID, now: datetime) -> str:
    """The file and how it was meant, as text for a hidden field."""
    packed = base64.b64encode(zlib.compress(content, 9)).decode()
    offered = {"f": packed, "w": whole, "a": str(adult), "s": str(school), "t": int(now.timestamp())}
    return Signer(salt=_SALT).sign_object(offered)


def opened(text: str, adult: UUID, school: UUID, now: datetime) -> tuple[bytes, bool] | None:
    """The file and whether it is whole; None when it is not this person's, not for this school, or older than a day."""
    try:
        offered = Signer(salt=_SALT).unsign_object(text)
        content, age = zlib.decompress(base64.b64decode(offered["f"])), now.timestamp() - offered["t"]
        mine = (offered["a"], offered["s"]) == (str(adult), str(school))
    except (BadSignature, KeyError, TypeError, ValueError):
        return None
    return (content, bool(offered["w"])) if mine and 0 <= age < LASTS.total_seconds() else None
