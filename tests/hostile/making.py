"""Requests nobody should send, made by chance from what the product offers: its routes, its forms, its bodies."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus

from hostile.corpus import FIELDS, HEADERS, HUGE, LONELY, METHODS, SEEDS, TYPES
from hostile.forms import Form

FORM = "application/x-www-form-urlencoded"
UNKNOWN = "0198c0de-0000-7000-8000-000000000000"
ASKED = (
    "day",
    "q",
    "x",
    "size",
    "all",
    "download",
    "next",
    "back",
    "lang",
    "page",
    "id",
    "student",
    "format",
)
"""Names that some page reads from an address, or might."""

PLAUSIBLE: dict[str, list[str]] = {
    "area": ["Writing"],
    "condition": ["Given a writing task of five minutes"],
    "behavior": ["ask for a break with a card"],
    "label": ["Asks for a break"],
    "method": ["count"],
    "definition": ["Hands an adult the card before leaving the seat. Each card counts once."],
    "comparator": ["at_least"],
    "criterion_value": ["3"],
    "consistency": ["on 4 of 5 school days"],
    "by": ["02/12/2027"],
    "schedule": ["daily during writing"],
    "collectors": ["paraprofessional", "intervention_specialist"],
    "how": ["without_meeting"],
    "agreed_on": ["10/19/2026"],
    "family_member": ["Renee T., mother"],
    "participants": ["Marcus Reyes, case manager"],
    "day": ["10/19/2026"],
    "kind": ["note"],
    "text": ["New seat by the window"],
    "choice": ["change_support"],
    "why": ["Two cards in a row were not honored."],
    "support_kind": ["before"],
    "support_text": ["Offer a choice of two tasks before writing."],
    "support_because": ["He starts what he chose."],
    "again": ["on"],
    "login": ["nobody"],
    "password": ["not the password"],
}


@dataclass(frozen=True)
class Sent:
    """One request: `path` as a server hands it on (decoded), `query` as it came, `seeds` what of it is hostile text."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seeds: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f"{self.method} {self.path!r:.300} ?{self.query!r:.200} {self.kind} {self.body!r:.600}"
        return shown + "".join(f" {name}: {value!r:.120}" for name, value in self.headers.items())


@dataclass(frozen=True)
class Offered:
    """What the product offers to whoever asks: patterns, known ids by parameter, forms of pages, bodies of doors."""

    patterns: Sequence[str]
    ids: Mapping[str, Sequence[str]]
    forms: Sequence[Form]
    bodies: Mapping[tuple[str, str], Any]


class Maker:
    """Makes requests from a seeded chance: the same seed makes the same requests."""

    def __init__(self, offered: Offered, seed: str) -> None:
        self.offered, self.chance = offered, random.Random(seed)
        self.carried: list[str] = []

    def one(self) -> Sent:
        """The next request."""
        self.carried = []
        # Pages cost ten times what the doors do, so they get a fifth.
        made = self.chance.choices((self.address, self.form, self.door, self.queue), (36, 20, 25, 19))[0]()
        if self.chance.random() < 0.2:
            made = self.disguised(made)
        return replace(made, seeds=tuple(self.carried))

    # What is put in

    def seed(self) -> str:
        """A hostile text, remembered for the judge."""
        name, text = self.chance.choice(SEEDS)
        if self.chance.random() < 0.02:
            text = text[:40] * (HUGE // max(1, len(text[:40])))
        if name == "markup" or self.chance.random() < 0.1:
            text = f"x{text}"
        self.carried.append(text)
        return text

    def known(self, parameter: str) -> str:
        """An id that exists: the asker's own or somebody else's."""
        found = self.offered.ids.get(parameter) or [UNKNOWN]
        return self.chance.choice(found)

    def path(self, pattern: str) -> str:
        """A path of this pattern, its parameters known, unknown or hostile."""

        def fill(match: re.Match[str]) -> str:
            if self.chance.random() < 0.72:
                return self.known(match[1])
            return self.chance.choice((UNKNOWN, self.seed()))

        plain = re.sub(r"\^?\(\?P<(\w+)>.*?\)(?=[-/$])", r"<\1>", pattern).replace("$", "").replace("^", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", fill, plain)

    def query(self) -> str:
        """A query of up to three names, sometimes the same twice, sometimes not encoded at all."""
        names = self.chance.choices(ASKED, k=self.chance.choice((0, 0, 1, 1, 2, 3)))
        if self.chance.random() < 0.05:
            return "&" * self.chance.randrange(50) + self.seed()[:2000].encode("ascii", "ignore").decode()
        return "&".join(f"{name}={quoted(self.seed()[:1500])}" for name in names)

    # Whole requests

    def address(self) -> Sent:
        """Any route with any method."""
        method = self.chance.choices(("GET", "POST", "any"), (6, 2, 2))[0]
        method = self.chance.choice(METHODS) if method == "any" else method
        body = self.encoded(self.strange_fields()) if method in ("POST", "PUT", "PATCH", "DELETE") else b""
        return Sent(
            method,
            self.path(self.chance.choice(self.offered.patterns)),
            self.query(),
            body,
            FORM if body else "",
        )

    def form(self) -> Sent:
        """A form of a page: mostly as it should be, with something in it that should not."""
        form = self.chance.choice(self.offered.forms)
        if "/report/" in form.action:  # the dearest page of all
            form = self.chance.choice(self.offered.forms)
        given = {
            name: list(PLAUSIBLE.get(name) or each.value or each.choices[:1])
            for name, each in form.fields.items()
        }
        self.spoil(given)
        if self.chance.random() < 0.3:
            given |= self.strange_fields()
        path, _, query = form.action.partition("?")
        if self.chance.random() < 0.1:
            path = re.sub(r"[0-9a-f-]{36}", lambda _: self.known("student"), path)
        if form.method == "get":
            return Sent("GET", path, self.encoded(given).decode("ascii")[:1900])
        if self.chance.random() < 0.08:
            return Sent("POST", path, query, self.multipart(given), "multipart/form-data; boundary=qq")
        return Sent("POST", path, query, self.encoded(given), FORM)

    def spoil(self, given: dict[str, list[str]]) -> None:
        """Change one to three fields, or all of them."""
        names = [name for name in given if name != "csrfmiddlewaretoken"]
        chosen = (
            names
            if self.chance.random() < 0.1
            else self.chance.sample(names, min(len(names), self.chance.randint(1, 3)))
        )
        for name in chosen:
            how = self.chance.random()
            if how < 0.08:
                del given[name]
            elif how < 0.14:
                given[name] = [*given[name], self.seed()]
            else:
                given[name] = [self.seed()]

    def strange_fields(self) -> dict[str, list[str]]:
        """Fields that no form has, with values that would matter."""
        names = self.chance.sample(FIELDS, self.chance.randint(1, 6))
        values = (self.known("student"), self.known("adult"), "administrator", "1", "true", self.seed())
        return {name: [self.chance.choice(values)] for name in names}

    def door(self) -> Sent:
        """A machine door with a body that is nearly right."""
        (method, pattern), body = self.chance.choice(list(self.offered.bodies.items()))
        return Sent(method, self.path(pattern), self.query(), self.nearly(body), "application/json")

    def queue(self) -> Sent:
        """A tablet's queue, or its questions."""
        events = self.offered.bodies["POST", "sync/v1/events"]
        if self.chance.random() < 0.3:
            return Sent("GET", f"/sync/v1/{self.chance.choice(('day', 'sent'))}", self.query())
        batch = {**events, "items": [self.item(each) for each in events["items"]]}
        return Sent("POST", "/sync/v1/events", "", self.nearly(batch), "application/json")

    def item(self, item: dict[str, Any]) -> object:
        """An item of a queue whose payload was touched."""
        if self.chance.random() < 0.5:
            return self.touched(item)
        return {**item, "payload": self.nearly(json.loads(item["payload"])).decode("utf-8", "replace")}

    # Bodies

    def nearly(self, value: object) -> bytes:
        """JSON that is a body with something wrong in it, or nearly JSON."""
        text = json.dumps(self.touched(value) if self.chance.random() < 0.85 else value)
        how = self.chance.random()
        if how < 0.05:
            return text[: self.chance.randrange(len(text) + 1)].encode()
        if how < 0.08:
            return text.encode("utf-16")
        if how < 0.11:
            return text.replace('"', "'", 1).encode()
        if how < 0.14:
            return self.chance.choice(
                (b"[" * HUGE, b"", b"null", b"\xff\xfe", b'{"a":NaN}', b"0" * 9000, b"{}" * 2)
            )
        return text.encode()

    def touched(self, value: Any) -> Any:
        """The value with one place of it replaced, or fields added."""
        if isinstance(value, dict) and value and self.chance.random() < 0.85:
            name = self.chance.choice(list(value))
            how = self.chance.random()
            if how < 0.1:
                return {**value, self.chance.choice(FIELDS): self.odd()}
            if how < 0.15:
                return {key: each for key, each in value.items() if key != name}
            return {**value, name: self.touched(value[name])}
        if isinstance(value, list) and value and self.chance.random() < 0.85:
            place = self.chance.randrange(len(value))
            return [*value[:place], self.touched(value[place]), *value[place + 1 :]]
        return self.odd()

    def odd(self) -> object:
        """A value of any type."""
        deep: object = 1
        for _ in range(self.chance.choice((3, 15, 17, 200))):
            deep = [deep]
        texts = [self.seed(), self.seed(), self.seed(), self.chance.choice(LONELY), self.known("student"), ""]
        numbers = [-1, 0, 1e308, 10**40, -(2**63), 0.1, None, True]
        wholes = [[], {}, [None], deep, {"$ne": ""}, ["a"] * 1000]
        return self.chance.choice([*texts, *numbers, *wholes])

    def encoded(self, given: Mapping[str, Sequence[str]]) -> bytes:
        """The fields as a browser sends them."""
        pairs = [(name, value) for name, values in given.items() for value in values]
        return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs).encode()

    def multipart(self, given: Mapping[str, Sequence[str]]) -> bytes:
        """The fields in parts, one of them a file with a hostile name."""
        parts = [(f'name="{name}"', value) for name, values in given.items() for value in values]
        parts.append((f'name="file"; filename="{self.seed()[:200]}"', "MZ" * 200))
        body = "".join(
            f"--qq\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n" for head, value in parts
        )
        end = self.chance.choice(("--qq--\r\n", "--qq--\r\n", "--qq--\r\n", ""))
        return (body + end).encode("utf-8", "replace")

    def disguised(self, made: Sent) -> Sent:
        """The same request with other headers, another type or another method."""
        headers = {name: self.chance.choice(HEADERS[name]) for name in self.chance.sample(list(HEADERS), 2)}
        changed = replace(made, headers=headers)
        if self.chance.random() < 0.3:
            changed = replace(changed, kind=self.chance.choice(TYPES))
        if self.chance.random() < 0.2:
            changed = replace(changed, method=self.chance.choice(METHODS))
        return changed


def quoted(text: str) -> str:
    """As a browser encodes it; halves of characters as the bytes they would be."""
    return quote_plus(text.encode("utf-8", "surrogatepass"))
