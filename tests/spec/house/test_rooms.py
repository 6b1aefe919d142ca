"""The house keeps its own rules: rooms meet only downhill, nothing computes in secret, and every part is small."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model
from django.db.models.fields.related import ForeignKey, ManyToManyField, OneToOneField

import carryover

PACKAGE = Path(carryover.__file__).parent
ROOMS = (
    "terms", "measurement", "singlecase", "timelines", "look", "journal", "roster", "scope", "plans",
    "observations", "sheets", "decisions", "documents", "exchange", "site",
)  # fmt: skip
PURE = ("terms", "measurement", "singlecase", "timelines")
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
NAMES = [str(path.relative_to(PACKAGE)) for path in MODULES]
LONGEST_FUNCTION, LONGEST_MODULE = 60, 400


def room(model: type[Model]) -> str:
    """The room of a model: the folder it is written in."""
    return model.__module__.split(".")[1]


def ours() -> list[type[Model]]:
    """Every model of the house, those that were made by tracking included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("carryover.")
    ]


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module, read."""
    for path in MODULES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_the_rooms_are_those_of_the_design_in_its_order() -> None:
    found = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert found == set(ROOMS)


def test_there_are_models_to_walk() -> None:
    assert len(ours()) > 25


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_a_foreign_key_points_only_up_the_list(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if not isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
            continue
        target = field.remote_field.model
        if target.__module__.startswith("carryover."):
            assert ROOMS.index(room(target)) <= ROOMS.index(room(model)), field
        else:
            # Row history keeps the request's context: the tracker's own table, which knows no room.
            assert target._meta.label == "pghistory.Context", field


def test_the_journal_has_no_foreign_keys_out_of_its_room() -> None:
    for model in apps.get_app_config("journal").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                assert room(field.remote_field.model) == "journal"


def test_no_model_computes_when_it_is_saved() -> None:
    for model in ours():
        for name in ("save", "delete", "save_base", "full_clean", "clean"):
            assert name not in vars(model), f"{model._meta.label}.{name}"


def test_nobody_listens_to_model_signals() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "django.db.models.signals", path
                assert node.module != "django.dispatch", path
                assert not (
                    node.module == "django.db.models" and any(a.name == "signals" for a in node.names)
                ), path


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_says_what_it_promises_and_nothing_else(name: str) -> None:
    tree = ast.parse((PACKAGE / name / "__init__.py").read_text(encoding="utf-8"))
    promise = ast.get_docstring(tree) or ""
    assert len(promise.split()) >= 15, "a paragraph, not a title"
    for node in tree.body[1:]:
        named = isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["__all__"]
        assert isinstance(node, ast.ImportFrom) or named, "a room's __init__ holds no logic"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_MODULE
    if text.strip():
        assert ast.get_docstring(tree), "a docstring"
        assert "from __future__ import annotations" in text or len(tree.body) == 1
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 <= LONGEST_FUNCTION, node.name
            assert node.returns is not None, f"{node.name} does not say what it returns"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_nothing_is_left_for_later_and_nothing_is_imported_in_secret(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK|NotImplemented(Error)?)\b", text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inside, f"{node.name} imports inside itself"


def test_no_file_is_called_by_what_it_is_not() -> None:
    forbidden = {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "managers",
        "service",
        "services",
        "common",
        "core",
    }
    assert not [name for name in NAMES if forbidden & set(Path(name).with_suffix("").parts)]


@pytest.mark.parametrize("name", PURE)
def test_a_pure_room_asks_neither_clock_nor_chance_nor_files(name: str) -> None:
    for path in sorted((PACKAGE / name).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in (
                    "open",
                    "print",
                    "input",
                    "date.today",
                    "datetime.now",
                    "datetime.utcnow",
                ), path


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    told = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=told, stderr=told)
    assert "No changes detected" in told.getvalue()
