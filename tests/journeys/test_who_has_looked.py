"""Marcus opens the record of access in two clicks and prints the family's copy; Lucía reads hers in Spanish."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import psycopg
import pypdf
from playwright.sync_api import Page, expect

from browser import accessibility_faults
from carryover.site import roles
from journeys.conftest import House

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 640}


def a_thousand_looks(house: House, given: str, family: str) -> None:
    """Denise opened the card of this child a thousand times this morning."""
    at = datetime(2026, 10, 20, 12, tzinfo=UTC)
    with roles.connect(house.databases.keeper) as rows:
        student, denise = _ids(rows, given, family)
        with rows.cursor() as cursor:
            cursor.executemany(
                'INSERT INTO journal_entry (at, actor_kind, actor_id, "right", act, thing_kind, thing_id, student_ids,'
                " detail) VALUES (%s, 'adult', %s, 'assigned', 'card.read', 'student', '', ARRAY[%s::uuid], '{}')",
                [(at + timedelta(seconds=7 * n), denise, student) for n in range(1000)],
            )


def _ids(rows: psycopg.Connection[tuple[object, ...]], given: str, family: str) -> tuple[object, object]:
    found = rows.execute(
        "SELECT s.id, a.id FROM roster_student s, roster_adult a WHERE s.given_name = %s AND s.family_name = %s"
        " AND a.given_name = 'Denise' AND a.family_name = 'Walker'",
        [given, family],
    ).fetchone()
    assert found is not None
    return found[0], found[1]


def wide(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def copy_of(page: Page, button: str) -> bytes:
    """The file that this button hands over."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    path = waiting.value.path()
    assert not re.search("jaylen|tucker|mateo|herrera", waiting.value.suggested_filename, re.IGNORECASE)
    return path.read_bytes()


def test_marcus_reads_it_in_two_clicks_and_prints_the_familys_copy(house: House) -> None:
    a_thousand_looks(house, "Jaylen", "Tucker")
    profile, page = house.visit("marcus", "/queue/", viewport=DESK)
    page.locator("li", has_text="J.T., Asks for a break").get_by_role("link", name="Decide").click()

    page.get_by_role("link", name="J.T.", exact=True).click()  # one
    page.get_by_role("link", name="Who has looked", exact=True).last.click()  # two
    expect(page.get_by_role("heading", name="Who has looked at Jaylen T.'s records")).to_be_visible()
    expect(page.get_by_text("opened the card, 1000 times")).to_be_visible()
    expect(page.get_by_text("He ran toward the road and could not be calmed.")).to_be_visible()
    assert len(page.content()) < 60_000, "a thousand looks stay a page that somebody can read"
    assert accessibility_faults(page) == []

    page.get_by_label("Who").select_option(label="Denise Walker")
    page.get_by_role("button", name="Show").click()
    looks = page.get_by_role("region", name="Looks and changes")
    expect(looks.get_by_text("Denise Walker")).not_to_have_count(0)
    expect(looks.locator("li strong", has_text="Marcus Reyes")).to_have_count(0)
    assert not re.search("denise|walker", page.url, re.IGNORECASE)

    page.set_viewport_size(PHONE)
    assert wide(page) <= 0
    assert accessibility_faults(page) == []

    page.get_by_role("link", name="Make a copy").click()
    assert accessibility_faults(page) == []
    pdf = copy_of(page, "As a PDF")
    told = " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    assert "Record of access of Jaylen T." in told
    assert told.index("Cedar County Crisis Team") < told.index("opened the card, 1000 times")
    rows = copy_of(page, "For a spreadsheet (CSV)").decode()
    assert rows.count("opened the card") == 1000
    profile.close()


def test_lucia_reads_hers_in_spanish(house: House) -> None:
    profile, page = house.visit("lucia", viewport=PHONE, locale="en-US")
    expect(page.get_by_role("heading", name="A quién puede ver usted, y por qué")).to_be_visible()
    assert wide(page) <= 0
    assert accessibility_faults(page) == []
    page.get_by_role("link", name=re.compile(r"^Quién ha mirado\s*: Mateo H\.")).click()
    expect(page.get_by_role("heading", name="Quién ha mirado el expediente de Mateo H.")).to_be_visible()
    expect(page.get_by_text("Lakeside Reading Clinic")).to_be_visible()
    expect(page.get_by_text("vio al estudiante en la lista de personas").first).to_be_visible()
    assert wide(page) <= 0
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Hacer una copia").click()
    expect(page.get_by_label("Español")).to_be_checked()
    page.get_by_label("Desde").fill("2026-08-01")
    told = pypdf.PdfReader(io.BytesIO(copy_of(page, "En PDF"))).pages[0].extract_text()
    assert "Registro de acceso de Mateo H." in told
    profile.close()


def test_the_privacy_officer_finds_a_child_by_post_and_sees_no_content(house: House) -> None:
    profile, page = house.visit("privacy", viewport=DESK)
    page.get_by_label("Name or number").fill("Tucker")
    page.get_by_role("button", name="Find").click()
    assert "tucker" not in page.url.lower()
    found = page.get_by_role("region", name="Find a student of your schools")
    expect(found.get_by_role("link")).to_have_text([re.compile("Who has looked")])
    assert accessibility_faults(page) == []
    found.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Who has looked at Jaylen T.'s records")).to_be_visible()
    profile.close()
