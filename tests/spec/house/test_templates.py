"""What stands in templates: names that resolve, no style or script of their own, no name where others can read it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver
from django.utils.translation.template import templatize

import carryover
from carryover.look.parts import part_names
from carryover.roster.models import Account, Student
from spec.scope.test_every_address_asks import ADDRESSES, OF_STUDENT, filled
from spec.scope.world import as_actor, personas

PACKAGE = Path(carryover.__file__).parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html"))
NAMES = [str(path.relative_to(PACKAGE)) for path in TEMPLATES]
TAG = re.compile(r"""\{%-?\s*(url|part)\s+["']([^"']+)["'](.*?)%\}""", re.DOTALL)
ARGUMENT = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"']+)+""")

DRAWN_HERE = {"found.spark|safe"}
"""Drawn by our own renderer, which escapes every text."""


def text_of(path: Path) -> str:
    """The template as written, without its comments."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


def takes(name: str) -> set[int]:
    """How many arguments the addresses of this name take; empty for a name that nobody answers to."""
    resolver, last = get_resolver(), name
    while ":" in last:
        namespace, last = last.split(":", 1)
        if namespace not in resolver.namespace_dict:
            return set()
        resolver = resolver.namespace_dict[namespace][1]
    return {len(params) for each in resolver.reverse_dict.getlist(last) for _, params in each[0]}


def asked(path: Path) -> Iterator[tuple[str, int]]:
    """The addresses that a template names, each with how many arguments it gives."""
    for _, name, rest in TAG.findall(text_of(path)):
        given = ARGUMENT.findall(rest.split(" as ")[0])
        yield name, len(given)


def test_there_are_templates_and_they_name_each_other() -> None:
    assert len(TEMPLATES) > 40
    assert len({name for path in TEMPLATES for name, _ in asked(path)}) > 20
    assert any(part_names(text_of(path)) for path in TEMPLATES)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_can_be_read_and_every_name_in_it_resolves(path: Path) -> None:
    name = str(path).rpartition("/templates/")[2]
    try:
        assert Path(get_template(name).origin.name) == path, "another room's template hides it"
    except TemplateDoesNotExist as missing:
        pytest.fail(f"{name} extends or includes {missing}")
    for address, given in asked(path):
        assert given in takes(address), f"{address} with {given} arguments"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_brings_no_style_and_no_script_of_its_own(path: Path) -> None:
    text = text_of(path)
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "a script without a file"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text), "a handler in an attribute"
    assert "javascript:" not in text and "autoescape off" not in text
    assert set(re.findall(r"[\w.]+\|safe", text)) <= DRAWN_HERE


def msgids(path: Path) -> set[str]:
    """What a template gives to be translated."""
    source = templatize(path.read_text(encoding="utf-8"))
    found = re.findall(r"""gettext\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""", source)
    return {each[1:-1].replace('\\"', '"').replace("\\'", "'").replace("\\n", "\n") for each in found}


def untranslated(room: Path) -> set[str]:
    """What of a room's templates has no Spanish words in any room's catalogue."""
    known: set[str] = set()
    for source in PACKAGE.glob("*/locale/es/LC_MESSAGES/django.po"):
        with source.open("rb") as text:
            for message in read_po(text, locale="es"):
                if message.string and not message.fuzzy:
                    known |= {message.id} if isinstance(message.id, str) else set(message.id)
    wanted = {each for path in room.rglob("templates/**/*.html") for each in msgids(path)}
    return {each for each in wanted if each not in known}


@pytest.mark.parametrize(
    "room", sorted(path.parents[2].name for path in PACKAGE.glob("*/locale/es/LC_MESSAGES"))
)
def test_a_room_with_a_spanish_catalogue_leaves_no_words_out(room: str) -> None:
    assert untranslated(PACKAGE / room) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", [p for p in OF_STUDENT if not re.match("api/|.*parts/", p)])
def test_neither_title_nor_address_nor_file_name_tells_who_it_is_about(pattern: str) -> None:
    as_actor(personas()["marcus"])
    student = Student.objects.get(given_name="Jaylen", family_name="Tucker")
    client, address = Client(), filled(pattern, student.id)
    client.force_login(Account.objects.get(username="marcus"))
    answer = client.get(address)
    title = re.findall(r"<title>(.*?)</title>", answer.content.decode(errors="replace"), re.DOTALL)
    told = [address, answer.get("Content-Disposition", ""), answer.get("Location", ""), *title]
    for words in map(html.unescape, told):
        assert not re.search(r"jaylen|tucker", words, re.IGNORECASE), words
    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        assert "J.T." in title[0], "initials, so that two tabs can be told apart"


def test_no_address_takes_a_name() -> None:
    for pattern in ADDRESSES:
        for parameter in re.findall(r"<(?:\w+:)?(\w+)>", pattern):
            assert parameter not in ("name", "initials", "number", "username", "email"), pattern
