"""Every document is tagged PDF/UA-1, judged by a validator and by a walk of its own tags."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import page
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from carryover.documents import access, signed_plan
from carryover.documents import report as progress_report
from carryover.documents import sheet as data_sheet
from carryover.documents.report import ProgressReport, Row
from carryover.documents.sheet import DataSheet
from carryover.documents.signed_plan import SignedPlan
from carryover.measurement import State
from carryover.terms import DateSpan
from spec.documents import looked_at


def tags(pdf: bytes) -> Iterator[DictionaryObject]:
    """Every structure element in reading order."""
    waiting = [pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, ArrayObject):
            waiting.extend(reversed(node))
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node["/K"])


def kinds(pdf: bytes) -> list[str]:
    return [str(tag["/S"]) for tag in tags(pdf)]


@pytest.fixture(params=["report", "draft", "sheet", "signed_plan", "access"])
def document(
    request: pytest.FixtureRequest,
    report: ProgressReport,
    sheet: DataSheet,
    signed: SignedPlan,
) -> bytes:
    printed = {
        "report": lambda: progress_report.render(report),
        "draft": lambda: progress_report.render(report, draft=True),
        "sheet": lambda: data_sheet.render(sheet),
        "signed_plan": lambda: signed_plan.render(signed),
        "access": lambda: access.render(looked_at.example()),
    }
    return printed[request.param]()


def test_a_validator_finds_pdf_ua_1(document: bytes) -> None:
    verdict = page.validate_pdf_bytes(document, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in verdict.failures] == []
    assert verdict.is_compliant


def test_the_title_says_what_it_is_without_the_name_and_the_language_is_declared(document: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(document))
    assert reader.metadata is not None
    assert reader.metadata.title
    assert "Jaylen" not in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"] == "en-US"


def test_headings_start_at_one_and_skip_no_level(document: bytes) -> None:
    levels = [int(kind[2]) for kind in kinds(document) if kind in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_every_table_has_header_cells_with_their_scope(document: bytes) -> None:
    headers = [tag for tag in tags(document) if tag["/S"] == "/TH"]
    assert headers
    for header in headers:
        assert any(owner.get_object().get("/Scope") == "/Column" for owner in header["/A"])


def test_every_page_says_what_it_is_and_which_page_of_how_many(document: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    for number, sheet_of_paper in enumerate(pages, 1):
        head = sheet_of_paper.extract_text()
        assert f"page {number} of {len(pages)}" in head
        assert "J.T." in head or "A.O." in head


def test_the_product_s_own_typeface_is_embedded_and_no_other(document: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(document))
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for sheet_of_paper in reader.pages
        for font in sheet_of_paper["/Resources"]["/Font"].values()
    }
    assert names
    assert all(name.startswith("AtkinsonHyperlegibleNext") for name in names), names


def test_a_graph_carries_its_sentence(report: ProgressReport) -> None:
    figures = [tag for tag in tags(progress_report.render(report)) if tag["/S"] == "/Figure"]
    assert report.goals[0].graph is not None
    assert [figure["/Alt"] for figure in figures] == [report.goals[0].graph[1]]


def test_eighty_days_are_one_table_over_several_pages(report: ProgressReport) -> None:
    days = [date(2026, 8, 24) + timedelta(n) for n in range(80)]
    goal = replace(report.goals[0], rows=tuple(Row(day, State.VALUE, 3, 3) for day in days))
    period = DateSpan(days[0], days[-1])
    printed = progress_report.render(replace(report, goals=(goal,), period=period, issued=days[-1]))
    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) > 3
    assert kinds(printed).count("/Table") == 1
    assert kinds(printed).count("/THead") == 1
    assert kinds(printed).count("/TR") == 81


def test_the_same_values_give_the_same_bytes_and_another_day_does_not(
    report: ProgressReport, sheet: DataSheet, signed: SignedPlan
) -> None:
    assert progress_report.render(report) == progress_report.render(report)
    assert data_sheet.render(sheet) == data_sheet.render(sheet)
    assert signed_plan.render(signed) == signed_plan.render(signed)
    later = replace(report, issued=report.issued + timedelta(1))
    assert progress_report.render(later) != progress_report.render(report)


def test_a_preview_has_as_many_pages_as_the_paper(sheet: DataSheet) -> None:
    images = data_sheet.preview(sheet, ppi=30)
    assert all(image.startswith(b"\x89PNG") for image in images)
    assert len(images) == len(pypdf.PdfReader(io.BytesIO(data_sheet.render(sheet))).pages)
