"""The description of the machine doors (OpenAPI), complete: what each may answer besides yes, and in which shape.

Promises: what a tablet is told is described by the contract that tablets hold us to, and by nothing else; what every
door may answer is written here once, beside the middleware that answers it. A test asks every door for everything that
the description allows and much that it does not.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ninja import NinjaAPI

from carryover.site.home import CHECKOUT

CONTRACT = CHECKOUT / "contracts" / "sync-v1.schema.json"

TOLD = {
    "Said": {
        "type": "object",
        "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
        "required": ["error", "message"],
        "additionalProperties": False,
    },
    "Refusal": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("error", "tried", "why", "who_can", "source")},
        "required": ["error", "tried", "why", "who_can", "source"],
        "additionalProperties": False,
    },
    "NotFound": {
        "type": "object",
        "properties": {"detail": {"const": "Not Found"}},
        "required": ["detail"],
        "additionalProperties": False,
    },
    "Invalid": {
        "type": "object",
        "properties": {
            "detail": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "type": {"type": "string"},
                        "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
                        "msg": {"type": "string"},
                        "ctx": {"type": "object"},
                    },
                    "required": ["type", "loc", "msg"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["detail"],
        "additionalProperties": False,
    },
}
ALWAYS = {
    "400": ("Said", "Cannot be read: a name that comes twice, a null character, a body that is not JSON"),
    "401": ("Said", "Nobody is signed in"),
    "403": ("Refusal", "Refused, with what was tried, why not and who can"),
    "414": ("Said", "The address is too long"),
}
WITH_A_BODY = {
    "411": ("Said", "The request does not say how long it is"),
    "413": ("Said", "Too large"),
    "415": ("Said", "Not application/json, or packed"),
}
OF_A_THING = {"404": ("NotFound", "Unknown, or of a student with whom the asker has nothing to do")}
WITH_WORDS = {"422": ("Invalid", "Some place of it cannot be what it says; each is named")}

REPLIES = {"enrol": "enrol_reply", "grant": "grant_reply", "events": "events_reply"} | {
    "sent": "sent_reply",
    "day": "day_sheet",
}
"""Which message of the contract each door of a tablet answers with."""

QUEUE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "epoch": {"type": "string"},
        "install": {"type": "string", "format": "uuid"},
        "next_n": {"type": "integer", "default": 0},
        "pending": {"type": "integer", "default": 0},
        "items": {
            "type": "array",
            "maxItems": 1000,
            "description": "Each an `envelope` of the contract. Anything else is held, never rejected.",
        },
    },
    "required": ["epoch", "install", "items"],
}


class Described(NinjaAPI):
    """An API whose description says all of its answers."""

    def get_openapi_schema(self, **asked: Any) -> Any:
        """The library's description of what we declared, and ours of what every door does."""
        schema = super().get_openapi_schema(**asked)
        schema["components"]["schemas"] |= TOLD
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                operation["responses"] = {
                    str(status): told for status, told in operation["responses"].items()
                }
                _complete(operation, path, method)
        return schema


class DescribedByContract(Described):
    """The tablets' doors: their answers are those of the contract."""

    def get_openapi_schema(self, **asked: Any) -> Any:
        """The description with the contract's messages in place of none."""
        schema = super().get_openapi_schema(**asked)
        schema["components"]["schemas"] |= messages()
        for path, operations in schema["paths"].items():
            door = path.rpartition("/")[2]
            for operation in operations.values():
                operation["responses"]["200"] = _answer(REPLIES[door], "As the contract says")
                if door == "events":
                    operation["requestBody"] = {"content": _json(QUEUE), "required": True}
                    operation["responses"] |= _with_a_body()
                    operation["responses"]["409"] = _answer("epoch_changed", "This server was restored")
                if door == "day":
                    operation["responses"]["304"] = {"description": "Nothing changed since the given ETag"}
        return schema


@cache
def messages() -> dict[str, Any]:
    """Every message of the contract, by name, pointing at each other within the description."""
    text = CONTRACT.read_text(encoding="utf-8").replace("#/$defs/", "#/components/schemas/")
    found: dict[str, Any] = json.loads(text)["$defs"]
    return found


def _complete(operation: Any, path: str, method: str) -> None:
    answers = dict(ALWAYS)
    if method != "get":
        answers |= WITH_A_BODY
    if "{" in path:
        answers |= OF_A_THING
    if operation.get("parameters") or "requestBody" in operation:
        answers |= WITH_WORDS
    for status, (shape, words) in answers.items():
        declared = operation["responses"].get(status)
        operation["responses"][status] = _either(declared, shape) if declared else _answer(shape, words)


def _with_a_body() -> dict[str, Any]:
    return {status: _answer(*told) for status, told in WITH_A_BODY.items()}


def _either(declared: Any, shape: str) -> Any:
    """A status that a room uses too: its own shape or ours."""
    own = declared["content"]["application/json"]["schema"]
    return declared | {"content": _json({"anyOf": [own, _reference(shape)]})}


def _answer(shape: str, words: str) -> dict[str, Any]:
    return {"description": words, "content": _json(_reference(shape))}


def _reference(shape: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{shape}"}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
