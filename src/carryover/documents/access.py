"""The copy of a student's record of access that a family is given: on paper, and as rows for a spreadsheet.

Promises: the same record gives the same bytes; the register that the law asks for stands first, the looks of staff
after it and only where the district shows them; everything is in one language; nothing of what was looked at is in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carryover.documents import press
from carryover.look.words import clock, school_day
from carryover.scope.disclosing import Written
from carryover.scope.looked import Asked, Line, Look, Visit

TEMPLATE_VERSION = "access-record/1"
MOST_LINES = 5_000
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%")


@dataclass(frozen=True)
class AccessRecord:
    """Everything that the copy says, but for its words. `days` has the visits of each day, the newest day first."""

    district: str
    school: str
    student: str
    initials: str
    asked: Asked
    made_at: datetime
    made_by: str
    language: str
    register: tuple[Written, ...]
    staff: bool
    visits: tuple[Visit, ...] = ()


def render(record: AccessRecord) -> bytes:
    """The tagged PDF in the language of the record."""
    with translation.override(record.language):
        return press.pdf("access", _page(record), {}, created=record.made_at)


def spreadsheet(record: AccessRecord, looks: Iterable[Look]) -> str:
    """The register and every single look as CSV (RFC 4180) with a header; no cell can run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    with translation.override(record.language):
        writer.writerow(
            [_("Part"), _("Day"), _("Time"), _("Who"), _("Position or party"), _("What"), _("By what right"),
             _("What for"), _("Notes")]
        )  # fmt: skip
        writer.writerows(map(plain, _register_row(each)) for each in record.register)
        writer.writerows(map(plain, _look_row(each)) for each in looks)
    return out.getvalue()


def plain(cell: str) -> str:
    """A cell that a spreadsheet only shows: what it would run as a formula begins with an apostrophe (OWASP)."""
    seen = normalize("NFKC", cell).lstrip()
    return f"'{cell}" if seen.startswith(_FORMULA_STARTS) or cell[:1] in ("\t", "\r", "\n") else cell


def period_words(asked: Asked) -> str:
    """The period in words, open where it has no first or no last day."""
    since, until = school_day(asked.since, year=True), school_day(asked.until, year=True)
    if since and until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("since %(since)s") % {"since": since}
    return _("until %(until)s") % {"until": until} if until else _("from the beginning")


def _page(record: AccessRecord) -> dict[str, object]:
    made = school_day(record.made_at, year=True)
    title = _("Record of access")
    return {
        "meta": {
            "title": f"{title}, {record.initials}",
            "lang": record.language[:2],
            "head": f"{record.initials} · {title}",
            "foot": [f"34 CFR 99.32; 34 CFR 300.614 · {TEMPLATE_VERSION} · {made}"],
        },
        "title": _("Record of access of %(who)s") % {"who": record.student},
        "place": " · ".join(part for part in (record.district, record.school) if part),
        "period": period_words(record.asked),
        "facts": [[_("Made on"), made], [_("Made by"), record.made_by], [_("Language"), _language(record)]],
        "what": _what(record),
        "words": _words(),
        "register": [_entry(each) for each in record.register],
        "staff_note": "" if record.staff else _staff_left_out(),
        "days": _days(record.visits),
    }


def _language(record: AccessRecord) -> str:
    return str(translation.get_language_info(record.language[:2])["name_local"]).capitalize()


def _what(record: AccessRecord) -> list[str]:
    asked_for = _(
        "The law asks the school to write down who outside the school asked for this student's records, and to whom"
        " they were given, why, and when (34 CFR 99.32; 34 CFR 300.614). That is the first part. A parent, and a"
        " student of age, may inspect it at any time."
    )
    staff = _(
        "The second part goes further: it lists every look by the school's own staff. It says who looked, when, by what"
        " right and what for. It does not say what they saw. When a parent looked is told to that parent alone."
    )
    wrong = _(
        "If something here looks wrong to you, ask the case manager or the privacy officer of the district."
    )
    return [asked_for, staff, wrong] if record.staff else [asked_for, wrong]


def _words() -> dict[str, str]:
    return {
        "what_heading": _("What this is"),
        "register_heading": _("1. Asked for by others, and given to them"),
        "register_empty": _("Nothing was asked for by anybody outside the school, and nothing was given."),
        "looks_heading": _("2. Looks and changes"),
        "looks_empty": _("Nobody looked in this time."),
        "who": _("Who"),
        "done": _("What they did"),
        "by_right": _("By what right, and what for"),
        "emergency": _("Emergency"),
    }


def _staff_left_out() -> str:
    return _(
        "This district does not list looks by staff in copies for families. The law does not ask for it."
    )


def _entry(each: Written) -> dict[str, object]:
    row = each.row
    told = [
        [_("What for"), row.interest],
        [_("Rests on"), _basis(each)],
        [_("The threat"), row.threat],
        [_("May pass it on to"), row.onward],
        [_("Passing on"), _told_onward() if row.told_onward else ""],
        [_("What was wrong before"), row.correction],
        [_("Written down"), f"{row.entered_by}, {school_day(row.entered_at, year=True)}"],
    ]
    later = " · " + _("corrected by a later entry") if each.corrected else ""
    return {
        "heading": f"{school_day(row.day, year=True)}: {each.outcome_words}{later}",
        "said": f"{row.asked_by}, {row.party}: {row.what}",
        "facts": [fact for fact in told if fact[1]],
    }


def _basis(each: Written) -> str:
    day = school_day(each.row.consent_on, year=True)
    return f"{each.basis_words}, {day}" if day else each.basis_words


def _told_onward() -> str:
    return _("They were told that they may not pass it on to anybody else.")


def _days(visits: Sequence[Visit]) -> list[dict[str, object]]:
    by_day: dict[str, list[dict[str, object]]] = {}
    for visit in visits:
        by_day.setdefault(school_day(visit.day, year=True), []).append(
            {
                "who": visit.who.name,
                "position": visit.who.position,
                "emergency": visit.emergency,
                "lines": [line_words(line) for line in visit.lines],
                "right": visit.right,
                "purposes": "; ".join(visit.purposes),
            }
        )
    return [{"name": name, "visits": found} for name, found in by_day.items()]


def line_words(line: Line) -> str:
    """What was done, how often and between which times."""
    if line.times == 1:
        return f"{line.words}, {clock(line.first)}"
    often = ngettext("once", "%(n)s times", line.times) % {"n": line.times}
    return f"{line.words}, {often}, {clock(line.first)} – {clock(line.last)}"


def _register_row(each: Written) -> list[str]:
    row = each.row
    notes = [row.threat, row.onward, _told_onward() if row.told_onward else "", row.correction]
    notes.append(_("corrected by a later entry") if each.corrected else "")
    return [
        _("register"), row.day.isoformat(), "", row.asked_by, row.party, f"{row.what} ({each.outcome_words})",
        _basis(each), row.interest, "; ".join(note for note in notes if note),
    ]  # fmt: skip


def _look_row(each: Look) -> list[str]:
    at = timezone.localtime(each.at)
    return [
        _("looks"), at.date().isoformat(), f"{at:%H:%M}", each.who.name, each.who.position, each.words, each.right,
        each.purpose, _("Emergency") if each.emergency else "",
    ]  # fmt: skip
