"""Texts, days and bodies as the machine doors take them, described as strictly as they are read.

Promises: what the description (OpenAPI) allows is taken and what it does not is refused, so a machine can check before
it sends; nothing that the database cannot hold, and no field that a body does not have, gets past here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

_NO_NULL = Field(json_schema_extra={"pattern": r"^[^\x00]*$"})


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text cannot hold a null character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("a text cannot hold half a character")
    return text


def _iso(value: object) -> object:
    if value is not None and not (
        isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    ):
        raise ValueError("a date is text: YYYY-MM-DD")
    return value


_KEPT = AfterValidator(_storable)
Text60 = Annotated[str, StringConstraints(max_length=60), _KEPT, _NO_NULL]
Text200 = Annotated[str, StringConstraints(max_length=200), _KEPT, _NO_NULL]
Text300 = Annotated[str, StringConstraints(max_length=300), _KEPT, _NO_NULL]
Text2000 = Annotated[str, StringConstraints(max_length=2000), _KEPT, _NO_NULL]
Day = Annotated[date, BeforeValidator(_iso)]


class Strict(Schema):
    """A body whose unknown fields are refused: none is left out in silence, nobody sends along what is the server's."""

    model_config = ConfigDict(extra="forbid")
