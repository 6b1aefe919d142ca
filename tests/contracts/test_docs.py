"""The documents are true: links lead somewhere, commands exist, the tour knows every room, the glossary every name."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.written import (
    LARGEST_PICTURE,
    ROOT,
    broken_links,
    documents,
    faults_of,
    glossary_names,
    missing_names,
    rooms,
    unknown_commands,
)

NAMES = [str(path.relative_to(ROOT)) for path in documents()]


def test_the_documents_that_a_newcomer_looks_for_are_there() -> None:
    looked_for = {
        "README.md",
        "GLOSSARY.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/decisions/README.md",
    }
    assert looked_for <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_every_command_of_a_document_exists(name: str) -> None:
    assert faults_of(ROOT / name) == []


def test_the_tour_names_every_room() -> None:
    tour = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [room for room in rooms() if f"`{room}`" not in tour] == []


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    assert len(glossary_names()) > 50
    assert missing_names() == []


def test_every_decision_is_in_the_list_under_a_number_of_its_own() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    records = sorted(path.name for path in ROOT.glob("docs/decisions/[0-9]*.md"))
    assert [name[:4] for name in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    for name in records:
        text = (ROOT / "docs/decisions" / name).read_text(encoding="utf-8")
        assert f"]({name})" in listed
        assert all(
            f"**{part}.**" in text for part in ("Context", "Decision", "What we gave up", "Weak side")
        ), name


def test_every_picture_is_shown_and_small() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = sorted(ROOT.glob("docs/pictures/*.png"))
    assert pictures
    assert [p.name for p in pictures if f"docs/pictures/{p.name}" not in readme] == []
    assert [p.name for p in pictures if p.stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("`make nothing`", "no `make nothing`"),
        ("`make run SPEED=9`", "no variable SPEED"),
        ("    carryover fly --high", "no `carryover fly`"),
        ("`carryover serve --fast`", "knows no --fast"),
        ("`python -m carryover.site.nowhere`", "no module carryover.site.nowhere"),
    ],
)
def test_a_command_that_does_not_exist_is_found(said: str, fault: str) -> None:
    assert any(fault in found for found in unknown_commands(said))


def test_a_link_that_leads_nowhere_is_found_and_an_example_in_code_is_none(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "# One\n\n[a](gone.md) [b](#one) [c](#two) [d](https://example.org)\n\n```\n[e](x.md)\n```\n"
    page.write_text(text)
    found = list(broken_links(page, text))
    assert [fault for fault in found if "gone.md" in fault] and [fault for fault in found if "#two" in fault]
    assert len(found) == 2
