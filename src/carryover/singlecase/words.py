"""How days, values and small numbers read in a sentence. English of the United States."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

# Named here and not by strftime, which follows the locale of the process.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """'Tue Oct 14'."""
    return f"{_WEEKDAYS[day.weekday()]} {short_day(day)}"


def short_day(day: date) -> str:
    """'Oct 14'."""
    return f"{_MONTHS[day.month - 1]} {day.day}"


def days_words(days: Sequence[date]) -> str:
    """'Oct 30, Nov 2, 3': the month is said again only when it changes."""
    said: list[str] = []
    month = None
    for day in days:
        said.append(str(day.day) if (day.year, day.month) == month else short_day(day))
        month = (day.year, day.month)
    return ", ".join(said)


def number_words(number: int) -> str:
    """'four' up to ten, then digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def number(value: float, decimals: int = 2) -> str:
    """So many decimals at most, none when there are none, and never '-0'."""
    text = f"{round(value, decimals) + 0.0:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_percent(unit: str) -> bool:
    """True when the unit is a percentage, so that the axis is 0–100 and a value is said with its n."""
    return unit.lower().startswith(("percent", "%"))


def value_words(value: float, unit: str, n: int) -> str:
    """'60 % (n = 10)', '7 times per day', '1 minute': a percentage never without its n."""
    if is_percent(unit):
        return f"{number(value, 1)} % (n = {n})"
    first, _, rest = unit.partition(" ")
    singular = first[:-1] if value == 1 and first.endswith("s") else first
    return " ".join(part for part in (number(value), singular, rest) if part)
