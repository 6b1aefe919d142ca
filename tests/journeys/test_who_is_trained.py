"""What needs training, in a browser: refused, allowed by name for a time, flagged again; closed, open, and learned."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from bench.served import served
from playwright.sync_api import Page, expect

from browser import accessibility_faults, signed_in
from journeys.conftest import MORNING, House
from journeys.test_the_thread import take_up

pytestmark = pytest.mark.browser
DESK = {"viewport": {"width": 1366, "height": 768}}
TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
TECHNIQUE = "open hands behind the upper arms"
INSTEAD = "Clear the room or the path, stay two arms away and call 555-0101."

EVERYTHING_KEPT = """async () => {
  const read = ({ name }) => new Promise((done) => {
    const open = indexedDB.open(name);
    open.onsuccess = () => {
      const names = [...open.result.objectStoreNames], all = [];
      if (!names.length) return done(all);
      const work = open.result.transaction(names);
      for (const each of names) work.objectStore(each).getAll().onsuccess = (event) => all.push(event.target.result);
      work.oncomplete = () => done(all);
    };
  });
  return JSON.stringify(await Promise.all((await indexedDB.databases()).map(read)));
}"""
"""What a browser keeps in all its databases, as text."""


def to_students_training(page: Page, house: House, initials: str) -> None:
    """From the caseload to the page of who is trained for a student."""
    page.goto(f"{house.address}/caseload/")
    page.get_by_role("search").get_by_role("searchbox").fill(initials)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.locator("main a[href*='/students/']").first.click()
    page.locator("article", has=page.get_by_role("heading", name="Training", exact=True)).get_by_role(
        "link"
    ).click()


def open_card(page: Page, words: str) -> None:
    """From the day to the one card that holds these words."""
    for link in [a.get_attribute("href") for a in page.locator("main a[href*='/card/']").all()]:
        assert link is not None
        page.goto(re.sub(r"(https?://[^/]+).*", rf"\1{link}", page.url))
        if page.get_by_text(words).count():
            return
    raise AssertionError(f"no card says {words!r}")


def test_an_adult_who_lacks_training_is_refused_allowed_for_a_time_and_flagged_again(house: House) -> None:
    _, marcus = house.visit("marcus", **DESK)
    to_students_training(marcus, house, "N.S.")
    expect(marcus.get_by_role("link", name="Allow for a time")).to_have_count(0)
    marcus.get_by_role("link", name="Check an adult").click()
    marcus.get_by_label("Adult").select_option(label="Kim Tran, Behavior technician")
    marcus.get_by_label("Specials").check()
    marcus.get_by_role("button", name="Check").click()
    expect(marcus.get_by_role("status")).to_contain_text("Kim Tran cannot be assigned yet.")
    expect(marcus.get_by_role("status")).to_contain_text("The physical therapist or the school nurse trains.")
    expect(marcus.get_by_role("status")).to_contain_text("An administrator of the school can allow it")
    assert accessibility_faults(marcus) == []
    student = re.search(r"/students/[0-9a-f-]{36}/", marcus.url)
    assert student is not None

    _, director = house.visit("director", f"{student.group(0)}training/ready/", **DESK)
    director.get_by_label("Adult").select_option(label="Kim Tran, Behavior technician")
    director.get_by_role("button", name="Check").click()
    director.get_by_role("link", name="Allow for a time").click()
    director.get_by_label("Without training in").select_option(label="lifting and transfer")
    director.get_by_label("Until").fill("12/24/2026")
    director.get_by_label("Why").fill("The course is on Nov 5.")
    director.get_by_label("What is done instead").fill("Priya lifts; Kim calls her.")
    director.get_by_role("button", name="Allow it until then").click()
    expect(director.locator(".error-summary")).to_contain_text("30 days at most: until 11/19/2026")
    assert accessibility_faults(director) == []
    director.get_by_label("Until").fill("11/06/2026")
    director.get_by_role("button", name="Allow it until then").click()
    expect(director.locator("main")).to_contain_text("Allowed until Fri Nov 6.")
    expect(director.locator("main")).to_contain_text("Kim Tran without lifting and transfer")
    assert accessibility_faults(director) == []


def test_when_an_override_is_over_the_adult_stays_and_is_flagged(house: House) -> None:
    _, kim = house.visit("kim", "/day/", **DESK)
    open_card(kim, INSTEAD)
    expect(kim.locator("main")).to_contain_text("Until Fri Oct 30 you work here without training")
    card = re.sub(r".*(/students/)", r"\1", kim.url)

    monday = datetime(2026, 11, 2, 14, 5, tzinfo=UTC)
    shift = (monday - datetime.now(UTC)).total_seconds()
    database = house.databases.app.database
    with served(database, CARRYOVER_NOW="", CARRYOVER_CLOCK_SHIFT=str(shift)) as later:
        page = signed_in(house.browser.new_context(), later, "kim", house.password, card)
        expect(page.locator("main")).to_contain_text(INSTEAD)
        expect(page.locator("main")).not_to_contain_text("you work here without training")
        page = signed_in(
            house.browser.new_context(), later, "director", house.password, card.replace("card/", "training/")
        )
        row = page.locator("tr", has_text="Kim Tran")
        expect(row).to_contain_text("not trained")
        expect(row.get_by_role("link", name="Allow for a time")).to_be_visible()
        expect(page.locator("section", has_text="Overrides").last).to_contain_text("no longer valid")
    assert monday - MORNING > timedelta(days=10)


def test_kim_clears_the_room_and_a_certified_colleague_reads_the_technique(house: House) -> None:
    _, kim = house.visit("kim", "/day/", **DESK)
    open_card(kim, INSTEAD)
    expect(kim.locator("main")).not_to_contain_text(TECHNIQUE)
    assert accessibility_faults(kim) == []
    initials = kim.locator(".crumbs li").last.inner_text()
    card = kim.url
    kim.get_by_role("link", name="Pocket or lanyard").click()
    expect(kim.locator("main")).to_contain_text(INSTEAD)
    expect(kim.locator("main")).not_to_contain_text(TECHNIQUE)

    _, tablet = house.visit("kim", "/tablet/", **PHONE)
    take_up(tablet)
    tablet.locator("[data-act=open-card]", has_text=initials).first.click()
    expect(tablet.locator("main")).to_contain_text(INSTEAD)
    expect(tablet.locator("main")).to_contain_text("for those trained in physical restraint and escort")
    expect(tablet.locator("main")).to_contain_text("Tomás Rivera stays within call")
    assert accessibility_faults(tablet) == []
    kept = tablet.evaluate(EVERYTHING_KEPT)
    assert INSTEAD in kept, "the sheet is on the tablet"
    assert TECHNIQUE not in kept, "and there is nothing on it to hide"

    _, agency = house.visit("agency", re.sub(r"https?://[^/]+", "", card), **DESK)
    expect(agency.locator("main")).to_contain_text(TECHNIQUE)
    expect(agency.locator("main")).to_contain_text("as you are today")

    _, director = house.visit("director", "/training/", **DESK)
    director.get_by_label("A part of the name").fill("Rivera")
    director.get_by_role("button", name="Find", exact=True).click()
    director.get_by_role("link", name=re.compile("Certificates.*Tomás Rivera")).click()
    director.get_by_role("link", name=re.compile("End early.*physical restraint")).click()
    director.get_by_label("Why it ends").fill("He left the agency's course.")
    director.get_by_role("button", name="End the certificate now").click()
    expect(director.locator("main")).to_contain_text("What it opened is closed from now on.")
    assert accessibility_faults(director) == []
    agency.reload()
    expect(agency.locator("main")).to_contain_text(INSTEAD)
    expect(agency.locator("main")).not_to_contain_text(TECHNIQUE)


def test_marcus_trains_denise_to_sign_off_on_a_tablet(house: House) -> None:
    _, page = house.visit("marcus", **TABLET)
    to_students_training(page, house, "L.H.")
    page.get_by_role("link", name="Begin a training").click()
    page.get_by_label("Who is trained").select_option(label="Denise Walker, Paraprofessional")
    page.get_by_label("In what").select_option(label="carrying out this student's plan")
    page.get_by_label("What the adult does").fill(
        "Shows the strip at the door\nWaits ten seconds\nNames one success"
    )
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Begin the training").click()
    for step in ("Instructed", "Shown", "Rehearsed"):
        page.get_by_role("button", name=step, exact=True).click()
        expect(page.locator("main")).to_contain_text(f"Written down: {step.lower()}.")
    expect(page.locator("main")).to_contain_text("do not meet the criterion yet")
    for _ in range(2):
        page.get_by_role("link", name="Observe").click()
        assert accessibility_faults(page) == []
        for answer in page.get_by_text("Yes", exact=True).all():
            box = answer.bounding_box()
            assert box is not None and box["height"] >= 44 and box["width"] >= 100, "a finger wide"
            answer.tap()
        page.get_by_role("button", name="Keep the observation").tap()
        expect(page.locator("main")).to_contain_text("The observation is kept.")
    expect(page.locator("main")).to_contain_text("3 of 3")
    page.get_by_role("link", name="Sign off").click()
    page.get_by_label("Valid until").fill("06/04/2027")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Sign off").click()
    expect(page.locator("main")).to_contain_text(
        "Signed off. Denise Walker is trained until Fri Jun 4, 2027."
    )

    _, denise = house.visit("denise", "/my-training/", **PHONE)
    expect(denise.locator("main")).to_contain_text("valid until Fri Jun 4, 2027")
    assert accessibility_faults(denise) == []
