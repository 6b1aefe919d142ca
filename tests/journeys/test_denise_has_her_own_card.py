"""Denise on her tablet: what does not fit is raised offline in two taps and answered; her card is read and known."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from browser import accessibility_faults
from journeys.conftest import House
from journeys.test_the_thread import take_up

pytestmark = pytest.mark.browser
UPRIGHT = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


def kept(house: House, query: str) -> list[tuple[Any, ...]]:
    """What the database holds."""
    with psycopg.connect("", **house.databases.keeper.dsn()) as keeper:
        return keeper.execute(query).fetchall()  # type: ignore[arg-type]


def raised(house: House) -> list[tuple[Any, ...]]:
    """The concerns that came from a tablet."""
    return kept(
        house,
        "SELECT c.about, s.initials, c.line, (SELECT string_agg(a.line || ':' || a.words, ' ') FROM"
        " observations_concernaddition a WHERE a.concern = c.id) FROM observations_concern c"
        " JOIN roster_student s ON s.id = c.student_id WHERE c.device_id IS NOT NULL ORDER BY c.raised_at",
    )


def offline_tablet(house: House) -> tuple[Any, Page]:
    """Denise's tablet with today's sheet on it, cut from the network."""
    profile, page = house.visit("denise", "/tablet/", **PHONE)
    take_up(page)
    page.locator("[data-act=open-card]").first.wait_for()
    page.wait_for_function("navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready")
    page.wait_for_timeout(500)
    profile.set_offline(True)
    return profile, page


def test_raised_offline_in_two_taps_answered_on_today_and_seen_first(house: House) -> None:
    profile, tablet = offline_tablet(house)
    tablet.locator("[data-act=open-card]", has_text="J.T.").first.click()
    tablet.click("[data-act=flag]")
    assert accessibility_faults(tablet) == []
    tablet.locator("[data-act=raise][data-about=two_things]").click()
    expect(tablet.locator(".flag")).to_contain_text("Marcus Reyes, room 14")
    tablet.select_option("#flag-line", label="Return to the same task, one item shorter.")
    tablet.fill("#flag-words", "same task, or another?")
    tablet.click("[data-act=flag-add]")
    expect(tablet.locator("[data-waiting]").first).to_have_attribute("data-waiting", "2")
    assert accessibility_faults(tablet) == []
    assert raised(house) == []

    profile.set_offline(False)
    expect(tablet.locator("[data-waiting]").first).to_have_attribute("data-waiting", "0", timeout=60_000)
    assert raised(house) == [("two_things", "J.T.", "", "respond-2:same task, or another?")]

    _, marcus = house.visit("marcus", "/queue/", viewport={"width": 1366, "height": 768})
    row = marcus.locator("ol.queue li", has_text="same task, or another?")
    expect(row).to_contain_text("Denise asks, J.T.")
    row.get_by_role("link", name="Answer").click()
    expect(marcus.locator("main")).to_contain_text("Return to the same task, one item shorter.")
    marcus.get_by_role("button", name="Answer").click()
    expect(marcus.locator(".error-summary")).to_contain_text("nothing is settled without words")
    marcus.get_by_label("Your answer").fill("The same task, one item shorter. I told Ms. Park.")
    marcus.get_by_role("button", name="Answer").click()
    expect(marcus.locator("main")).to_contain_text("Answered. Denise Walker sees it first")
    assert accessibility_faults(marcus) == []
    marcus.goto(f"{house.address}/queue/")
    expect(marcus.locator("main")).not_to_contain_text("same task, or another?")

    tablet.reload()
    expect(tablet.locator("[data-act=read-answers]")).to_contain_text("for you · read")
    tablet.locator("[data-act=open-card]", has_text="J.T.").first.click()
    expect(tablet.locator(".answered").first).to_contain_text(
        "The same task, one item shorter. I told Ms. Park."
    )
    assert accessibility_faults(tablet) == []


def test_a_definition_that_does_not_fit_is_two_taps_beside_the_pad(house: House) -> None:
    profile, tablet = offline_tablet(house)
    tablet.click("[data-act=start-block][data-period=P1]")
    tablet.locator("[data-act=choose-student]", has_text="J.T.").first.click()
    tablet.locator("[data-act=info]:visible").first.click()
    tablet.click("[data-act=doubt]")
    expect(tablet.locator(".about")).to_contain_text("Kept: This definition does not fit what I see.")
    waiting = tablet.locator("[data-waiting]").first
    expect(waiting).not_to_have_attribute("data-waiting", "0")  # before the tap nothing waits either
    profile.set_offline(False)
    expect(waiting).to_have_attribute("data-waiting", "0", timeout=60_000)
    assert [row[:2] for row in raised(house)] == [("definition", "J.T.")]
    tablet.click("[data-act=to-today]")
    tablet.click("[data-act=tab-sent]")
    expect(tablet.locator("[data-where=arrived]")).to_contain_text(
        "This definition does not fit what I see: Asks for"
    )


def test_her_card_is_one_screen_and_two_hundred_words(house: House) -> None:
    _, tablet = house.visit("denise", "/tablet/", **UPRIGHT)
    take_up(tablet)
    for initials in ("J.T.", "A.O.", "N.S."):
        tablet.locator("[data-act=open-card]", has_text=initials).first.click()
        lines = tablet.locator(".card-lines")
        ends = lines.evaluate("element => element.getBoundingClientRect().bottom")
        assert ends <= tablet.locator(".bar").evaluate("element => element.getBoundingClientRect().top"), (
            initials
        )
        shown = tablet.locator(".attention, .card-lines dt, .card-lines dd p").all_inner_texts()
        words = sum(len(text.split()) for text in shown)
        assert 60 < words <= 200, (initials, words)
        assert accessibility_faults(tablet) == []
        tablet.click("[data-act=back]")


def test_she_reads_a_changed_card_and_marcus_sees_who_has_read(house: House) -> None:
    _, marcus = house.visit("marcus", "/caseload/?q=J.T.", viewport={"width": 1366, "height": 768})
    marcus.get_by_role("link", name="Jaylen T.").first.click()
    marcus.get_by_role("link", name="Who does what: written guidance").click()
    marcus.get_by_label("The line", exact=True).fill("Hold the strip where he sees it.")
    marcus.get_by_label("What does the line say?").select_option("do")
    marcus.get_by_role("button", name="Write the line").click()
    expect(marcus.locator(".error-summary")).to_contain_text("a line without its why is not kept")
    expect(marcus.get_by_label("The line", exact=True)).to_have_value("Hold the strip where he sees it.")
    assert accessibility_faults(marcus) == []
    marcus.get_by_label("Why", exact=True).fill("A near end makes a start easier.")
    marcus.get_by_role("button", name="Write the line").click()
    expect(marcus.locator("main")).to_contain_text("Written. The cards say so from now on")
    marcus.get_by_role("link", name="Who has read the card").click()
    denise_row = marcus.locator("tr", has_text="Denise Walker")
    expect(denise_row).to_contain_text("not read, since")
    assert accessibility_faults(marcus) == []

    _, denise = house.visit("denise", "/day/", viewport={"width": 768, "height": 1024})
    expect(denise.locator("main")).to_contain_text("2 cards changed · read")
    denise.get_by_role("link", name="Jaylen T.").first.click()
    expect(denise.locator("main")).to_contain_text("Hold the strip where he sees it.")
    denise.get_by_role("link", name="Confirm with three questions").click()
    for attempt in range(3):
        for question in denise.locator("fieldset").all():
            if question.locator("input:disabled").count() == 0:
                question.locator("input").nth(attempt).check()
        denise.get_by_role("button", name="Answer").click()
        if "/questions/" not in denise.url:
            break
        expect(denise.locator("main")).to_contain_text("The card says:")
        assert accessibility_faults(denise) == []
    expect(denise.locator("main")).to_contain_text("Confirmed: you have read this card.")
    denise.goto(f"{house.address}/day/")
    expect(denise.locator("main")).to_contain_text("1 card changed · read")

    marcus.reload()
    expect(denise_row).to_contain_text("version 2, Tue Oct 20")
    expect(denise_row).to_contain_text(re.compile(r"\d of 3"))
    assert kept(house, "SELECT count(*) FROM journal_entry WHERE act = 'card.confirm'") == [(1,)]
