"""Rescuing what somebody typed when their session had ended, or before they have confirmed that it is them.

Promises: kept for the account that typed it and shown to no other; passwords, codes, files and what is to be sealed are
never kept; gone after a day, or when it is sent or thrown away. Nothing is sent by itself: its writer looks at it and
sends it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from carryover.look.forms import is_path_of_ours
from carryover.roster.models import Account
from carryover.site.models import KeptForm

KEPT_FOR = timedelta(hours=24)
MOST = 20  # kept forms of one account
LARGEST = 200_000  # characters
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NEVER = frozenset(
    {
        "csrfmiddlewaretoken",
        "password",
        "password1",
        "password2",
        "oldpassword",
        "code",
        "credential",
        "sealed",
    }
)
NOT_FROM = ("/accounts/", "/language/", "/look/", "/api/", "/sync/", "/caseload/", "/whom/")

Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Kept:
    """A rescued form as its writer sees it."""

    id: UUID
    path: str
    page: str
    why: str
    kept_at: datetime
    fields: Fields

    @property
    def written(self) -> list[tuple[str, list[str]]]:
        """What was typed or chosen, field by field; empty ones are left out."""
        return [
            (name, values) for name, values in self.fields.items() if any(each.strip() for each in values)
        ]


def from_request(request: HttpRequest, account: UUID, why: str, now: datetime) -> UUID | None:
    """Keep the form that this request sends; None when it sends none that can be kept."""
    if request.method != "POST" or request.content_type not in FORMS or request.path.startswith(NOT_FROM):
        return None
    if not from_us(request):
        return None
    try:
        fields = {name: request.POST.getlist(name) for name in request.POST}
    except MultiPartParserError:
        return None
    return keep(account, request.get_full_path(), came_from(request), fields, why, now)


def keep(
    account: UUID, path: str, page: str, fields: Mapping[str, list[str]], why: str, now: datetime
) -> UUID | None:
    """Keep these fields; None when there is nothing in them, or more than fits, or the path is not one of ours."""
    kept = {name[:100]: values for name, values in fields.items() if name not in NEVER}
    size = sum(len(value) for values in kept.values() for value in values)
    if not local(path) or path.startswith(NOT_FROM) or size > LARGEST or not any(map(any, kept.values())):
        return None
    forget(account, now)
    row = KeptForm.objects.create(
        account_id=account,
        path=path[:500],
        page=page[:500] if local(page) else "",
        fields=_storable(kept),
        why=why,
        kept_at=now,
    )
    return row.id


def from_us(request: HttpRequest, *, surely: bool = False) -> bool:
    """Whether a page of ours sent this, as far as the browser tells; `surely` when it must tell."""
    origin = request.headers.get("Origin", "")
    return urlsplit(origin).netloc == request.get_host() if origin else not surely


def local(path: str) -> bool:
    """Whether this is a path of this site and nothing else."""
    return is_path_of_ours(path) and len(path) <= 500


def came_from(request: HttpRequest) -> str:
    """The path of the page that sent this, when it is one of ours."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or not local(came.path):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def forget(account: UUID, now: datetime) -> None:
    """Remove what is too old, and the oldest of too many."""
    mine = KeptForm.objects.filter(account_id=account).order_by("-kept_at")
    mine.filter(kept_at__lt=now - KEPT_FOR).delete()
    KeptForm.objects.filter(id__in=[row.id for row in mine.only("id")[MOST - 1 :]]).delete()


def newest(account: Account, now: datetime) -> Kept | None:
    """What this account has waiting, the newest."""
    row = _of(account, now).order_by("-kept_at").first()
    return _read(row) if row else None


def one(account: Account, key: UUID, now: datetime) -> Kept | None:
    """One rescued form, if it is this account's own."""
    row = _of(account, now).filter(id=key).first()
    return _read(row) if row else None


def drop(account: Account, key: UUID) -> None:
    """Remove it: it was sent again or is not wanted."""
    KeptForm.objects.filter(account=account, id=key).delete()


def _of(account: Account, now: datetime) -> QuerySet[KeptForm]:
    return KeptForm.objects.filter(account=account, kept_at__gt=now - KEPT_FOR)


def _read(row: KeptForm) -> Kept:
    return Kept(row.id, row.path, row.page, row.why, row.kept_at, row.fields)


def _storable(fields: Mapping[str, list[str]]) -> Fields:
    """PostgreSQL's JSON holds no null character and no half of one."""
    return {_plain(name): [_plain(each) for each in values] for name, values in fields.items()}


def _plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
