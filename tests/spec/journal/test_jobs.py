"""Jobs asked for by name: each resolves, a wrong name is one sentence at start-up, and no call goes unlisted."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import carryover
from carryover.site.jobs_check import every_job_resolves, unresolved

SOURCES = Path(carryover.__file__).parent


def test_a_fresh_program_knows_every_room_s_jobs_by_name() -> None:
    """In a process of its own: here, other tests may have imported the jobs themselves."""
    ask = (
        "import django; django.setup(); from carryover.journal.enqueue import job_names; print(*job_names())"
    )
    told = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"journal.seal", "site.keep_head", "documents.keep_signed_plan"} <= set(told)


def test_every_job_that_an_act_asks_for_exists() -> None:
    assert every_job_resolves(None) == []


def test_a_job_that_nobody_defines_is_named_with_the_module_that_asks_for_it() -> None:
    module = ModuleType("carryover.plans.acts.sign")
    module.ENQUEUES = ("documents.keep_signed_plan", "documents.keep_singed_plan")  # type: ignore[attr-defined]
    (found,) = unresolved([module], frozenset({"journal.seal", "documents.keep_signed_plan"}))
    assert "carryover.plans.acts.sign" in found.msg and "'documents.keep_singed_plan'" in found.msg


def test_every_call_of_enqueue_names_a_job_of_its_module_s_list() -> None:
    """The start-up check reads ENQUEUES; this keeps the calls and the lists together."""
    for path in SOURCES.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = [
            call.args[0]
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "enqueue"
        ]
        listed = [
            name.value
            for node in tree.body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ENQUEUES"
            for name in ast.walk(node.value)
            if isinstance(name, ast.Constant)
        ]
        for name in asked:
            assert isinstance(name, ast.Constant), f"{path}: give enqueue the name itself"
            assert name.value in listed, f"{path}: {name.value!r} is not in ENQUEUES"
            assert path.parent.name == "acts" or path.name == "acts.py", f"{path}: only acts ask for jobs"
