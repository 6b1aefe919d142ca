"""The plan page: the version in force section by section, every version with what it changed, and the open draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from carryover.look.frame import address
from carryover.plans.acts.draft import open_draft
from carryover.plans.acts.read import open_version_record
from carryover.plans.content import Plan
from carryover.plans.queries import content_of, drafts_begun_by, open_drafts, versions
from carryover.plans.redline import ChangedSection, redline
from carryover.plans.sections import Section, sections
from carryover.plans.views.frame import frame
from carryover.scope.actors import Actor
from carryover.scope.acts.look import Opened, open_record
from carryover.scope.queries import Permit, may
from carryover.scope.requests import asking
from carryover.scope.routes import asks, for_anyone_signed_in

PURPOSES = {
    "initial": gettext_lazy("first plan"),
    "annual": gettext_lazy("annual review"),
    "amendment": gettext_lazy("amendment"),
    "support": gettext_lazy("change of support"),
}


@dataclass(frozen=True)
class Group:
    """The sections that stand under one heading."""

    name: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Compared:
    """One version with what it changed of the one before it."""

    id: UUID
    number: int
    purpose: str
    effective_from: date
    signed_by: str
    signed_at: datetime
    content_hash: str
    reason: str
    content: Plan
    changes: tuple[ChangedSection, ...]
    in_force: bool

    @property
    def purpose_words(self) -> str:
        """What kind of version this is, in words."""
        return str(PURPOSES[self.purpose])

    @property
    def hash_parts(self) -> tuple[str, ...]:
        """The hash in groups of eight that a narrow page can break."""
        return tuple(self.content_hash[i : i + 8] for i in range(0, len(self.content_hash), 8))


@require_safe
@asks("plan.read")
def plan(request: HttpRequest, student: UUID) -> HttpResponse:
    """The version in force today; a version signed to start later is listed with its day."""
    actor = asking(request)
    opened = open_record(actor, "plan.read", student, entry="plan.read")
    compared = _compared(actor, opened)
    now = next((each for each in compared if each.in_force), None)
    context = frame(actor, opened, "plan.read") | {
        "version": now,
        "groups": grouped(sections(now.content, opened.student.short_name)) if now else (),
        "versions": compared,
        "draft": open_drafts(actor, [student]).get(student),
        "may_draft": isinstance(may(actor, "plan.draft", student), Permit),
        "print_plan": address("documents:plan", now.id) if now else "",
    }
    return render(request, "plans/plan.html", context)


@require_safe
@asks("plan.read")
def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """One signed version as it was signed, and what it changed of the one before."""
    actor = asking(request)
    opened = open_version_record(actor, version)
    shown = next(each for each in _compared(actor, opened) if each.id == opened.version.id)
    context = frame(actor, opened, "plan.read") | {
        "version": shown,
        "groups": grouped(sections(shown.content, opened.student.short_name)),
    }
    return render(request, "plans/version.html", context)


@require_safe
@for_anyone_signed_in("drafts of those students whose whole plan one may read")
def drafts_held(request: HttpRequest, adult: UUID) -> HttpResponse:
    """The open drafts that an adult began, as a part of the page on which their caseload is handed over."""
    return render(request, "plans/_drafts_held.html", {"drafts": drafts_begun_by(asking(request), adult)})


@require_POST
@asks("plan.draft")
def draft_new(request: HttpRequest, student: UUID) -> HttpResponse:
    """Begin a draft on the newest version, or go to the one that is open."""
    actor = asking(request)
    opened = open_record(actor, "plan.draft", student, entry="plan.read")
    draft = open_draft(actor, opened.student.id)
    messages.info(request, _("You are working on a draft. Nothing in the day has changed."))
    return redirect("plans:draft", draft.id)


def grouped(found: tuple[Section, ...]) -> tuple[Group, ...]:
    """The sections under their headings, in their order."""
    return tuple(Group(name, tuple(each)) for name, each in groupby(found, key=lambda section: section.group))


def _compared(actor: Actor, opened: Opened) -> list[Compared]:
    """Every version, newest first."""
    rows = versions(actor, opened.student.id, "plan.read")
    contents = {row.id: content_of(row) for row in rows}
    current = max((row.number for row in rows if row.effective_from <= actor.today), default=0)
    return [
        Compared(
            row.id,
            row.number,
            row.purpose,
            row.effective_from,
            str(row.signed_by),
            row.signed_at,
            row.content_hash,
            row.reason,
            contents[row.id],
            redline(
                contents.get(row.parent_id) if row.parent_id else None,
                contents[row.id],
                opened.student.short_name,
            ),
            row.number == current,
        )
        for row in reversed(rows)
    ]
