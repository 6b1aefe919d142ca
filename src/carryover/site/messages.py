"""Putting every word that a room shows into its catalogs: `python -m carryover.site.messages`, or `make messages`.

Promises: a room keeps its own file, in the order of its templates and then its code; the same tree gives the same
bytes, without dates, paths or names. A translation that exists stays; a new text comes in empty, and the tests ask for
it. The tables of acts and of competencies are read as the data that they are. Other texts that are shown by variable
(findings of pure modules) cannot be found by reading: they stand in the catalog under a comment that begins with "by
hand" and stay until somebody takes them out.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.pofile import normalize, read_po
from django.conf import settings
from django.template import Engine
from django.template.base import FilterExpression, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGE = "es"
HEADER = """# Spanish words of {room}.
msgid ""
msgstr ""
"Project-Id-Version: carryover\\n"
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;\\n"
"""
FORMS = 3
BY_HAND = "by hand"
_CALLS = {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
_IN_CONTEXT = ("pgettext", "pgettext_lazy")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")


@dataclass(frozen=True)
class Text:
    """One text to translate: what stands in the program, its plural where it has one, and its context."""

    singular: str
    plural: str = ""
    context: str = ""


def texts_of(room: Path) -> dict[Text, None]:
    """Every text that the room's templates and code mark, each once, in the order of reading."""
    found: dict[Text, None] = {}
    engine = Engine(libraries=_libraries())
    for template in sorted(room.glob("templates/**/*.html")):
        found |= dict.fromkeys(_in_template(engine, template.read_text(encoding="utf-8")))
    for module in sorted(room.rglob("*.py")):
        if "migrations" not in module.parts:
            found |= dict.fromkeys(_in_code(ast.parse(module.read_text(encoding="utf-8"))))
    for table in sorted(room.glob("policy.toml")):
        found |= dict.fromkeys(_in_policy(tomllib.loads(table.read_text(encoding="utf-8"))))
    for table in sorted(room.glob("competencies.toml")):
        found |= dict.fromkeys(_in_competencies(tomllib.loads(table.read_text(encoding="utf-8"))))
    return found


def catalog(room: str, texts: Iterable[Text], kept: Path) -> str:
    """The room's catalog with what `kept` already says; empty where it says nothing."""
    said: dict[Text, tuple[str, ...]] = {}
    by_hand: dict[Text, str] = {}
    if kept.exists():
        with kept.open("rb") as source:
            for message in read_po(source, locale=LANGUAGE):
                one = (message.id, "") if isinstance(message.id, str) else message.id
                text = Text(one[0], one[1], message.context or "")
                answer = message.string or ""
                said[text] = (answer,) if isinstance(answer, str) else tuple(answer)
                for comment in (c for c in message.user_comments if c.startswith(BY_HAND)):
                    by_hand[text] = comment
    marked = [text for text in texts if text not in by_hand]
    entries = [
        _entry(text, said.get(text, ()), by_hand.get(text, ""))
        for text in (*marked, *by_hand)
        if text.singular
    ]
    return "\n".join((HEADER.format(room=f"the room {room}"), *entries))


def main() -> int:
    """Bring every room's catalog up to what its templates and code say."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    for room in sorted(path.parent for path in PACKAGE.glob("*/__init__.py")):
        target = room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        texts = texts_of(room)
        if texts or target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(catalog(room.name, texts, target), encoding="utf-8")
    return 0


def _libraries() -> dict[str, str]:
    own = {"look": "carryover.look.templatetags.look"}
    return own | {name: f"django.templatetags.{name}" for name in ("i18n", "static")}


def _in_template(engine: Engine, source: str) -> Iterator[Text]:
    marks = (TranslateNode, BlockTranslateNode)
    for node in engine.from_string(source).nodelist.get_nodes_by_type(marks):  # type: ignore[arg-type]
        if isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Text(singular, plural, _context(node))
        elif isinstance(node, TranslateNode) and (text := _literal(node.filter_expression)):
            yield Text(text.replace("%", "%%"), "", _context(node))


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    return _literal(node.message_context) if node.message_context else ""


def _literal(words: FilterExpression) -> str:
    """The text of an expression that is one; empty for a variable."""
    if isinstance(words.var, str):
        return str(words.var)
    return (
        str(words.var.literal or "") if isinstance(words.var, Variable) and words.var.lookups is None else ""
    )


def _in_code(tree: ast.Module) -> Iterator[Text]:
    names = {
        each.asname or each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
    }
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        called = names.get(call.func.id, "") if isinstance(call.func, ast.Name) else ""
        given = [each.value if isinstance(each, ast.Constant) else None for each in call.args]
        words = [each for each in given if isinstance(each, str)]
        if called in _IN_CONTEXT and len(words) == 2:
            yield Text(words[1], "", words[0])
        elif called in _CALLS and len(words) >= _CALLS[called]:
            yield Text(words[0], words[1] if _CALLS[called] == 2 else "")


def _in_competencies(table: Mapping[str, Any]) -> Iterator[Text]:
    for line in table["competencies"].values():
        yield from (Text(line[part]) for part in ("name", "who_trains", "instead"))


def _in_policy(table: Mapping[str, Any]) -> Iterator[Text]:
    """What a person may read of the policy table: what each relation means, and every sentence of a refusal."""
    yield from (Text(relation["means"]) for relation in table["relations"].values())
    for line in table["acts"].values():
        for each in (line, line.get("otherwise", {})):
            yield from (Text(each[part]) for part in ("tried", "why", "who_can") if part in each)


def _entry(text: Text, said: tuple[str, ...], by_hand: str) -> str:
    lines = [f"# {by_hand}"] if by_hand else []
    lines += ["#, python-format"] if _PLACEHOLDER.search(text.singular + text.plural) else []
    lines += [f"msgctxt {_quoted(text.context)}"] if text.context else []
    lines.append(f"msgid {_quoted(text.singular)}")
    if text.plural:
        lines.append(f"msgid_plural {_quoted(text.plural)}")
        lines += [f"msgstr[{n}] {_quoted(said[n] if n < len(said) else '')}" for n in range(FORMS)]
    else:
        lines.append(f"msgstr {_quoted(said[0] if said else '')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return normalize(text, width=0)


if __name__ == "__main__":
    sys.exit(main())
