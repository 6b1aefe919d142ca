"""What somebody typed is text on paper, whatever it looks like: never markup, a file or a script."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import page
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carryover.documents import press, signed_plan
from carryover.documents import report as progress_report
from carryover.documents.report import ProgressReport
from carryover.documents.signed_plan import SignedPlan

NOON = datetime(2026, 10, 19, 12, tzinfo=UTC)


def text(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def with_narrative(report: ProgressReport, narrative: str) -> ProgressReport:
    return replace(report, goals=(replace(report.goals[0], narrative=narrative),))


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        "= heading",
        "$x$ and *bold* and _slant_",
        "#import sys.inputs",
        "</text><script>alert(1)</script>",
        'quote " backslash \\ brace }{',
        "@label <label> `raw` // comment",
    ],
)
def test_markup_is_printed_as_it_was_typed(report: ProgressReport, typed: str) -> None:
    printed = progress_report.render(with_narrative(report, typed))
    assert typed in text(printed)
    assert "root:" not in text(printed)
    assert page.is_pdf_compliant_bytes(printed, profile="ua1")


def test_a_heading_typed_by_somebody_makes_no_heading(report: ProgressReport) -> None:
    plain = progress_report.render(with_narrative(report, "one\ntwo"))
    hostile = progress_report.render(with_narrative(report, "one\n= two"))
    assert outline(hostile) == outline(plain)


def outline(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).outline)


@pytest.mark.parametrize(
    "name", ["שלום כהן", "محمد العلي", "Ñandú Þórsdóttir", "Nguyễn Thị Ánh", "Wolfeschlegelsteinhausenberger"]
)
def test_names_in_other_scripts_and_long_names_print(report: ProgressReport, name: str) -> None:
    printed = progress_report.render(replace(report, student=name))
    assert page.is_pdf_compliant_bytes(printed, profile="ua1")
    if name.isascii():
        assert name in text(printed)


@pytest.mark.parametrize(
    ("typed", "named"), [("\U0001f642", "[slightly smiling face]"), ("\ufffe", "[U+FFFE]")]
)
def test_a_character_that_nobody_can_draw_is_named(report: ProgressReport, typed: str, named: str) -> None:
    printed = progress_report.render(with_narrative(report, f"He smiled {typed} and \x07 left \ud800."))
    told = text(printed)
    assert f"He smiled {named}" in told or f"He smiled {typed}" in told
    assert page.is_pdf_compliant_bytes(printed, profile="ua1")


def test_a_run_without_spaces_stays_on_the_page_and_a_hash_stays_whole(
    report: ProgressReport, signed: SignedPlan
) -> None:
    printed = progress_report.render(with_narrative(report, "x" * 400))
    letters = "".join(c for c in text(printed) if c == "x")
    assert len(letters) >= 400
    assert signed.content_hash in text(signed_plan.render(signed))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(blacklist_categories=["Co"]), max_size=60))
def test_whatever_is_typed_prints(report: ProgressReport, typed: str) -> None:
    printed = progress_report.render(with_narrative(report, typed))
    assert printed.startswith(b"%PDF")


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(http://example.org/a)"/></svg>',
        '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_a_graph_that_reaches_outside_itself_is_refused(svg: str) -> None:
    with pytest.raises(ValueError, match="points outside itself"):
        press.png(svg, "A graph.")


def test_words_on_a_graph_may_say_anything(svg: str) -> None:
    noted = svg.replace("School days", "see href=http: and url(http://x) &lt;image&gt;")
    assert press.png(noted, "A graph.").startswith(b"\x89PNG")


def test_a_picture_for_word_carries_its_sentence_and_one_without_is_refused(svg: str) -> None:
    assert "Rose from 2 to 6 · é".encode() in press.png(svg, "Rose from 2 to 6 · é")
    with pytest.raises(ValueError, match="no sentence"):
        press.png(svg, "  ")


def test_the_press_refuses_unknown_templates_and_moments_without_a_zone(svg: str) -> None:
    for template in ("nothing", "../press", "/etc/passwd"):
        with pytest.raises(ValueError, match="no template"):
            press.pdf(template, {}, {}, created=NOON)
    with pytest.raises(ValueError, match="time zone"):
        press.pdf("graph", {}, {"only": (svg, "A graph.")}, created=NOON.replace(tzinfo=None))
