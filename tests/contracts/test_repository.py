"""What is in the repository carries no trace of where it was made: no package host, no machine's path."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
# Written so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(rb"/(?:root|work|home|Users)/(?!\.\.\.)[A-Za-z0-9_.-]+/|[A-Z]:\\Users\\")
PICTURES = {".png", ".woff2", ".ttf", ".ico", ".pdf"}


def kept_files() -> list[Path]:
    """What a clone would hold, with what is about to be added."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def test_there_are_locks_to_look_at() -> None:
    assert {"requirements.lock", "requirements-dev.lock", "requirements-node.lock"} <= set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_python_locks_name_no_host_and_pin_every_file(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "http" not in text and "://" not in text
    assert not re.search(r"^\s*--(?:index-url|extra-index-url|find-links|trusted-host)", text, re.MULTILINE)
    pins = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.MULTILINE)
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pins and len(blocks) == len(pins)
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_development_lock_agrees_with_the_one_that_serves() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(
            re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
        )

    serving, developing = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: developing.get(name) for name in serving} == serving


def test_the_node_lock_names_no_host_and_keeps_its_hashes() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text and "://registry" not in text
    packages = json.loads(text)["packages"]
    assert all(found.get("integrity", "").startswith("sha") for path, found in packages.items() if path)


def test_npm_is_told_to_leave_hosts_out_and_to_run_no_foreign_scripts() -> None:
    lines = (ROOT / ".npmrc").read_text().split()
    assert "omit-lockfile-registry-resolved=true" in lines
    assert "ignore-scripts=true" in lines
    assert not any("registry=" in line or "_auth" in line for line in lines)


def test_no_file_names_a_path_of_somebody_s_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): match.group().decode()
        for path in kept_files()
        if path.suffix not in PICTURES and (match := MACHINE_PATHS.search(path.read_bytes()))
    }
    assert found == {}
