"""The asset build: the same bytes twice, and fonts that the PDF maker finds by name and embeds."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader

from carryover.look.assets import FONT_PACKAGE, build, main
from carryover.look.icons import ICONS
from carryover.look.typefaces import FAMILY, STATICS

NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
pytestmark = pytest.mark.skipif(
    not (NODE_MODULES / FONT_PACKAGE).exists(), reason="npm install has not been run"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("look")
    build(NODE_MODULES, place)
    return place


def test_every_listed_icon_htmx_and_the_licenses_are_placed(built: Path) -> None:
    assert all((built / "vendor" / "icons" / f"{name}.svg").exists() for name in ICONS)
    assert (built / "vendor" / "htmx.min.js").exists()
    assert "SIL OPEN FONT LICENSE" in (built / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_a_second_run_touches_nothing_and_a_fresh_one_makes_the_same_bytes(
    built: Path, tmp_path: Path
) -> None:
    before = {file: file.stat().st_mtime_ns for file in built.rglob("*") if file.is_file()}
    build(NODE_MODULES, built)
    assert {file: file.stat().st_mtime_ns for file in before} == before
    build(NODE_MODULES, tmp_path)
    assert all((tmp_path / file.relative_to(built)).read_bytes() == file.read_bytes() for file in before)


@pytest.mark.parametrize("static", STATICS, ids=lambda static: static.name)
def test_a_static_font_says_its_own_name_and_holds_the_letters_of_families_names(
    built: Path, static: object
) -> None:
    font = TTFont(built / "fonts" / static.file_name)  # type: ignore[attr-defined]
    assert font["name"].getDebugName(1) == FAMILY
    assert font["name"].getDebugName(2) == static.name  # type: ignore[attr-defined]
    assert "fvar" not in font
    assert set(map(ord, "Aañéüß–“”•ŁłŠšőŵẞ")) <= set(font.getBestCmap())


def test_typst_embeds_the_family_in_all_three_styles(built: Path, tmp_path: Path) -> None:
    source = tmp_path / "page.typ"
    text = f'#set text(font: "{FAMILY}", fallback: false)\nJaylen Łuñez *bold* _italic_'
    source.write_text(text, encoding="utf-8")
    pdf = typst.compile(str(source), font_paths=[str(built / "fonts")], ignore_system_fonts=True)
    names = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {name.split("+")[-1].split("-Identity")[0] for name in names} == {
        f"AtkinsonHyperlegibleNext-{style}" for style in ("Regular", "Bold", "Italic")
    }


def test_a_missing_package_is_named_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--node-modules", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "atkinson-hyperlegible-next" in error
