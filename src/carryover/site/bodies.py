"""What a machine may say in a body: JSON in which every name stands once and nothing is a maze."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

DEEPEST = 16
"""Lists and objects within one another; the deepest that we read has four."""


class Misread(ValueError):
    """Why a body is not read, in words that repeat nothing of it, and the status that says so."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Strict(Parser):
    """Reads bodies so that two readers of the same bytes cannot understand them differently (RFC 8259, section 4)."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value; raises Misread when it is not JSON of this kind."""
        if request.content_type != "application/json":
            raise Misread("Send application/json.", 415)
        try:
            read = json.loads(request.body, object_pairs_hook=_each_name_once, parse_constant=_no_number)
        except Misread:
            raise
        except (ValueError, RecursionError) as error:
            raise Misread("This is not JSON.") from error
        _shallow(read, DEEPEST)
        return read


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise Misread("A name stands twice in one object.")
    return read


def _no_number(text: str) -> float:
    raise Misread(f"{text} is not a number of JSON.")


def _shallow(value: object, left: int) -> None:
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if left == 0 and within:
        raise Misread("Lists or objects stand too deep in one another.")
    for each in within:
        _shallow(each, left - 1)
