"""Where words can run to: the columns of every table, and what answers say in text, on paper, in headers."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.http import HttpResponse
from psycopg import sql
from pypdf import PdfReader

from carryover.site.logs import Quiet
from crawling import LINK
from hostile.canary import WORD
from hostile.forms import forms_of
from spec.scope.world import keeper

KEPT_AS_TEXT = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN pg_class t ON t.oid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass
WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition
AND (c.data_type IN ('character varying', 'text', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'inet')
     OR c.data_type = 'USER-DEFINED')
ORDER BY 1, 2
"""
"""Every column that could hold a word. A partition holds what its table does."""


TITLE = re.compile(r"<title>(.*?)</title>", re.S)
AS_AN_ADDRESS = re.compile(r"""<form(?![^>]*method=["']?post)""", re.I)
HISTORY = "journal_history.was"
"""Holds rows of other tables as they were, whole."""


def columns() -> dict[str, bool]:
    """Each column that could hold a word, each place for words within its JSON, and whether one of ours is there."""
    found: dict[str, bool] = {}
    with keeper() as rows:
        for table, column, kind in rows.execute(KEPT_AS_TEXT).fetchall():
            values = _holding(rows, table, column, kind)
            name = f"{table}.{column}"
            leaves = list(_leaves(values)) if kind == "jsonb" and name != HISTORY else []
            found |= {f"{name} {path}".strip(): False for path, _ in leaves} or {name: bool(values)}
            found |= {f"{name} {path}".strip(): True for path, said in leaves if WORD.search(said)}
    return found


def _holding(rows: psycopg.Connection[Any], table: str, column: str, kind: str) -> list[Any]:
    """The values of a column that hold a word of ours."""
    plain = "encode({0}, 'escape')" if kind == "bytea" else "{0}::text"
    asked = sql.SQL("SELECT {0} FROM {1} WHERE " + plain + " ~* {2}").format(
        sql.Identifier(column), sql.Identifier(table), WORD.pattern
    )
    return [value for (value,) in rows.execute(asked)]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text within JSON, with the keys that lead to it; the place in a list is no part of them."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, path)
    elif isinstance(value, str):
        yield path, value


def text_of(content: bytes, kind: str) -> str:
    """What an answer says to whoever reads it; of paper the pages, what is attached and what it says of itself."""
    if "pdf" not in kind:
        return content.decode("utf-8", "replace")
    paper = PdfReader(io.BytesIO(content))
    said = [page.extract_text() for page in paper.pages] + [str(paper.metadata)]
    said += [each.decode("utf-8", "replace") for files in paper.attachments.values() for each in files]
    return " ".join(said)


@dataclass(frozen=True)
class Page:
    """An answer as its reader got it: what it says, its title, what stands around it, and where it leads."""

    address: str
    status: int
    text: str
    title: str
    around: str
    leads_to: tuple[str, ...]

    @classmethod
    def of(cls, address: str, answer: HttpResponse) -> Page:
        """Read to its end."""
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        text = text_of(content, kind)
        named = TITLE.search(text) if "html" in kind else None
        around = [f"{name}: {value}" for name, value in answer.headers.items()] + [answer.cookies.output()]
        leads_to = tuple(_leading(text, address)) if "html" in kind else ()
        title = named[1] if named else ""
        return cls(address, answer.status_code, text, title, "\n".join(around), leads_to)


def _leading(page: str, address: str) -> Iterator[str]:
    """Every address on a page, and what its forms would write into one."""
    yield from (unescape(each.decode()) for each in LINK.findall(page.encode()))
    for form in forms_of(page, address) if AS_AN_ADDRESS.search(page) else ():
        if form.method == "get":
            yield from (
                f"{form.action}?{value}"
                for each in form.fields.values()
                for value in [*each.value, *each.choices]
            )


@contextmanager
def written_down() -> Iterator[StringIO]:
    """Everything that any part of the program says meanwhile, at its most talkative, as production would write it."""
    written, root, django = StringIO(), logging.getLogger(), logging.getLogger("django")
    handler = logging.StreamHandler(written)
    handler.setFormatter(Quiet())
    before = root.level, django.level, logging.root.manager.disable
    logging.disable(logging.NOTSET)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.INFO)  # below, its templates tell of every name that a page lacks
    yield written
    root.removeHandler(handler)
    root.setLevel(before[0])
    django.setLevel(before[1])
    logging.disable(before[2])


def data_folder(since: Mapping[Path, int]) -> tuple[dict[Path, int], str]:
    """How long each log file of the data folder is, and what was added to them since."""
    files = [path for path in settings.HOME.log.rglob("*") if path.is_file()]
    added = (path.read_bytes()[since.get(path, 0) :].decode("utf-8", "replace") for path in files)
    return {path: path.stat().st_size for path in files}, "\n".join(added)
