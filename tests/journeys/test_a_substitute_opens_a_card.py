"""Denise is ill. The office makes a card in two taps; a phone without an account opens it until the last bell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import psycopg
import pytest
from bench.served import served
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from browser import accessibility_faults
from journeys.conftest import House

DESK = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
AFTER_THE_BELL = "2026-10-20T18:35:00+00:00"


def card_made(house: House) -> tuple[Page, str]:
    """The assistant principal's page with the link, two taps after the list; and the link."""
    _, office = house.visit("ap", **DESK)
    office.get_by_role("link", name="Absent today").click()
    assert accessibility_faults(office) == []
    office.get_by_role("link", name=re.compile("Make a card.*Denise Walker")).click()
    assert accessibility_faults(office) == []
    office.get_by_role("button", name="Make the card").click()
    expect(office.get_by_role("heading", name="The card is made")).to_be_visible()
    assert accessibility_faults(office) == []
    return office, office.locator("code").inner_text()


@pytest.fixture
def phone(house: House) -> Iterator[BrowserContext]:
    """A phone that nobody has signed in on, without scripts."""
    profile = house.browser.new_context(java_script_enabled=False, **PHONE)  # type: ignore[arg-type]
    yield profile
    profile.close()


def looks(house: House) -> list[tuple[str, int]]:
    """What the journal holds of cards: each act with how many students were shown."""
    with psycopg.connect("", **house.databases.keeper.dsn()) as rows:
        return rows.execute(
            "SELECT act, cardinality(student_ids) FROM journal_entry WHERE actor_kind = 'card' ORDER BY id"
        ).fetchall()  # type: ignore[return-value]


def test_from_two_taps_in_the_office_to_the_end_of_the_day(house: House, phone: BrowserContext) -> None:
    office, link = card_made(house)
    page, asked = phone.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(link)
    assert page.url == f"{house.address}/s/", "no secret in the address bar"
    expect(page.get_by_role("heading", level=1)).to_have_text("In the place of Denise Walker")
    expect(page.locator("section.card h2").first).to_have_text("Intervention time")
    expect(page.get_by_role("heading", name="Jaylen", exact=True).first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Do not block the door or hold him.")
    expect(page.locator("main")).to_contain_text("Marcus Reyes, room 14")
    expect(page.locator("main")).not_to_contain_text("Tucker")
    documents = [url for url in asked if "/static/" not in url]
    assert documents == [link, f"{house.address}/s/"], "one page, after the link itself"
    assert all(url.endswith((".css", ".woff2", ".svg")) for url in asked if "/static/" in url)
    assert {cookie["name"] for cookie in phone.cookies()} <= {"carryover_card", "csrftoken"}

    page.get_by_role("button", name="I have read it").click()
    expect(page.locator("main")).to_contain_text("that you have read it")
    assert looks(house) == [("substitute.read", 5), ("substitute.acknowledge", 5), ("substitute.read", 5)]

    office.goto(f"{house.address}/substitutes/")
    row = office.locator("li", has=office.locator("strong", has_text="Denise Walker"))
    expect(row).to_contain_text("opened 2 times")
    expect(row).to_contain_text("'I have read it'")

    database = house.databases.app.database
    with served(database, CARRYOVER_NOW=AFTER_THE_BELL) as evening:
        for address in (f"{evening}/s/", evening + link.removeprefix(house.address)):
            answer = page.goto(address)
            assert answer is not None and answer.status == 404
            expect(page.get_by_role("heading", level=1)).to_have_text("This card is not valid now")
            expect(page.locator("main")).not_to_contain_text("Jaylen")
    assert len(looks(house)) == 3


def test_the_office_ends_it_while_it_is_open(house: House, phone: BrowserContext) -> None:
    office, link = card_made(house)
    page = phone.new_page()
    page.goto(link)
    office.get_by_role("button", name="End it now").click()
    expect(office.locator("main")).to_contain_text("Its link opens nothing any more.")
    answer = page.reload()
    assert answer is not None and answer.status == 404


def test_it_fits_a_phone_prints_and_reads_in_spanish(house: House) -> None:
    _, link = card_made(house)
    page = house.browser.new_context(**PHONE).new_page()  # type: ignore[arg-type]
    page.goto(link)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    text = " ".join(each.extract_text() for each in PdfReader(BytesIO(page.pdf(format="Letter"))).pages)
    printed = " ".join(text.split())
    assert "In the place of Denise Walker" in printed and "Do not take away recess." in printed
    assert "I have read it" not in printed and "Español" not in printed
    page.get_by_role("button", name=re.compile("Español")).click()
    assert page.url == f"{house.address}/s/"
    expect(page.get_by_role("heading", level=1)).to_have_text("En lugar de Denise Walker")
    assert accessibility_faults(page) == []


def test_denise_makes_one_for_her_own_place_and_prints_it(house: House) -> None:
    _, page = house.visit("denise", **DESK)
    page.get_by_role("link", name="Make a card for a substitute").click()
    assert accessibility_faults(page) == []
    page.get_by_label("Name of the substitute").fill("Rosa Delgado")
    page.get_by_role("button", name="Make the card").click()
    link = page.locator("code").inner_text()
    card = page.locator("form[action*='/documents/substitute-card/']").get_attribute("action")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    paper = page.request.post(
        f"{house.address}{card}",
        form={"csrfmiddlewaretoken": token, "link": link.rpartition("/")[2]},
        headers={"referer": house.address},
    )
    assert paper.headers["content-type"] == "application/pdf"
    told = " ".join(each.extract_text() for each in PdfReader(BytesIO(paper.body())).pages)
    assert "For Rosa Delgado" in told and "Jaylen" in told and "Tucker" not in told
