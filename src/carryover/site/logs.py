"""What is written down about requests: that something went wrong and where in the program, never what somebody typed.

Promises: a line holds no query, no form and no body, and keeps to one line; a traceback tells files, lines and kinds of
error, without the errors' own words, because a database names the values that it refuses. OWASP ASVS 5.0, 16.2.5.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

LONGEST = 400
_QUERY = re.compile(r"\?[^\s'\"]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Quiet(logging.Formatter):
    """The formatter of every handler. `tell_all` keeps the words of errors, for a district of made-up people."""

    def __init__(self, *, tell_all: bool = False) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")
        self.tell_all = tell_all

    def format(self, record: logging.LogRecord) -> str:
        """The record, told by this formatter even where another one has told its error before."""
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, without the query of any address in it."""
        record.message = _CONTROL.sub(" ", _QUERY.sub("?…", record.message))[:LONGEST]
        return super().formatMessage(record)

    def formatException(self, caught: Caught) -> str:
        """The frames and the kind of error, and of each error that it came from."""
        if self.tell_all or caught[1] is None:
            return super().formatException(caught)
        lines: list[str] = []
        error: BaseException | None = caught[1]
        while error is not None:
            lines[:0] = [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()


def configuration(*, tell_all: bool) -> dict[str, object]:
    """Everything from warnings up, to the terminal."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"quiet": {"()": Quiet, "tell_all": tell_all}},
        "filters": {"card_links": {"()": "carryover.site.card_links.WithoutCardLinks"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "quiet", "filters": ["card_links"]}
        },
        # Django's own handler would mail whole requests to administrators.
        "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
