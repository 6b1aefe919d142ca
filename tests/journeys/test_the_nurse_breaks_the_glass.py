"""The nurse finds a child whom she does not know and breaks the glass; the privacy officer reviews it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser import accessibility_faults
from carryover.site import roles
from journeys.conftest import House

REASON = "Found in the hallway, pale, cannot say what is wrong"


def number_of(house: House, given: str, family: str) -> str:
    """The student's number, as it stands on the school's list."""
    with roles.connect(house.databases.keeper) as rows:
        found = rows.execute(
            "SELECT number FROM roster_student WHERE given_name = %s AND family_name = %s", [given, family]
        ).fetchone()
    assert found is not None
    return str(found[0])


def claim(page: Page, number: str) -> None:
    """Fill the claim as somebody in a hurry does."""
    page.get_by_role("link", name="Emergency").click()
    page.get_by_label("Student number").fill(number)
    page.get_by_label("Medical").check()
    page.get_by_label("What has happened").fill(REASON)
    page.get_by_role("button", name="Open the card for one hour").click()


def test_the_nurse_breaks_the_glass_and_the_privacy_officer_reviews(house: House) -> None:
    profile, page = house.visit("nurse", viewport={"width": 1366, "height": 768})
    expect(page.get_by_role("heading", name="Whom you may see, and why")).to_be_visible()

    claim(page, "no such number")
    expect(page.get_by_text("No one student at your schools fits what you entered.")).to_be_visible()
    expect(page.get_by_label("What has happened")).to_have_value(REASON)  # nothing typed is lost

    page.get_by_label("Student number").fill(number_of(house, "Jaylen", "Tucker"))
    page.get_by_role("button", name="Open the card for one hour").click()
    expect(page.get_by_role("heading", name="Jaylen T.")).to_be_visible()
    expect(page.get_by_text("Marcus Reyes, room 14, ext. 555-0142")).to_be_visible()
    assert accessibility_faults(page) == []
    banner = page.get_by_role("complementary", name="Emergency access")
    expect(banner).to_contain_text("Emergency access to J.T.: 60 minutes left.")

    page.get_by_role("link", name="Open the card").click()
    expect(page.get_by_text("Do not block the door or hold him.")).to_be_visible()
    expect(page.get_by_text("The reason is sealed · ask Nadia Brooks")).to_be_visible()
    expect(banner).to_be_visible()
    card = page.url
    page.goto(re.sub(r"card/$", "plan/", card))
    expect(page.get_by_text("the whole plan is open to those who must carry out all of it")).to_be_visible()

    banner.get_by_role("button", name="End now").click()
    expect(page.get_by_text("The emergency access has ended. It will be reviewed.")).to_be_visible()
    expect(banner).to_have_count(0)
    assert page.goto(card).status == 404  # type: ignore[union-attr]
    profile.close()

    profile, page = house.visit("marcus", "/queue/")
    expect(page.get_by_role("heading", name="Claimed in an emergency")).to_be_visible()
    expect(page.get_by_text("Wanjiru Kamau, School nurse, claimed it on Tue Oct 20")).to_be_visible()
    profile.close()

    profile, page = house.visit("privacy", viewport={"width": 360, "height": 640})
    expect(page.get_by_role("link", name=re.compile("People"))).to_contain_text("2")
    page.get_by_role("link", name=re.compile(r"^Review\s*: J\.T\.")).click()
    expect(page.get_by_text(REASON)).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="What was opened").click()
    expect(page.get_by_text("opened the card").first).to_be_visible()
    page.go_back()
    page.get_by_label("Justified: it was an emergency").check()
    page.get_by_label("In words").fill("The card helped the nurse to speak with him until help came.")
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_text("The review is kept, and the one who claimed can read it.")).to_be_visible()
    assert accessibility_faults(page) == []
    profile.close()

    profile, page = house.visit("marcus", "/queue/")
    expect(page.get_by_role("heading", name="Claimed in an emergency")).to_have_count(0)
    profile.close()
