"""The forms that a page holds, as a browser would send them: names, what stands in them, the choices."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


@dataclass
class Field:
    """One name of a form. `choices` is empty where anything may be typed; `many` where several may be chosen."""

    name: str
    value: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    many: bool = False


@dataclass
class Form:
    """Where it goes and what it holds."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def named(self, name: str) -> Field:
        return self.fields.setdefault(name, Field(name))


class Reader(HTMLParser):
    """Collects the forms of one page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select: Field | None = None
        self.words: Field | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(given.get("action") or self.address, given.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag in ("input", "button") and given.get("name"):
            self._input(self.open.named(given["name"]), given, tag)
        elif tag == "select" and given.get("name"):
            self.select = self.open.named(given["name"])
            self.select.many = "multiple" in given
        elif tag == "option" and self.select is not None:
            self._choice(self.select, given, "selected")
        elif tag == "textarea" and given.get("name"):
            self.words = self.open.named(given["name"])
            self.words.value = [""]

    def handle_data(self, data: str) -> None:
        if self.words is not None:
            self.words.value = [self.words.value[0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.words = None

    def _input(self, into: Field, given: dict[str, str], tag: str) -> None:
        kind = "button" if tag == "button" else given.get("type", "text")
        if kind in ("radio", "checkbox", "button", "submit"):
            into.many = kind == "checkbox" and bool(into.choices)
            self._choice(into, given, "checked")
        else:
            into.value = [given.get("value", "")]

    @staticmethod
    def _choice(into: Field, given: dict[str, str], chosen: str) -> None:
        value = given.get("value", "on")
        into.choices.append(value)
        if chosen in given:
            into.value = [*into.value, value] if into.many else [value]


def forms_of(page: str, address: str) -> list[Form]:
    """The forms on a page, the page's own address standing in where a form names none."""
    reader = Reader(address)
    reader.feed(page)
    reader.close()
    return reader.forms
