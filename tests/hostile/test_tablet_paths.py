"""Under /tablet/ lie the files that the build made, and no path leads out of them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from carryover.site.tablet import DIST
from hostile.corpus import PATHS

SECRETS = ("SECRET", "root:", "[project]", "import ")
OUTSIDE = [
    *PATHS,
    "../src/main.ts",
    "assets/../../src/main.ts",
    "../../pyproject.toml",
    "..%2fsrc%2fmain.ts",
    "%2e%2e%2fsrc%2fmain.ts",
    "..%252fsrc%252fmain.ts",
    "..\\src\\main.ts",
    "..%5csrc%5cmain.ts",
    "%c0%ae%c0%ae/src/main.ts",
    "/etc/passwd",
    "//etc/passwd",
    str(DIST.parent / "src" / "main.ts"),
    "assets/",
    "." * 300,
    "a/" * 400,
    "x" * 255,
    "x" * 1500,
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leads_out_finds_nothing(path: str) -> None:
    for asked in (path, quote(path)):
        answer = Client(raise_request_exception=False).get("/", PATH_INFO=f"/tablet/{asked}")
        assert answer.status_code in (400, 404), asked
        assert not any(word in answer.content.decode() for word in SECRETS)


@pytest.mark.django_db
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "dist", tmp_path / "secret.txt"
    inside.mkdir()
    outside.write_text("not for you")
    (inside / "index.html").write_text("the shell")
    os.symlink(outside, inside / "link.txt")
    monkeypatch.setattr("carryover.site.tablet.DIST", inside)
    shell = Client().get("/tablet/")
    assert b"".join(shell.streaming_content) == b"the shell"  # type: ignore[attr-defined]
    assert Client().get("/tablet/link.txt").status_code == 404
