"""How days, times and shares are written on every screen and page.

Promises: a day reads "Tue Oct 14", a time "8:40 am", a share always carries its n. What was not collected is
said in words and never shown as a number.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def school_day(day: date | None, *, year: bool = False) -> str:
    """The day as "Tue Oct 14" in the reader's language; an aware moment is first brought to local time."""
    if day is None:
        return ""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    if year:
        return dateformat.format(day, pgettext("date pattern with year", "D M j, Y"))
    return dateformat.format(day, pgettext("date pattern", "D M j"))


def clock(moment: datetime | time | None) -> str:
    """The time as "8:40 am" in the reader's language; an aware moment is first brought to local time."""
    if moment is None:
        return ""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    if pgettext("clock: 12 or 24 hours", "12") == "24":
        return f"{moment.hour}:{moment.minute:02d}"
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {half}"


def share(percent: float | None, n: int) -> str:
    """A percentage (0 to 100) with its n: "60 % (n = 10)"; "not collected (n = 0)" where there is none.

    Whole numbers, halves away from zero; never rounds to 0 or 100 what is not. Refuses a percentage without
    observations or outside 0 to 100.
    """
    if n < 0 or (percent is not None and (n == 0 or not 0 <= percent <= 100)):
        raise ValueError(f"{percent} % of {n} is not a share")
    if percent is None:
        return _("not collected (n = %(n)d)") % {"n": n}
    whole = int(percent + 0.5)
    if percent > 0 and whole == 0:
        return _("under 1 %% (n = %(n)d)") % {"n": n}
    if percent < 100 and whole == 100:
        return _("over 99 %% (n = %(n)d)") % {"n": n}
    return _("%(percent)d %% (n = %(n)d)") % {"percent": whole, "n": n}
