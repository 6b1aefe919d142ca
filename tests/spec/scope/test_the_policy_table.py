"""Every line of the table says to whom, why not, who can and by what source; code asks for no other act."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import carryover
from carryover.roster.roles import Role
from carryover.scope import policy
from carryover.scope.policy import TABLE as TABLE_FILE
from carryover.scope.policy import table
from spec.scope.world import ACTS, LINES, TABLE

SOURCE = Path(carryover.__file__).parent
ROLES = {role.value for role in Role}


def relations() -> set[str]:
    """The relations that somebody can stand in."""
    return set(TABLE["relations"])


@pytest.mark.parametrize("act", ACTS)
def test_a_line_says_everything(act: str) -> None:
    line = LINES[act]
    assert {"tried", "allow", "why", "who_can", "source"} <= set(line) <= KEYS
    assert line["allow"], "an act that nobody may do is no act"
    for way in line["allow"]:
        assert set(way) <= {"relation", "roles", "state"}
        assert way["relation"] in relations()
        assert set(way.get("roles", [])) <= ROLES | set(TABLE["groups"])
    assert not line["tried"].endswith(".")
    assert line["why"].endswith(".") and line["who_can"].endswith(".")
    assert re.search(r"\d+ CFR \d+\.\d+|^own rule: \w", line["source"])
    assert table()[act].refusal.code == act


KEYS = {"tried", "on", "allow", "why", "who_can", "otherwise", "source"}


BROKEN = {
    "no reason": ("why", 'why = ""'),
    "no helper": ("who_can", 'who_can = ""'),
    "no source": ("source", 'source = ""'),
    "an unknown relation": ("allow", 'allow = [{ relation = "friend" }]'),
    "an unknown role": ("allow", 'allow = [{ relation = "assigned", roles = ["janitor"] }]'),
    "a school's act through a student": ("on", 'on = "school"'),
    "everybody with a desk": ("allow", 'allow = [{ relation = "staff" }]'),
    "states and no word for the others": ("allow", 'allow = [{ relation = "assigned", state = ["open"] }]'),
}


@pytest.mark.parametrize(("key", "line"), BROKEN.values(), ids=BROKEN)
def test_a_line_that_says_less_does_not_load(
    key: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {
        "tried": 'tried = "Open it"', "allow": 'allow = [{ relation = "assigned" }]', "why": 'why = "No."',
        "who_can": 'who_can = "Marcus."', "source": 'source = "34 CFR 99.31"',
    }  # fmt: skip
    file = tmp_path / "policy.toml"
    known = TABLE_FILE.read_text(encoding="utf-8").split("[acts.", 1)[0]
    for found, whole in ((parts, True), (parts | {key: line}, False)):
        file.write_text(f'{known}[acts."it.open"]\n' + "\n".join(found.values()), encoding="utf-8")
        monkeypatch.setattr(policy, "TABLE", file)
        if whole:
            assert set(policy.table.__wrapped__()) == {"it.open"}
        else:
            with pytest.raises(ValueError, match=r"it\.open"):
                policy.table.__wrapped__()


def test_the_table_names_its_author_and_its_next_review() -> None:
    text = TABLE_FILE.read_text(encoding="utf-8")
    assert re.search(r'^author = ".+"$', text, re.MULTILINE)
    reviewed, following = re.findall(r"review(?:ed)? = (\d{4}-\d\d-\d\d)", text)
    assert date.fromisoformat(reviewed) < date.fromisoformat(following)


def test_a_paraprofessional_never_changes_a_plan() -> None:
    for act in ("plan.draft", "plan.sign", "decision.make"):
        for relation in relations():
            assert relation not in table()[act].relations(Role.PARAPROFESSIONAL)


def modules() -> Iterator[ast.Module]:
    """Every module of the package but the migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def asked_in_code() -> set[str]:
    """Every act that code names: as the `act` of a function that asks, as its default, or as a line of the table."""
    trees = list(modules())
    places: dict[str, set[int]] = defaultdict(set)
    found: set[str] = set()
    for node in (n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        names = [arg.arg for arg in node.args.args]
        if "act" in names and not {"permit", "right"} & set(names):  # who has been let in only journals
            places[node.name].add(names.index("act"))
        if node.args.vararg and node.args.vararg.arg == "acts":
            places[node.name] |= set(range(len(names), len(names) + 6))
            defaults = dict(zip(reversed(names), reversed(node.args.defaults), strict=False))
            found |= _text(defaults.get("act"))
    assert {"may", "require", "visible", "students_for"} <= set(places)
    for node in (n for tree in trees for n in ast.walk(tree)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
            given = [a for i, a in enumerate(node.args) if i in places[node.func.id]]
            given += [k.value for k in node.keywords if k.arg == "act"]
            found |= {text for value in given for text in _text(value)}
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "table()":
            found |= _text(node.slice)
    return found


def _text(node: ast.expr | None) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_code_asks_only_acts_of_the_table() -> None:
    assert asked_in_code() - set(ACTS) == set()


def asked_by_walls() -> set[str]:
    """Every act that a migration gives to a wall, in a list of acts or inside SQL."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("migrations/*.py")]
    return {
        act for text in texts for act in ACTS if any(form % act in text for form in ('"%s"', "'%s'", "{%s}"))
    }


def test_every_act_of_the_table_is_asked_somewhere() -> None:
    assert set(ACTS) - asked_in_code() - asked_by_walls() == set()
